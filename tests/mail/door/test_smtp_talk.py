"""Whole conversations by SMTP and LMTP, as mail servers and programs hold them."""

import smtplib
import uuid
from collections.abc import Generator
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.engine import make_engine
from core.store.tables import Intake
from mail.recipients import Recipients
from mail.tokens import bounce_address
from tests.mail.door.talking import DOMAIN, MAIL, SENDER, TO, Peer, Running, running, taken


@pytest.fixture
def door(context: Context, place: Place) -> Generator[Running]:
    with running(context, mail_trust="authserv=mx.example.org") as here:
        yield here


def test_a_mail_is_taken_as_it_came(door: Running, context: Context) -> None:
    with door.smtp() as smtp:
        assert smtp.sendmail(SENDER, [TO], MAIL) == {}
    [(head, raw, repeats)] = taken(context)
    assert raw == MAIL
    assert repeats == 0
    assert head.pop("at")
    assert head == {
        "from": SENDER, "to": TO, "slug": "lommerbeek", "peer": "127.0.0.1", "helo": "mx.example.org", "door": "smtp",
        "trust": "authserv=mx.example.org",
    }  # fmt: skip


def test_the_banner_and_the_greeting_offer_what_there_is_and_tell_no_version(door: Running) -> None:
    with Peer(door.ports["smtp"]) as peer:
        assert peer.reply() == f"220 {DOMAIN} ESMTP".encode()
        offered = peer.ask(b"EHLO x.example.org").decode().split("\r\n")
    assert [line[4:] for line in offered] == [DOMAIN, "SIZE 26214400", "8BITMIME", "SMTPUTF8", "PIPELINING"]


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        (b"AUTH PLAIN AGEAYg==", b"502"),
        (b"HELP", b"502"),
        (b"EXPN staff", b"502"),
        (b"VRFY lommerbeek", b"252 2.1.5 Send the mail and see"),
        (b"VRFY nobody", b"252 2.1.5 Send the mail and see"),
        (b"STARTTLS", b"454"),
        (b"LHLO x", b"500"),
        (b"DATA", b"503"),
        (b"RCPT TO:<lommerbeek@signaal.localhost>", b"503"),
        (b"MAIL FROM:<a@b.example> SIZE=26214401", b"552"),
        (b"MAIL FROM:<((((((>", b"553"),
        (b"MAIL FROM:<(", b"553"),
        (b"MAIL FROM:<a\x00b@example.org>", b"553"),
        (b"MAIL FROM:<\xff\xfe@example.org>", b"553"),
        (b"MAIL FROM:", b"501"),
        (b"MAIL FROM:<a@b.example> NONSENSE=1", b"555"),
        (b"MAIL FROM:<" + b"a" * 400 + b"@example.org>", b"553"),
        (b"MAIL FROM:<" + b"a" * 2000 + b"@example.org>", b"500"),
        (b"\x80\x81", b"500"),
        (b"", b"500"),
    ],
)
def test_what_is_refused_is_refused_and_the_next_mail_is_taken(
    door: Running, context: Context, command: bytes, reply: bytes
) -> None:
    with door.peer() as peer:
        assert peer.ask(command).startswith(reply)
        assert peer.send() == b"250 2.0.0 Taken"
    assert len(taken(context)) == 1


@pytest.mark.parametrize(
    "to",
    ["nobody@signaal.localhost", "lommerbeek@example.org", "postmaster@signaal.localhost", "b+abc@signaal.localhost"],
)
def test_an_address_that_is_not_ours_is_refused(door: Running, context: Context, to: str) -> None:
    with door.smtp() as smtp, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        smtp.sendmail(SENDER, [to], MAIL)
    assert refused.value.recipients[to] == (550, b"5.1.1 No such address here")
    assert taken(context) == []


@pytest.mark.parametrize(
    ("to", "slug"),
    [
        ("LommerBeek@Signaal.LOCALHOST", "lommerbeek"),
        ("Lommerbeek+K7XQ@signaal.localhost", "lommerbeek"),
        ("signalen@signaal.localhost", "lommerbeek"),
        ("Signaal+tok@lommerbeek.example", "lommerbeek"),
        ("abuse@signaal.localhost", "lommerbeek"),
    ],
)
def test_every_way_to_write_an_address_of_ours_is_known(
    door: Running, context: Context, url: str, to: str, slug: str
) -> None:
    engine = make_engine(url, size=1, role=None)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "update municipality set settings ="
            """ '{"mail_aliases": ["Signalen", "abuse", "signaal@lommerbeek.example", 7]}'"""
        )
    engine.dispose()
    with door.peer() as peer:
        assert peer.send(to=to) == b"250 2.0.0 Taken"
    [(head, _raw, _repeats)] = taken(context)
    assert (head["to"], head["slug"]) == (to.lower(), slug)


def test_what_comes_back_comes_to_the_bounce_address_of_a_letter_of_ours(door: Running, context: Context) -> None:
    to = bounce_address(context.keys, uuid.uuid4(), DOMAIN)
    with door.peer() as peer:
        assert peer.send(to=to.upper(), sender="") == b"250 2.0.0 Taken"
    [(head, _raw, _repeats)] = taken(context)
    assert (head["from"], head["to"], head["slug"]) == ("", to, "")


def test_one_mail_that_comes_twice_is_one(door: Running, context: Context) -> None:
    with door.peer() as peer:
        assert peer.send() == b"250 2.0.0 Taken"
        assert peer.send(b"Received: by another way\r\n" + MAIL, to=TO.upper()) == b"250 2.0.0 Taken"
        assert peer.send(MAIL.replace(b"te lang", b"te kort")) == b"250 2.0.0 Taken"
    assert [repeats for _head, _raw, repeats in taken(context)] == [1, 0]


def test_each_recipient_gets_her_own(door: Running, context: Context, other_place: Place) -> None:
    many = [f"lommerbeek+t{number}@{DOMAIN}" for number in range(51)]
    with door.peer() as peer:
        assert peer.ask(b"MAIL FROM:<>") == b"250 2.1.0 OK"
        assert peer.ask(b"RCPT TO:<zandhove@signaal.localhost>")[:3] == b"250"
        replies = [peer.ask(f"RCPT TO:<{to}>".encode())[:9] for to in many]
        assert replies == [b"250 2.1.5"] * 49 + [b"452 4.5.3"] * 2
        peer.ask(b"DATA")
        assert peer.ask(MAIL + b".") == b"250 2.0.0 Taken"
    heads = [head["slug"] for head, _raw, _repeats in taken(context)]
    assert sorted(heads) == ["lommerbeek"] * 49 + ["zandhove"]


def test_by_lmtp_a_mail_has_one_recipient_at_a_time(door: Running, context: Context, other_place: Place) -> None:
    with door.lmtp() as lmtp:
        refused = lmtp.sendmail(SENDER, [TO, "zandhove@signaal.localhost"], MAIL)
        assert refused["zandhove@signaal.localhost"][0] == 452
        assert lmtp.sendmail(SENDER, list(refused), MAIL) == {}
    heads = [(head["slug"], head["door"]) for head, _raw, _repeats in taken(context)]
    assert heads == [("lommerbeek", "lmtp"), ("zandhove", "lmtp")]


def test_lmtp_says_lhlo(door: Running) -> None:
    with Peer(door.ports["lmtp"]) as peer:
        assert peer.reply() == f"220 {DOMAIN} LMTP".encode()
        assert peer.ask(b"EHLO x")[:3] == b"500"
        assert peer.ask(b"MAIL FROM:<>")[:3] == b"503"
        assert peer.ask(b"LHLO x")[:3] == b"250"


def test_a_mail_in_any_script_is_taken(door: Running, context: Context) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Zoë <zoë@example.org>", TO, "Één vraag"
    message.set_content("Ça va?\n")
    with door.smtp() as smtp:
        smtp.send_message(message, from_addr="zoë@example.org", to_addrs=[TO])
    [(head, raw, _repeats)] = taken(context)
    assert head["from"] == "zoë@example.org"
    assert "zoë@example.org".encode() in raw


def test_bytes_stay_as_they_came(door: Running, context: Context) -> None:
    odd = MAIL + b"\x00\xff\x80 nul\r\nbare\nlf and\rcr\r\n.. two dots\r\n"
    with door.peer() as peer:
        peer.begin()
        peer.say(odd.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
        assert peer.reply() == b"250 2.0.0 Taken"
        peer.begin()
        peer.say(b".\r\n")
        assert peer.reply() == b"250 2.0.0 Taken"
    assert [raw for _head, raw, _repeats in taken(context)] == [odd + b"\r\n", b""]


def test_commands_may_come_in_one_go(door: Running, context: Context) -> None:
    said = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<nobody@signaal.localhost>\r\nRCPT TO:<%s>\r\nDATA\r\n" % TO.encode()
    with door.peer() as peer:
        peer.say(said + MAIL + b".\r\nQUIT\r\n")
        assert [peer.reply()[:3] for _turn in range(6)] == [b"250", b"550", b"250", b"354", b"250", b"221"]
    assert [raw for _head, raw, _repeats in taken(context)] == [MAIL]


def test_mails_of_one_sender_are_one_chat_however_they_come(door: Running, context: Context) -> None:
    with door.peer() as peer:
        for sender, given in (
            ("bounce-1@list.example.org", MAIL),
            (SENDER.upper(), MAIL.replace(b"From:", b"X-From:")),
            ("other@example.org", MAIL.replace(b"An Peeters <", b'"Peeters, An" <').replace(b"Wacht", b"Lange wacht")),
            ("", MAIL.replace(b"From: ", b"From: b@example.org, ")),
            ("", MAIL.replace(b"From: An", b"From: " + b"(" * 60_000)),
        ):
            assert peer.send(given, sender=sender) == b"250 2.0.0 Taken"
    lookup, nobody = context.keys.lookup("mail", SENDER), context.keys.lookup("mail", "")
    with context.store.door() as session:
        found = list(session.scalars(select(Intake.lookup).order_by(Intake.id)))
    assert found == [lookup, lookup, lookup, nobody, nobody]


def test_what_strangers_found_out_about_a_sender_does_not_count(context: Context, place: Place) -> None:
    with (
        running(context, mail_trust="authserv=mx.example.org", mail_relays="192.0.2.0/24") as door,
        door.peer() as peer,
    ):
        peer.send()
    [(head, _raw, _repeats)] = taken(context)
    assert head["trust"] == ""


async def test_a_new_municipality_is_known_at_once(context: Context, place: Place, url: str) -> None:
    from tests.conftest import make_place

    moment = 100.0
    recipients = Recipients(context, lambda: moment)
    assert await recipients.find(f"zandhove@{DOMAIN}") is None
    make_place(url, "zandhove", "Zandhove")
    moment += 3
    found = await recipients.find(f"zandhove@{DOMAIN}")
    assert found is not None
    assert found.slug == "zandhove"
