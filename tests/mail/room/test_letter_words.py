"""The words of letters in every language: nothing missing, nothing twice; what stands first, and what is left out."""

from collections.abc import Generator
from importlib.resources import files
from typing import Any

import pytest
from babel.messages.pofile import read_po

from core.context import Context
from core.dialogue.load import load_form
from core.dialogue.translated import translate
from core.intake.rooms import Heard, Notice, Said
from core.intake.supplement import supplements
from core.municipalities import Place
from core.privacy.keys import Key, Keys
from core.settings import Settings
from core.words import DUTCH, OTHERS, load_words
from mail.compose import compose, put_lines
from tests.mail.room.posting import STORY, Post, body_of, open_post, part_of, reply_to

# Stands in signals only; is an error's.
_NOT_IN_LETTERS = {"mail.passed-on", "mail.unreadable"}
# Never asked once a signal is there.
_NOT_BY_MAIL = {"elsewhere", "individual"}


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def house() -> Context:
    """What it takes to compose a letter: no database."""
    nothing: Any = None
    return Context(Settings(), nothing, Keys([Key(bytes(range(7, 39)))], b"l" * 32), load_words(), "http://127.0.0.1:1")


def keys_of(language: str) -> set[str]:
    source = files("core").joinpath(f"words/{language}/mail.po").read_text("utf-8")
    return {line.removeprefix('msgid "').removesuffix('"') for line in source.split("\n") if line.startswith("msgid ")}


@pytest.mark.parametrize("language", [DUTCH, *OTHERS])
def test_each_text_is_there_once(language: str) -> None:
    source = files("core").joinpath(f"words/{language}/mail.po").read_text("utf-8")
    ids = [line for line in source.split("\n") if line.startswith("msgid ")]
    assert sorted(ids) == sorted(set(ids))
    with files("core").joinpath(f"words/{language}/mail.po").open("rb") as lines:
        assert all(message.string for message in read_po(lines) if message.id)


@pytest.mark.parametrize("language", OTHERS)
def test_whatever_a_letter_says_is_said_in_every_language(language: str) -> None:
    asked = {f"mail.question.{question.key}" for question in supplements(load_form("signaal", ()))}
    for question in supplements(load_form("signaal", ())):
        asked |= {f"mail.question.{question.key}.option.{option.key}" for option in question.options}
        asked |= {f"mail.question.{question.key}.hint"} if question.hint else set()
    asked = {key for key in asked if key.split(".")[2] not in _NOT_BY_MAIL}
    dutch = {key for key in keys_of(DUTCH) if not key.startswith("mail.question.")} - _NOT_IN_LETTERS
    assert asked | dutch <= keys_of(language)


def test_danger_is_warned_of_before_anything_else(post: Post) -> None:
    post.say(f"{STORY} Een jongen wil zelfmoord plegen.")
    letter = post.letter()
    for form in ("plain", "html"):
        text = part_of(letter, form)
        assert text.index("Zelfmoordlijn 1813") < text.index("Bedankt, we hebben je signaal goed ontvangen")


def test_what_belongs_elsewhere_is_pointed_there(house: Context) -> None:
    place, heard = Place(1, "lommerbeek", "Lommerbeek", {}), Heard(address="an@example.org", text="x")
    facts: dict[str, object] = {
        "number": 1,
        "days": 10,
        "service": "de signaalverwerker",
        "elsewhere": True,
        "hidden": {"DETAIL": 1},
    }
    page = compose(house, Said((Notice("mail.thanks"),), heard, place=place, facts=facts))
    assert page is not None
    assert "via het meldpunt van Lommerbeek" in " ".join(page.paragraphs)
    assert "1 herkenbaar detail" in " ".join(page.paragraphs)


def test_who_stopped_all_letters_is_not_told_again_how_to(post: Post) -> None:
    post.say("STOP")
    text = body_of(post.letter())
    assert "je krijgt geen mails meer van ons" in text
    assert "Antwoord dan met alleen het woord STOP" not in text


def test_whether_others_have_it_too_is_asked_as_a_letter_asks(post: Post) -> None:
    post.say(STORY)
    post.say("1. één situatie", to=reply_to(post.letter()))
    assert "[Ja / Weet ik niet / Nee, het gaat om één persoon]" in body_of(post.letter())


@pytest.mark.parametrize(
    ("language", "choices"),
    [
        ("fr", "[Oui / Je ne sais pas / Non, il s'agit d'une seule personne]"),
        ("en", "[Yes / I do not know / No, it is about one person]"),
    ],
)
def test_a_question_is_asked_in_one_language(language: str, choices: str) -> None:
    words = load_words(language)
    question = translate(load_form("signaal", ()), words).question("pattern")
    assert question is not None
    asked, said = put_lines(words, question)
    assert (asked, said) == (words.say("mail.question.pattern"), choices)
