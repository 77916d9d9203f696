"""The order of the rules, and what the door and the headers of each kind say."""

import pytest

from mail.understand.command import strip_raw, understand
from mail.understand.parse import parse
from tests.mail.understand.making import WORDS, mail, parts, plain

KEYS = {
    "kind",
    "text",
    "language",
    "reason",
    "subject",
    "cut",
    "forward",
    "several",
    "sure",
    "attachments",
    "encrypted",
}


def _kind(raw: bytes, envelope: str | None = None, ours: frozenset[str] = frozenset()) -> str:
    return understand(parse(raw), envelope=envelope, ours=ours)[1].name


def test_the_door_knows_the_null_sender() -> None:
    assert _kind(plain(), "<>") == "auto"
    assert _kind(plain(), "") == "auto"
    assert _kind(plain(), "an@ocmw.example.org") == "person"


def test_our_own_addresses_are_never_answered() -> None:
    assert _kind(plain(), ours=frozenset({"an@ocmw.example.org"})) == "auto"


_ROBOTS = (
    "mailer-daemon", "postmaster", "noreply", "no-reply", "do-not-reply", "lijst-request", "owner-lijst",
    "lijst-bounces", "niet-beantwoorden", "nepasrepondre",
)  # fmt: skip


@pytest.mark.parametrize("local", _ROBOTS)
def test_robots_are_never_answered(local: str) -> None:
    assert _kind(plain().replace(b"an@ocmw", f"{local}@ocmw".encode())) != "person"


@pytest.mark.parametrize("local", ["an.request", "jan", "postma.ster", "karen.owner", "info", "onthaal", "answer"])
def test_people_with_odd_names_are_people(local: str) -> None:
    assert _kind(plain().replace(b"an@ocmw", f"{local}@ocmw".encode())) == "person"


def test_a_bounce_comes_before_its_marks() -> None:
    raw = mail(b"550 user unknown", "Auto-Submitted: auto-replied", "Return-Path: <>", subject="Undeliverable: x")
    assert _kind(raw) == "bounce"


def test_an_encrypted_mail_is_a_person_without_text() -> None:
    said = strip_raw(mail(b"x", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data"))
    assert (said["kind"], said["text"], said["encrypted"]) == ("person", "", True)


def test_a_forward_without_a_word_is_a_person_with_what_was_passed_on() -> None:
    head = "Van: Piet <piet@example.org>\nVerzonden: maandag 2 september 2024 9:00\nAan: An\nOnderwerp: x\n\n"
    said = strip_raw(plain(f"{head}Geen warm water.\n", subject="FW: x"))
    assert (said["kind"], said["text"], said["forward"]) == ("person", "Geen warm water.", True)


def test_the_command_says_all_its_keys() -> None:
    assert set(strip_raw(plain())) >= KEYS
    assert set(strip_raw(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 2_000)) >= KEYS


def test_pictures_of_a_signature_are_no_attachments() -> None:
    logo = ("Content-Type: image/png\r\nContent-ID: <a>", b"x" * 500)
    raw = parts("related", ("Content-Type: text/html", f"<p>{WORDS}<img src=cid:a></p>".encode()), logo)
    assert strip_raw(raw)["attachments"] == 0
    assert strip_raw(raw.replace(b"related", b"mixed"))["attachments"] == 1


def test_noise_is_nobodys_mail_and_kept_for_a_person() -> None:
    raw = mail(bytes(range(256)) * 40, "Content-Type: text/plain; charset=windows-1252")
    kind = understand(parse(raw))[1]
    assert (kind.name, kind.doubtful) == ("empty", True)


@pytest.mark.parametrize(
    "text", ["😀😀", "Семьи не могут найти жильё в нашем районе уже много месяцев, и никто не отвечает."]
)
def test_any_script_is_text(text: str) -> None:
    assert strip_raw(plain(text))["kind"] == "person"


def test_an_enclosed_mail_without_words_is_empty_and_its_headers_tell_no_language() -> None:
    head = "Content-Type: message/rfc822\r\n\r\n"
    inner = "From: An <an@ocmw.example.org>\r\nSubject: The best of it\r\n\r\n"
    assert strip_raw(mail(f"{inner}".encode(), head.strip()))["kind"] == "empty"
    said = strip_raw(mail(f"{inner}Les familles ne trouvent pas de logement ici.".encode(), head.strip()))
    assert (said["kind"], said["language"]) == ("person", "fr")


@pytest.mark.parametrize(
    "header", ["List-Id: <groep.example.org>", "Precedence: bulk", "List-Post: <mailto:a@b.example>"]
)
def test_a_letter_through_a_group_is_answered_to_nobody_and_kept(header: str) -> None:
    kind = understand(parse(plain(WORDS, header)))[1]
    assert (kind.name, kind.answerable, kind.doubtful) == ("list", False, True)


def test_a_newsletter_or_a_programs_mail_through_a_list_is_not_kept() -> None:
    long = f"{WORDS}\n" * 200
    assert not understand(parse(plain(long, "List-Id: <nieuws.example.org>")))[1].doubtful
    sent = parse(plain(WORDS, "List-Id: <nieuws.example.org>", "Auto-Submitted: auto-generated"))
    assert not understand(sent)[1].doubtful
