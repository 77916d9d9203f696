"""Whatever comes in: nothing raises, what stays is what was there, and hostile letters take time with their length."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mail.understand.command import strip_raw
from mail.understand.html import html_text
from mail.understand.parse import parse
from mail.understand.parsed import Unreadable
from mail.understand.strip import Stripped, strip
from tests.mail.understand.defects import ALL

_QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_LINES = st.sampled_from(
    (
        "Ja",
        "",
        "  ",
        "Kortrijk",
        "> vraag?",
        ">> ouder",
        "Op di 3 sep. 2024 om 10:12 schreef X <x@example.org>:",
        "Mvg",
        "An",
        "-- ",
        "---",
        "Van: X <x@example.org>",
        "Verzonden: dinsdag 3 september 2024 10:12",
        "Aan: An",
        "Onderwerp: RE: x",
        "-----Oorspronkelijk bericht-----",
        "---------- Forwarded message ---------",
        "Met vriendelijke groeten,",
        "Deze e-mail is uitsluitend bestemd voor de geadresseerde. Vertrouwelijk.",
        "Verstuurd vanaf mijn iPhone",
        "****",
        "De huisbaas schreef: ga weg.",
        "1. Een hele zin over een probleem.",
        "PS: nog iets",
        "-----BEGIN PGP SIGNATURE-----",
        "##- Antwoord boven deze lijn -##",
        "Let op: deze e-mail komt van buiten de organisatie.",
        "\ufeff",
        "T 056 00 00 00",
    )
)
_LETTERS = st.lists(_LINES | st.text(max_size=40), max_size=25).map("\n".join)


def _check(full: str, got: Stripped) -> None:
    full = full.replace("\r\n", "\n").replace("\r", "\n")
    at = 0
    for cut in got.cut:
        assert at <= cut.start < cut.end <= len(full)
        assert cut.why
        at = cut.end
    kept: list[str] = []
    at = 0
    for cut in got.cut:
        kept.append(full[at : cut.start])
        at = cut.end
    rest = "".join([*kept, full[at:]])
    said = [line.strip() for line in got.text.split("\n") if line.strip()]
    lines = iter(line.strip() for line in full.split("\n"))
    assert all(line in lines for line in said)
    left = iter(line.strip() for line in rest.split("\n"))
    assert all(line in left for line in said)


@given(st.binary(max_size=2000))
@_QUIET
def test_bytes_never_raise(raw: bytes) -> None:
    assert strip_raw(raw)["kind"]


@given(st.sampled_from(ALL), st.integers(0, 5000), st.binary(max_size=12), st.integers(0, 40))
@_QUIET
def test_damaged_mails_never_raise(defect: object, at: int, put: bytes, gone: int) -> None:
    raw = getattr(defect, "raw", b"")
    assert strip_raw(raw[:at] + put + raw[at + gone :])["kind"]


@given(
    _LETTERS, st.sampled_from(("", "RE: x", "FW: x")), st.sampled_from(("", "1. Waar?\n2. Hoeveel mensen zijn het?"))
)
@_QUIET
def test_what_stays_was_there_and_cuts_are_whole(letter: str, subject: str, sent: str) -> None:
    _check(letter, strip(letter, subject=subject, sent=sent, sender="An De Smet"))


@given(_LETTERS)
@_QUIET
def test_stripping_twice_loses_no_more_than_a_signature(letter: str) -> None:
    once = strip(letter).text
    _check(once, strip(once))


@given(st.text(max_size=300))
@_QUIET
def test_html_never_raises(text: str) -> None:
    html_text(text)
    html_text(f"<blockquote><div class=gmail_quote>{text}</div>")


def _hostile() -> dict[str, str]:
    return {
        "attributions": "Op di 3 sep. 2024 om 10:12 schreef\n" * 2_000,
        "labels": "Van: x\nAan: y\n" * 4_000,
        "separators": "-----Oorspronkelijk bericht-----\n" * 2_000 + "> x",
        "closings": "mvg\n" * 20_000,
        "marks": "-- \n" * 20_000,
        "quotes": "> x\n\ny\n" * 10_000,
        "depth": ">" * 83_333,
        "one-line": "a" * 100_000,
        "spaces": " " * 100_000,
        "disclaimers": "Deze e-mail is vertrouwelijk en bestemd voor de geadresseerde.\n" * 1_333,
        "numbers": "1. een twee drie vier vijf zes\n" * 3_000,
        "away": "ik ben van van van van van op op op op tot tot tot tot " * 1_666,
        "labels-long": ("a" * 20 + " ") * 4_666,
        "addresses": "a.a.a@" * 13_333,
        "stars": "*" * 100_000,
        "blank": "\n" * 100_000,
        "no-address": "Op " + "x@" * 33_333 + " schreef:",
    }


@pytest.mark.parametrize("name", _hostile())
def test_hostile_letters_take_time_with_their_length(name: str) -> None:
    letter = _hostile()[name]
    begun = time.process_time()
    got = strip(letter)
    took = time.process_time() - begun
    _check(letter, got)
    assert took < 8


@pytest.mark.parametrize("name", _hostile())
def test_hostile_mails_have_a_kind_in_time(name: str) -> None:
    raw = b"From: an@example.org\r\nSubject: " + name.encode() + b"\r\n\r\n" + _hostile()[name].encode()
    begun = time.process_time()
    assert strip_raw(raw)["kind"]
    assert time.process_time() - begun < 10


@given(
    st.lists(
        st.sampled_from(
            ("<div>", "</div>", "<blockquote>", "</blockquote>", "<p>", "<br>", "x", "<table><tr><td>", " ")
        ),
        max_size=60,
    )
)
@_QUIET
def test_html_text_keeps_the_words(pieces: list[str]) -> None:
    assert html_text("".join(pieces)).count("x") == pieces.count("x")


def test_only_nesting_makes_parse_raise() -> None:
    with pytest.raises(Unreadable, match="nesting"):
        parse(b"Content-Type: message/rfc822\r\n\r\n" * 3_000)
