"""The catalogue: a text that counts has a form for one and a form for the others."""

import pytest

from core.words import load_words


@pytest.mark.parametrize(("days", "said"), [(1, "nog 1 dag,"), (2, "nog 2 dagen,"), (0, "nog 0 dagen,")])
def test_a_reminder_counts_days(days: int, said: str) -> None:
    assert said in load_words().say("notice.draft-reminder", days=days)


def test_no_text_leaves_its_plural_to_the_reader() -> None:
    words = load_words()
    assert [key for key in words.keys() if "(en)" in words.say(key) or "(s)" in words.say(key)] == []  # noqa: SIM118 # a catalogue is no mapping


@pytest.mark.parametrize("key", ["notice.intro", "web.first-intro", "mail.footer"])
@pytest.mark.parametrize(("language", "computer"), [("nl", "(AI)"), ("fr", "(IA)"), ("en", "(AI)")])
def test_every_beginning_says_that_a_computer_may_propose(key: str, language: str, computer: str) -> None:
    words = load_words(language)
    said = words.say(key, place="Lommerbeek")
    assert computer in said or "(AI)" in said, "what a language lacks is said in Dutch"
    assert any(word in said for word in ("thema", "thème", "theme"))
    assert "Lommerbeek" in said
