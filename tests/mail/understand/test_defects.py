"""Every class of defect has a message of ours, and each is understood."""

import pytest

from mail.understand.command import strip_raw
from mail.understand.parse import parse
from tests.mail.understand.defects import ALL
from tests.mail.understand.making import Defect


def test_there_are_enough() -> None:
    assert len(ALL) >= 60
    assert len({defect.name for defect in ALL}) == len(ALL)


@pytest.mark.parametrize("defect", ALL, ids=[defect.name for defect in ALL])
def test_it_is_understood(defect: Defect) -> None:
    said = strip_raw(defect.raw)
    assert said["kind"] == defect.kind or not defect.kind, said["reason"]
    assert [words for words in defect.holds if words not in said["text"]] == []
    assert [words for words in defect.lacks if words in said["text"]] == []
    assert defect.subject is None or said["subject"] == defect.subject


@pytest.mark.parametrize("defect", [d for d in ALL if d.flags], ids=[d.name for d in ALL if d.flags])
def test_the_defect_is_named(defect: Defect) -> None:
    mail = parse(defect.raw)
    known = {*mail.defects, *(name for name in ("encrypted", "signed", "tnef") if getattr(mail, name))}
    assert set(defect.flags) <= known


def test_recipients_are_cut() -> None:
    mail = parse(next(d.raw for d in ALL if d.name == "two-thousand-recipients"))
    assert 0 < len(mail.recipients) <= 50


def test_names_of_files_are_never_kept() -> None:
    mail = parse(next(d.raw for d in ALL if d.name == "attachment"))
    assert "a.pdf" not in repr(mail)
    assert [part.type for part in mail.attachments] == ["application/pdf"]
