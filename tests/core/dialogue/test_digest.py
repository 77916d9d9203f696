"""A choice is about one text, and about no other."""

from dataclasses import replace

from core.dialogue.digest import digest, is_about
from core.dialogue.events import Answered, Hid, Personal
from tests.core.dialogue.holding import NAME, NAMED, hold


def test_choice_is_only_about_the_text_that_waits() -> None:
    first = hold((Answered(NAMED), NAME)).dialogue
    second = hold((Answered(NAMED.replace("Jan", "Jef")), NAME), start=first).dialogue
    assert first.pending
    assert second.pending
    over = digest(first.pending)[:6]
    assert is_about(over, first)
    assert is_about(digest(first.pending), first)
    assert not is_about(over, second)
    assert not is_about(over, hold(Hid(), start=first).dialogue), "nothing waits any more"
    assert is_about("", second), "a button of an open question carries no digest"
    assert is_about("", hold(Hid(), start=second).dialogue)


def test_digest_differs_by_question_and_by_text() -> None:
    text = hold((Answered(NAMED), NAME)).dialogue.pending
    assert text
    others = (replace(text, key="extra"), replace(text, value=f"{NAMED}!"))
    assert len({digest(each) for each in (text, *others)}) == 3
    assert digest(replace(text, spans=(Personal(0, 3, "NAME"),))) == digest(text), "the same words, found otherwise"
    assert digest({"a": "1", "b": "2"}) == digest({"b": "2", "a": "1"})
