"""What comes back: bounces find their letter, by three ways; only what is final pauses, and nobody can pretend."""

import uuid
from collections.abc import Generator

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Contact, Intake, Letter
from mail.bounce import is_final
from mail.compose_message import Outgoing
from mail.tokens import bounce_address
from tests.mail.room.posting import STORY, VERIFIED, Post, open_post, write

DAEMON = "mailer-daemon@mx.example.org"


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def report(action: str, status: str, *, returned: str = "") -> bytes:
    """Write a standard delivery report (RFC 3464)."""
    return (
        f"From: Mail Delivery System <{DAEMON}>\nTo: x@y.example\nSubject: Undelivered Mail Returned to Sender\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nI'm sorry to have to inform you.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; leen@molenkerke.example.org\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {status[0]}50 nee\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n--b--\n"
    ).encode()


def send(post: Post) -> Outgoing:
    post.say(STORY)
    return post.letter()


def outcome(post: Post) -> tuple[str, str | None, str | None]:
    """The state and reason of the one letter, and why its contact is paused."""
    with post.context.store.tenant(post.place.id) as session:
        (letter,), (contact,) = session.scalars(select(Letter)).all(), session.scalars(select(Contact)).all()
        return letter.state, letter.reason, contact.paused


def test_final_bounce_to_the_envelope_marks_the_letter_and_pauses_the_address(post: Post) -> None:
    letter = send(post)
    settled = post.post(report("failed", "5.1.1"), sender=DAEMON, envelope="", to=letter.sender.upper())
    assert settled.outcome == "aside"
    assert outcome(post) == ("failed", "bounced", "bounce")
    post.say(f"Nog een signaal. {STORY}")
    assert len(post.signals()) == 2
    assert post.letters() == []


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.1.9")])
def test_report_that_is_not_final_changes_nothing(post: Post, action: str, status: str) -> None:
    letter = send(post)
    post.post(report(action, status), sender=DAEMON, envelope="", to=letter.sender)
    assert outcome(post) == ("sent", None, None)


def test_bounce_to_another_address_is_found_by_the_message_id_that_came_back(post: Post) -> None:
    letter = send(post)
    headers = f"Message-ID: {letter.message['Message-ID']}\nSubject: [Signaal 1]\n"
    post.post(report("failed", "5.2.1", returned=headers), sender=DAEMON, envelope="")
    assert outcome(post) == ("failed", "bounced", "bounce")


def test_old_bounce_without_a_report_is_read_by_its_words(post: Post) -> None:
    letter = send(post)
    raw = (
        f"From: {DAEMON}\nTo: x\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.org.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<leen@molenkerke.example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        "--- Below this line is a copy of the message.\n\nReturn-Path: <x@y>\n"
    )
    post.post(raw.encode(), sender=DAEMON, envelope="", to=letter.sender)
    assert outcome(post) == ("failed", "bounced", "bounce")


def test_absence_note_to_the_envelope_is_no_bounce(post: Post) -> None:
    letter = send(post)
    for raw in (write("Ik ben afwezig tot maandag.", subject="Automatisch antwoord: x"), write(f"Hallo.\n\n{STORY}")):
        assert post.post(raw, to=letter.sender).outcome == "aside"
    assert outcome(post) == ("sent", None, None)
    assert len(post.signals()) == 1
    assert post.letters() == []


def test_nobody_can_make_up_a_bounce(post: Post) -> None:
    letter = send(post)
    local, _, domain = letter.sender.partition("@")
    forged = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    elsewhere = report("failed", "5.1.1", returned="Message-ID: <ls.none.00@elders.example.org>\n")
    assert post.post(report("failed", "5.1.1"), sender=DAEMON, envelope="", to=forged).outcome == "aside"
    assert post.post(elsewhere, sender=DAEMON, envelope="").outcome == "aside"
    assert outcome(post) == ("sent", None, None)


def test_bounce_of_a_letter_that_is_gone_is_set_aside(post: Post, context: Context) -> None:
    to = bounce_address(context.keys, uuid.uuid4(), "signaal.localhost")
    assert post.post(report("failed", "5.1.1"), sender=DAEMON, envelope="", to=to).outcome == "aside"


def test_machine_mail_is_set_aside_with_its_kind_even_when_nobody_knows_whose_it_is(
    post: Post, other_place: Place
) -> None:
    assert other_place.id != post.place.id
    note = write("Ik ben afwezig.", subject="Automatisch antwoord: x", headers=VERIFIED)
    assert post.post(note, to="onbekend@signaal.localhost").outcome == "aside"
    with post.context.store.door() as session:
        (row,) = session.scalars(select(Intake))
        assert (row.state, row.reason, row.municipality_id) == ("settled", "mail-auto", None)


@pytest.mark.parametrize(
    ("text", "final"),
    [
        (b"Status: 5.1.1\n", True),
        (b"Status: 4.2.2\n", False),
        (b"x\nAction: Failed\nStatus: 4.4.7\n", True),
        (b"x\nAction: delayed\n", False),
        (b"550 5.1.1 user unknown\n", True),
        (b"451 4.3.0 try later\n", False),
        (b"hallo\n", True),
        (b"", True),
    ],
)
def test_final_or_not(text: bytes, final: bool) -> None:  # noqa: FBT001 # a matrix
    assert is_final(b"From: x@y\nSubject: z\n\n" + text) is final
