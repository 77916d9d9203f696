"""The confirm step from story to signal: what the model proposes, what she sends, and all the ways to go without."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place, set_setting
from core.store.tables import Journal, Signal
from tests.core.intake.chat_room import Chat
from tests.judged import Spoken, judging, judging_as_shipped

STORY = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen"
A_PERSON = "Een medewerker kiest het thema."


def come_to_review(chat: Chat, *, story: str = STORY, breadth: str = "enkele") -> str:
    """Tell a story and go the short way to the review."""
    chat.say(command="start")
    return type_all(chat, "ocmw", "overslaan", story, breadth, "verstuur nu")


def type_all(chat: Chat, *lines: str) -> str:
    """Type lines one by one; gives the last answer."""
    return [chat.say(text=line) for line in lines][-1]


def sent(context: Context, place: Place) -> tuple[Signal, dict[str, Any]]:
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        details: dict[str, Any] = session.scalars(select(Journal.details).where(Journal.what == "received")).one()
        return signal, details


def set_switch(context: Context, place: Place, value: str) -> None:
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "model", value)


def test_the_model_that_ships_proposes_childcare_and_sending_confirms_it(
    context: Context, place: Place, tmp_path: Path
) -> None:
    shipped = judging_as_shipped(context, tmp_path)
    chat = Chat(shipped)
    said = come_to_review(chat)
    assert "Thema: Gezin, opvoeding en kinderopvang" in said
    assert "(voorstel van de computer)" in said
    assert "nummer 1" in chat.say(text="verstuur")
    signal, details = sent(context, place)
    assert signal.themes[0] == "gezin-opvang"
    assert signal.labelled_at is None, "no processor said so yet"
    model = shipped.shelf.model(place.slug)
    assert model is not None
    labels = {"themes": signal.themes, "target_groups": signal.target_groups}
    assert details["proposed"] == {**labels, "model": model.name}
    assert details["confirmed"] == labels


def test_what_she_changes_is_sent_and_noted_as_touched(context: Context, place: Place) -> None:
    chat = Chat(judging(context, Spoken(themes=("gezin-opvang", "werk"), target_groups=("gezinnen",))))
    come_to_review(chat)
    assert "6. ✓ Gezin, opvoeding en kinderopvang\n" in chat.say(text="thema aanpassen")
    assert "Thema: Gezin, opvoeding en kinderopvang\n" in chat.say(text="gezin")
    assert "Voor wie" not in type_all(chat, "voor wie aanpassen", "weet ik niet")
    chat.say(text="verstuur")
    signal, details = sent(context, place)
    assert (signal.themes, signal.target_groups) == (["gezin-opvang"], [])
    assert details["proposed"] == {
        "themes": ["gezin-opvang", "werk"],
        "target_groups": ["gezinnen"],
        "model": "proef-1",
    }
    assert details["confirmed"] == {"themes": ["gezin-opvang"], "target_groups": [], "touched": True}


def test_choosing_what_was_proposed_touches_nothing(context: Context, place: Place) -> None:
    chat = Chat(judging(context, Spoken(themes=("gezin-opvang",))))
    come_to_review(chat)
    type_all(chat, "thema", "gezin", "verstuur")
    assert sent(context, place)[1]["confirmed"] == {"themes": ["gezin-opvang"], "target_groups": []}


def test_below_the_threshold_a_person_chooses(context: Context, place: Place) -> None:
    said = come_to_review(Chat(judging(context, Spoken())))
    assert A_PERSON in said
    assert "voorstel van de computer" not in said
    assert "aanpassen" not in said


def test_one_case_is_said_kindly_and_sent_all_the_same(context: Context, place: Place) -> None:
    chat = Chat(judging(context, Spoken(structural=0.01)))
    assert "over één persoon of één situatie" in come_to_review(chat, breadth="weet ik niet")
    assert "nummer 1" in chat.say(text="verstuur")


def test_a_text_that_is_not_dutch_gets_no_proposal(context: Context, place: Place) -> None:
    model = Spoken(themes=("wonen",), structural=0.0)
    chat = Chat(judging(context, model))
    said = come_to_review(chat, story="Les 40 familles ne trouvent pas de logement dans la commune, c'est trop cher.")
    assert A_PERSON in said
    assert "één persoon" not in said
    assert model.asked == []
    chat.say(text="verstuur")
    signal, details = sent(context, place)
    assert (signal.themes, signal.language) == ([], "fr")
    assert details["proposed"] == {"themes": [], "target_groups": [], "model": "proef-1"}


def test_hidden_words_are_hidden_from_the_model_and_an_example_is_not(context: Context, place: Place) -> None:
    model = Spoken(themes=("wonen",))
    chat = Chat(judging(context, model))
    chat.say(command="start")
    type_all(chat, "ocmw", "overslaan", "Er is geen opvang: 0471 23 45 67")
    chat.say(events=["hide"])
    type_all(chat, "Een gezin met twee kleuters wacht al een jaar.", "enkele", "verstuur nu")
    assert model.asked == ["Er is geen opvang: [telefoonnummer]\n\nEen gezin met twee kleuters wacht al een jaar."]
    chat.say(text="verstuur")
    assert sent(context, place)[0].text == model.asked[0], "what was judged is what is stored"


def test_only_a_story_that_changed_is_judged_anew(context: Context, place: Place) -> None:
    model = Spoken(themes=("wonen",))
    other = "Het loket ging dicht en nu staan mensen voor een lege toonbank, al maanden."
    chat = Chat(judging(context, model))
    come_to_review(chat)
    assert "Wonen en dakloosheid" in type_all(chat, "nieuw of al langer aanpassen", "nieuw")
    assert model.asked == [STORY]
    assert "Wonen en dakloosheid" in type_all(chat, "tekst aanpassen", other)
    assert model.asked == [STORY, other]


def test_where_it_is_switched_off_everything_is_as_it_was(context: Context, place: Place) -> None:
    set_switch(context, place, "nee")
    model = Spoken(themes=("wonen",))
    for without in (context, judging(context, model)):
        chat = Chat(without, f"chat-{without is context}")
        assert "hema" not in come_to_review(chat)
        assert "Zo geven we het door" in chat.say(text="thema aanpassen")
    assert model.asked == []
    set_switch(context, place, "ja")
    again = Chat(judging(context, model), "chat-False")
    assert "Wonen en dakloosheid" in again.say(text="klopt dit wel?"), "a review from before is judged when it comes by"


def test_a_model_that_breaks_changes_nothing_for_her(context: Context, place: Place) -> None:
    chat = Chat(judging(context, Spoken(themes=("wonen",), broken=True)))
    assert "hema" not in come_to_review(chat)
    assert "nummer 1" in chat.say(text="verstuur")
    signal, details = sent(context, place)
    assert (signal.themes, set(details)) == ([], {"channel", "hidden"})
