"""Letters of programs are known by their words alone; people who write about the same things stay people.

`letters_of_programs.txt` and `letters_of_people.txt` were written in lots, each before the rules knew its wording;
without headers but From, To and Subject. What is still missed is counted, so that it can only become less.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mail.understand.command import strip_raw
from mail.understand.wording import wording
from tests.mail.understand.making import plain

_HERE = Path(__file__).parent
_LETTERS: list[dict[str, Any]] = [
    json.loads(line) for line in (_HERE / "absence.jsonl").read_text("utf-8").splitlines()
]


class Letter(NamedTuple):
    """One letter of the lists: its kind, who it says it is from, its subject and its text."""

    kind: str
    sender: str
    subject: str
    text: str

    @property
    def raw(self) -> bytes:
        """As a mail without any header that tells."""
        head = f"From: {self.sender}\r\nTo: signaal@lommerbeek.example.org\r\nSubject: {self.subject}\r\n"
        return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{self.text}\n".encode()


def read(name: str) -> Iterator[Letter]:
    """Read a list: "=== kind | sender | subject" and the text below it."""
    for piece in (_HERE / name).read_text("utf-8").removeprefix("=== ").split("\n=== "):
        head, _, text = piece.partition("\n")
        first, *more = (field.strip() for field in head.split("|"))
        kind, sender, subject = (
            (first, *more) if len(more) > 1 else ("person", f"{first} <{first}@vzw.example.org>", *more)
        )
        yield Letter(kind, sender if "@" in sender else f"{sender}@portaal.example.org", subject, text.strip())


def test_letters_of_programs_are_answered_to_nobody() -> None:
    letters = list(read("letters_of_programs.txt"))
    got = [strip_raw(letter.raw)["kind"] for letter in letters]
    missed = got.count("person")
    right = sum(letter.kind == kind for letter, kind in zip(letters, got, strict=True))
    print(f"{len(letters)} letters of programs: {missed} taken for a person's, kind right {right}")
    assert len(letters) >= 189
    assert missed <= 19
    assert right >= 169


def test_letters_of_people_stay_theirs() -> None:
    letters = list(read("letters_of_people.txt"))
    missed = [letter for letter in letters if strip_raw(letter.raw)["kind"] != "person"]
    print(f"{len(letters)} letters of people: {len(missed)} taken for a program's")
    assert len(letters) >= 265
    assert len(missed) <= 3


@pytest.mark.parametrize("letter", [one for one in _LETTERS if one["program"]], ids=lambda one: one["text"][:30])
def test_a_programs_answer_is_known(letter: dict[str, Any]) -> None:
    assert wording(letter["subject"], letter["text"])
    assert strip_raw(plain(letter["text"], subject=letter["subject"]))["kind"] == "auto"


@pytest.mark.parametrize("letter", [one for one in _LETTERS if not one["program"]], ids=lambda one: one["text"][:30])
def test_a_person_stays_a_person(letter: dict[str, Any]) -> None:
    assert not wording(letter["subject"], letter["text"])
    assert strip_raw(plain(letter["text"], subject=letter["subject"]))["kind"] == "person"


def test_a_forwarded_answer_of_a_program_is_a_persons_mail() -> None:
    text = "Dit krijgen wij al weken.\n\nVan: Dienst <d@ocmw.example.org>\nVerzonden: maandag 6 november 2023 10:00\n"
    text += (
        "Aan: An\nOnderwerp: Automatisch antwoord: vraag\n\nIk ben afwezig tot 20 mei. Uw mail wordt niet gelezen.\n"
    )
    assert strip_raw(plain(text, subject="FW: Automatisch antwoord: vraag"))["kind"] == "person"


def test_an_answering_program_that_calls_itself_bulk_is_no_list() -> None:
    said = strip_raw(plain("Tot maandag.", "Precedence: bulk", "Auto-Submitted: auto-replied"))
    assert said["kind"] == "auto"


@pytest.mark.parametrize("subject", ["Delivered: Uw signaal", "Afgeleverd: Uw signaal", "Remis : votre signal"])
def test_a_report_that_all_went_well_is_no_bounce(subject: str) -> None:
    text = "Uw bericht is succesvol bezorgd bij de volgende geadresseerden. / Your message was delivered."
    assert strip_raw(plain(text, subject=subject))["kind"] == "report"
