"""The language of a reporter: that of her last signal, where it is switched on; what is fixed is then said in it."""

import re
from collections.abc import Generator
from dataclasses import replace
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import select, update

from core.context import Context
from core.municipalities import Place
from core.review.decision import INTERN, Decision
from core.store.tables import Municipality, Reporter
from core.words import OTHERS, load_words
from tests.admin.panel import tell
from tests.core.feedback.test_telling import decide, go
from tests.core.people.staffing import hire
from tests.mail.room.posting import STORY, Post, body_of, open_post

FRENCH = (
    "Les familles avec trois enfants ne trouvent pas de logement dans la commune. "
    "Elles attendent depuis des mois et la liste est toujours plus longue."
)


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def switch_on(post: Post) -> None:
    with post.context.store.tenant(post.place.id) as session:
        session.execute(update(Municipality).values(settings={"languages": ["fr"]}))
    post.place = replace(post.place, settings={"languages": ["fr"]})


def spoken(post: Post) -> list[str]:
    with post.context.store.tenant(post.place.id) as session:
        return list(session.scalars(select(Reporter.language).order_by(Reporter.created_at)))


def test_who_writes_in_french_is_told_in_french_where_that_is_switched_on(post: Post, context: Context) -> None:
    switch_on(post)
    post.say(FRENCH)
    assert "Bonjour" in body_of(post.letter())
    assert spoken(post) == ["fr"]
    decide(context, hire(context, post.place), post.signals()[0].id, Decision(INTERN, message="Het Huis doet dit."))
    assert go(post) == 1
    said = body_of(post.letter())
    assert "Nous avons examiné votre signal 1." in said
    assert "Het Huis doet dit." in said, "what a person wrote stays as it is"
    assert "We bekeken" not in said
    post.say(STORY, message_id="<abc.2@molenkerke.example.org>")
    assert spoken(post) == ["nl"], "the last signal counts"


def test_where_it_is_not_switched_on_nothing_changes(post: Post) -> None:
    post.say(FRENCH)
    assert spoken(post) == ["nl"]


def test_a_signal_of_a_chat_or_the_form_says_it_as_well(post: Post) -> None:
    switch_on(post)
    tell(post.context, post.place, FRENCH, channel="telegram")
    assert spoken(post) == ["fr"]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", ["digest", "letters", "asking"])
def test_what_these_letters_say_takes_the_same_values_in_every_language(language: str, name: str) -> None:
    dutch, said = load_words(), load_words(language)
    with files("core").joinpath(f"words/{language}/{name}.po").open("rb") as lines:
        keys = [str(each.id if isinstance(each.id, str) else each.id[0]) for each in read_po(lines) if each.id]
    assert len(keys) == len(set(keys))
    for key in keys:
        wanted, given = dutch.say(key), said.say(key)
        assert given != "", key
        assert set(_placed(wanted)) == set(_placed(given)), key
    if name == "digest":
        told = {
            key
            for key in dutch.keys()  # noqa: SIM118 # a catalogue is no mapping
            if key.startswith(("digest.state", "digest.outcome", "digest.why", "digest.year"))
        }
        assert told <= set(keys)


def _placed(text: str) -> list[str]:
    return re.findall(r"\{\w+\}", text)
