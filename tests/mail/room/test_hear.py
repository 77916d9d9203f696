"""What a delivery is heard as: whose, by whom, which thread; and never a machine taken for a person."""

import json
from collections.abc import Generator
from typing import Any

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.rooms import Heard, Mailed
from core.municipalities import Place
from core.privacy.keys import Key, Keys
from core.settings import Settings
from core.store.tables import Intake
from core.words import load_words
from mail.understand.parsed import Unreadable
from tests.mail.room.posting import STORY, VERIFIED, WORKER, Post, body_of, open_post, pack, part_of, reply_to, write

HOME, SLUG = "lommerbeek@signaal.localhost", "lommerbeek"


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def hear(
    post: Post, raw: bytes, *, to: str = HOME, envelope: str = WORKER, trust: str = "loopback", slug: str | None = None
) -> tuple[Heard, Mailed]:
    heard = post.room.hear(pack(raw, sender=envelope, to=to, trust=trust, slug=slug))
    assert heard.mail is not None
    return heard, heard.mail


def test_a_plain_mail(post: Post) -> None:
    heard, mail = hear(post, write(f"Dag,\n\n{STORY}\n\nMet vriendelijke groeten,\nLeen Vermeulen\nOCMW Molenkerke\n"))
    assert (heard.address, heard.slug) == (WORKER, "lommerbeek")
    assert heard.text == STORY
    assert (mail.kind, mail.verified, mail.command, mail.token, mail.returned) == ("person", True, "", "", "")
    assert [mail.whole[start:end] for start, end, _why in mail.cut] == [
        "Geen woning",
        "Dag,",
        "Met vriendelijke groeten,\nLeen Vermeulen\nOCMW Molenkerke",
    ]


def test_municipality_by_slug_in_any_case_by_plus_address_by_what_the_door_found_or_not_at_all(post: Post) -> None:
    raw = write(STORY)
    assert hear(post, raw, to="LommerBeek@Signaal.Localhost")[0].slug == "lommerbeek"
    heard, mail = hear(post, raw, to=f"lommerbeek+{'a' * 20}@signaal.localhost")
    assert (heard.slug, mail.token) == ("lommerbeek", "a" * 20)
    assert hear(post, raw, to="onbekend@signaal.localhost")[0].slug == ""
    assert hear(post, raw, to="lommerbeek@elders.example.org")[0].slug == ""
    head = {"from": WORKER, "to": "alias@elders.example.org", "slug": "lommerbeek", "peer": "::1", "trust": ""}
    assert post.room.hear(json.dumps(head).encode() + b"\n" + raw).slug == "lommerbeek"


def test_verified_only_by_the_rule_of_the_door(post: Post) -> None:
    rule = "authserv=mx.signaal.example"
    assert hear(post, write(STORY, headers=VERIFIED), trust=rule)[1].verified
    for odd in ("X-A: a\r\rAndere woorden.\n", "X-A: a\r\n", "X-A: \0\n"):
        assert not hear(post, write(STORY, headers=VERIFIED + odd), trust=rule)[1].verified
    assert not hear(post, write(STORY), trust=rule)[1].verified
    assert not hear(post, write(STORY, headers=VERIFIED), trust="")[1].verified
    assert not hear(post, write(STORY, headers=VERIFIED, sender="baas@ander.example.org"), trust=rule)[1].verified


@pytest.mark.parametrize(
    ("text", "subject", "command"),
    [
        ("STOP", "x", "stop"),
        ("stop.\n\nMvg\nLeen", "x", "stop"),
        ("Dag,\n\nSTOP\n\nMvg\nLeen", "x", "stop"),
        ("Dag Signaal\n\nStop alstublieft, bedankt!", "x", "stop"),
        ("Stop aub met mij te mailen, ik wil geen mails meer.", "x", "stop"),
        ("Ik wil geen vragen meer beantwoorden, sorry.", "x", "stop"),
        ("Gelieve mij geen mails meer te sturen.", "x", "stop"),
        ("Stuur me geen mails meer.\nBedankt!", "x", "stop"),
        ("Gelieve mij uit te schrijven.", "x", "stop"),
        ("Je ne veux plus recevoir de mails.", "x", "stop"),
        ("No more questions, please.", "x", "stop"),
        ("Hoe werkt dit?", "x", "hulp"),
        ("Wat is de status van mijn signaal 31?", "x", "status"),
        ("Hoe zit het met mijn signaal?", "x", "status"),
        ("Stop aub", "x", "stop"),
        ("arrêt", "x", "stop"),
        ("Hulp!", "x", "hulp"),
        ("help", "x", "hulp"),
        ("Aide", "x", "hulp"),
        ("Status?", "x", "status"),
        ("statut", "x", "status"),
        ("", "STOP", "stop"),
        ("Stop met die wachtlijsten, het is genoeg geweest.", "x", ""),
        ("De hulp komt te laat bij gezinnen in nood.", "STOP", ""),
        ("Ouderen willen geen mails meer krijgen van hun bank.", "x", ""),
        ("Stuur me geen mails meer. De opvang zit vol en ouders weten niet waarheen.", "x", ""),
        ("Bedankt!", "x", ""),
        ("Geen plaats meer.", "x", ""),
        ("Is er al nieuws over de opvang in onze wijk?", "x", ""),
    ],
)
def test_commands_are_a_word_or_a_sentence_and_nothing_else(text: str, subject: str, command: str, house: Post) -> None:
    assert hear(house, write(text, subject=subject), slug=SLUG)[1].command == command


def test_a_word_that_may_be_an_answer_is_no_command_in_a_thread(post: Post) -> None:
    assert hear(post, write("Info", subject="x"), slug=SLUG)[1].command == "hulp"
    thread = f"lommerbeek+{'a' * 20}@signaal.localhost"
    assert hear(post, write("Info", subject="Re: [Signaal 1]"), slug=SLUG, to=thread)[1].command == ""
    assert hear(post, write("Stop", subject="Re: [Signaal 1]"), slug=SLUG, to=thread)[1].command == "stop"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Generator[Post]:
    """A room without a database: for what needs no more than the mail itself."""
    nothing: Any = None
    keys = Keys([Key(bytes(range(7, 39)))], b"l" * 32)
    context = Context(Settings(), nothing, keys, load_words(), "http://127.0.0.1:1")
    with open_post(context, Place(1, "lommerbeek", "Lommerbeek", {})) as opened:
        yield opened


def test_subject_alone_is_a_signal_but_not_of_a_reply(house: Post) -> None:
    heard, mail = hear(house, write("", subject="Geen plaats meer in de opvang voor tieners"), slug=SLUG)
    assert (heard.text, mail.kind) == ("Geen plaats meer in de opvang voor tieners", "person")
    assert (
        hear(house, write("", subject="Re: Geen plaats meer in de opvang voor tieners"), slug=SLUG)[1].kind == "empty"
    )
    assert hear(house, write("", subject="foto"), slug=SLUG)[1].kind == "empty"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bedankt!", "empty"),
        ("Dag,\n\nBedankt voor het snelle antwoord!\n\nGroetjes, Leen", "empty"),
        ("Merci.", "empty"),
        ("Top, dank je wel voor de info!", "empty"),
        ("Thank you for your reply.", "empty"),
        ("Ok", "person"),
        ("Ja, bedankt.", "person"),
        ("Bedankt. Het gaat om vijf gezinnen.", "person"),
        ("Bedankt voor de opvang van onze kinderen, maar er is te weinig plaats.", "person"),
    ],
)
def test_who_only_thanks_is_not_asked_more(text: str, kind: str, house: Post) -> None:
    assert hear(house, write(text, subject="Re: [Signaal 1] Bedankt"), slug=SLUG)[1].kind == kind


def test_what_she_passed_on_counts_where_she_says_little(house: Post) -> None:
    inner = "Van: Els <els@x.example.org>\nVerzonden: maandag 2 november 2026 09:00\nAan: Leen\nOnderwerp: opvang\n\n"
    heard, _mail = hear(house, write(f"Zie hieronder.\n\n{inner}{STORY}\n", subject="FW: opvang"), slug=SLUG)
    assert heard.text is not None
    assert heard.text.startswith("Zie hieronder.")
    assert "betaalbare huurwoning" in heard.text


@pytest.mark.parametrize(
    ("headers", "sender", "envelope", "kind"),
    [
        ("", WORKER, "", "auto"),
        ("Auto-Submitted: auto-replied\n", WORKER, WORKER, "auto"),
        ("X-LS-Origin: 0123456789abcdef\n", WORKER, WORKER, "auto"),
        ("List-Id: <x.example.org>\n", WORKER, WORKER, "list"),
        ("Precedence: bulk\n", WORKER, WORKER, "list"),
        ("", "noreply@x.example.org", "noreply@x.example.org", "auto"),
        ("", "postmaster@x.example.org", WORKER, "auto"),
        ("", "MAILER-DAEMON@x.example.org", WORKER, "auto"),
        ("", "lommerbeek@signaal.localhost", WORKER, "auto"),
        ("", f"zandhove+{'a' * 20}@signaal.localhost", WORKER, "auto"),
        ("", f"b+{'a' * 40}@signaal.localhost", WORKER, "auto"),
        ("Subject: Automatisch antwoord\n", WORKER, WORKER, "auto"),
        ("", "collega@signaal.localhost", WORKER, "person"),
    ],
)
def test_machines_are_no_persons(headers: str, sender: str, envelope: str, kind: str, house: Post) -> None:
    subject = "Automatisch antwoord: vraag" if "Automatisch" in headers else "Geen woning"
    headers = "" if "Automatisch" in headers else headers
    text = "Ik ben afwezig tot maandag." if "Automatisch" in subject else STORY
    _heard, mail = hear(
        house, write(text, headers=headers, sender=sender, subject=subject), envelope=envelope, slug=SLUG
    )
    assert mail.kind == kind
    # What came through a group may be a person's: who she is is kept with it, and nothing is sent.
    assert mail.doubtful is (kind == "list")
    assert mail.verified is (kind in {"person", "list"})
    assert mail.command == ""


def test_bombs_are_unreadable_and_garbage_in_the_envelope_raises(house: Post) -> None:
    with pytest.raises(Unreadable):
        hear(house, b"X: " + b"a" * 300_000)
    with pytest.raises(ValueError, match="Expecting"):
        house.room.hear(b"geen json\nFrom: x@y\n\nhallo")


def test_a_bomb_is_shunted_and_nobody_is_answered(post: Post) -> None:
    with post.context.store.door() as session:
        before = len(list(session.scalars(select(Intake.id))))
    assert post.post(b"From: leen@molenkerke.example.org\nX: " + b"a" * 300_000).outcome == "aside"
    with post.context.store.door() as session:
        rows = list(session.scalars(select(Intake)))
        assert len(rows) == before + 1
        assert (rows[-1].state, rows[-1].reason) == ("shunted", "Unreadable")
    assert post.letters() == []


def test_our_own_letter_come_back_without_headers_is_no_person(post: Post) -> None:
    post.say(STORY)
    letter = post.letter()
    for text in (body_of(letter), f"\n\n{body_of(letter)}"):
        assert hear(post, write(text))[1].kind in {"auto", "empty"}
    raw = write("").replace(b"text/plain", b"text/html") + part_of(letter, "html").encode()
    assert hear(post, raw)[1].kind in {"auto", "empty"}
    answered = f"1. enkele\n\n{body_of(letter)}"
    heard, mail = hear(post, write(answered, subject="Re: [Signaal 1]"), to=reply_to(letter))
    assert (mail.kind, heard.text) == ("person", "1. enkele")


def test_references_are_our_own_letters_only(post: Post) -> None:
    post.say(STORY)
    letter = post.letter()
    (thread,) = post.threads()
    own = str(letter.message["Message-ID"])
    foreign = own.replace("signaal.localhost", "elders.example.org")
    headers = (
        f"In-Reply-To: {own.upper()}\nReferences: <x@y.example.org> {own} {foreign} <ls.zz.zz@signaal.localhost>\n"
    )
    assert hear(post, write("ok dan", headers=headers))[1].references == (thread.id.hex,)
