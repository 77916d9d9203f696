"""French and English mail: marked, answered in Dutch, and in its own language where the municipality switched it on."""

from collections.abc import Generator

import pytest

from core.context import Context
from core.errors import Refused
from core.municipalities import Place, set_setting
from core.words import OTHERS, load_words
from tests.mail.room.posting import Post, body_of, open_post, part_of, reply_to

FRENCH = (
    "Bonjour,\n\nDepuis des mois, les familles de notre quartier ne trouvent pas de logement et les enfants dorment "
    "chez des amis. Le service ne répond pas aux demandes."
)
ENGLISH = "For months the families in our part of town have not found a house, and there is nobody who answers them."


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def switched_on(post: Post, languages: str = "fr,en") -> Post:
    with post.context.store.tenant(post.place.id) as session:
        set_setting(session, post.place.id, "languages", languages)
    return post


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (ENGLISH, "en")])
def test_it_is_marked_and_answered_in_dutch(post: Post, text: str, language: str) -> None:
    post.say(text)
    assert post.signals()[0].language == language
    letter = post.letter()
    assert "Bedankt, we hebben je signaal" in body_of(letter)
    assert letter.message["Content-Language"] == "nl"
    assert '<html lang="nl">' in part_of(letter, "html")


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (FRENCH, "fr", ("Merci, nous avons bien reçu votre signal", "Beaucoup (plus de 5)", "le 112")),
        (ENGLISH, "en", ("Thank you, your signal has reached us", "Many (more than 5)", "Call 112")),
    ],
)
def test_it_is_answered_in_its_language_where_that_is_switched_on(
    post: Post, text: str, language: str, words: tuple[str, ...]
) -> None:
    switched_on(post).say(text)
    letter = post.letter()
    for said in words:
        assert said in body_of(letter), said
    assert "Bedankt" not in body_of(letter)
    assert letter.message["Content-Language"] == language
    assert f'<html lang="{language}">' in part_of(letter, "html")


@pytest.mark.parametrize("answer", ["1. beaucoup", "1. Veel", "Beaucoup (plus de 5)"])
def test_answers_count_in_either_language(post: Post, answer: str) -> None:
    switched_on(post).say(FRENCH)
    post.say(answer, to=reply_to(post.letter()))
    assert post.signals()[0].breadth == "veel"
    letter = post.letter()
    assert "Merci, nous avons ajouté votre réponse" in body_of(letter)


def test_a_quoted_letter_is_known_as_ours_in_any_language(post: Post) -> None:
    switched_on(post).say(FRENCH)
    first = post.letter()
    quoted = "\n".join(f"> {line}" for line in body_of(first).split("\n"))
    post.say(f"1. beaucoup\n\n{quoted}", to=reply_to(first))
    (signal,) = post.signals()
    assert signal.breadth == "veel"
    assert "Merci" not in signal.text


def test_a_dutch_mail_is_answered_in_dutch(post: Post) -> None:
    switched_on(post).say("Er is geen kinderopvang na zes uur en de ouders vinden nergens een plaats voor hun kind.")
    assert "Bedankt" in body_of(post.letter())


def test_only_languages_that_there_are_can_be_switched_on(post: Post) -> None:
    with pytest.raises(Refused):
        switched_on(post, "de")


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_says_all_that_letters_say_with_the_same_values(language: str) -> None:
    dutch, other = load_words(), load_words(language)
    assert other.keys() >= dutch.keys()
    for key in ("mail.thanks", "mail.thanks-next", "mail.hidden-more", "mail.footer", "mail.supplemented"):
        assert {part for part in dutch.say(key).split() if "{" in part}
        assert dutch.say(key).count("{") == other.say(key).count("{")
        assert dutch.say(key) != other.say(key)
