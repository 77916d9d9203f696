"""Answers of programs without headers are known by their words; people who write about absence stay people."""

import json
from pathlib import Path
from typing import Any

import pytest

from mail.understand.absence import absence
from mail.understand.command import strip_raw
from tests.mail.understand.making import plain

_LETTERS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "absence.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("letter", [one for one in _LETTERS if one["program"]], ids=lambda one: one["text"][:30])
def test_a_programs_answer_is_known(letter: dict[str, Any]) -> None:
    assert absence(letter["subject"], letter["text"])
    assert strip_raw(plain(letter["text"], subject=letter["subject"]))["kind"] == "auto"


@pytest.mark.parametrize("letter", [one for one in _LETTERS if not one["program"]], ids=lambda one: one["text"][:30])
def test_a_person_stays_a_person(letter: dict[str, Any]) -> None:
    assert not absence(letter["subject"], letter["text"])
    assert strip_raw(plain(letter["text"], subject=letter["subject"]))["kind"] == "person"
