"""I see this too: public fiches that are like a story are offered, and a signal says where it belongs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.classify.batches import propose_block
from core.classify.shelf import OFF, Shelf
from core.context import Context
from core.municipalities import Place, set_setting
from core.review.told import said
from core.store.tables import FicheSignal, Journal, Proposal, Signal
from tests.core.intake.chat_room import Chat
from tests.judged import Spoken, judging, judging_as_shipped
from tests.public_fiches import TITLE, close, publish

STORY = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen"


@pytest.fixture
def shipped(context: Context, tmp_path: Path) -> Context:
    return judging_as_shipped(context, tmp_path)


def come_to_review(chat: Chat, story: str = STORY) -> str:
    chat.say(command="start")
    return [chat.say(text=line) for line in ("ocmw", "overslaan", story, "enkele", "verstuur nu")][-1]


def sent(context: Context, place: Place) -> tuple[Signal, dict[str, Any]]:
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        details: dict[str, Any] = session.scalars(select(Journal.details).where(Journal.what == "received")).one()
        return signal, details


def test_what_is_public_and_like_her_story_is_offered_and_her_words_go_along(shipped: Context, place: Place) -> None:
    publish(shipped, place)
    publish(shipped, place, 13, ("Sluikstort in de wijk", "Op dezelfde plekken wordt telkens opnieuw afval gestort."))
    publish(shipped, place, 14, state="voorgesteld")
    chat = Chat(shipped)
    review = come_to_review(chat)
    assert "Lijkt het op dit probleem?\nAnderen gaven" in review
    assert f"1. «{TITLE}»\nOuders vinden geen plaats" in review
    assert "luikstort" not in review
    assert "Zoals de verwerkers" not in review, "only public words"
    assert f"Het hoort bij «{TITLE}»" in chat.say(text="Ik zie dit ook")
    assert f"Je zei dat het hoort bij «{TITLE}». Een medewerker kijkt dat na." in chat.say(text="verstuur")
    signal, details = sent(shipped, place)
    assert (signal.text, signal.flags, details["joins"]) == (STORY, [], 12)
    assert signal.joins_id is not None
    with shipped.store.tenant(place.id) as session:
        assert session.scalar(select(func.count()).select_from(FicheSignal)) == 0, "people decide"


def test_something_else_is_asked_no_more_and_sent_as_ever(shipped: Context, place: Place) -> None:
    publish(shipped, place)
    chat = Chat(shipped)
    come_to_review(chat)
    assert "Lijkt het" not in chat.say(text="iets anders")
    chat.say(text="tekst aanpassen")
    assert "Lijkt het" not in chat.say(text="Ouders vinden geen opvang voor hun baby en moeten stoppen met werken.")
    chat.say(text="verstuur")
    signal, details = sent(shipped, place)
    assert (signal.joins_id, "joins" in details) == (None, False)


@pytest.mark.parametrize("without", ["public", "model", "broken", "switch", "other", "closed", "french"])
def test_nothing_is_offered_where_there_is_nothing_to_offer(shipped: Context, place: Place, without: str) -> None:
    if without != "public":
        publish(shipped, place)
    context = judging(shipped, Spoken()) if without == "broken" else shipped
    story = STORY
    if without == "switch":
        with context.store.tenant(place.id) as session:
            set_setting(session, place.id, "model", "nee")
    if without == "closed":
        close(context, place)
    if without == "other":
        story = "Op dezelfde hoeken van de straat ligt telkens opnieuw afval, de buren zijn het beu."
    if without == "french":
        story = "Les parents ne trouvent pas de place en crèche et doivent quitter leur travail."
    if without == "model":
        context = replace(context, shelf=Shelf(OFF, Path()))
    assert "Lijkt het" not in come_to_review(Chat(context), story)


def test_ten_seconds_of_weight_with_the_labels_of_the_fiche(shipped: Context, place: Place) -> None:
    publish(shipped, place)
    chat = Chat(shipped)
    chat.say(command="start", argument=f"{place.slug}-f12")
    chat.say(text="ocmw")
    assert "Wat zie jij? (mag kort)" in chat.say(text="overslaan")
    assert "Bij hoeveel" in chat.say(text="overslaan")
    review = chat.say(text="enkele")
    assert f"Het hoort bij «{TITLE}»" in review
    assert "iets anders" not in review, "then nothing is left to say"
    assert f"hoort bij «{TITLE}»" in chat.say(text="verstuur")
    signal, details = sent(shipped, place)
    assert (signal.text, signal.flags, signal.breadth) == (f"Ik zie dit ook: «{TITLE}».", ["weight"], "enkele")
    labels = {"themes": ["gezin-opvang"], "target_groups": ["gezinnen"], "kinds": ["tekort"]}
    assert details["inherited"] == labels
    assert (signal.themes, signal.target_groups, signal.kinds) == tuple(labels.values())
    model = shipped.shelf.model(place.slug)
    assert model is not None
    propose_block(shipped, place.id, model)
    with shipped.store.tenant(place.id) as session:
        assert session.scalars(select(Proposal.state)).one() == "skipped"
        assert not any(said(session, session.merge(signal)).values()), "hints, not what she said"


def test_a_few_words_go_along_and_the_link_waits_for_another_signal(shipped: Context, place: Place) -> None:
    publish(shipped, place)
    chat = Chat(shipped)
    come_to_review(chat)
    assert "Werk dat eerst af" in chat.say(command="start", argument=f"{place.slug}-f12")
    chat.say(text="iets anders")
    chat.say(text="verstuur")
    assert f"Je komt voor «{TITLE}»" in chat.say(command="start", argument=f"{place.slug}-f12")
    chat.say(text="Ook bij ons.")
    review = chat.say(text="veel")
    assert "Wat je opmerkt: Ook bij ons." in review
    assert "Het hoort bij" not in chat.say(text="toch iets anders")


def test_who_begins_anew_without_the_link_is_asked_everything(shipped: Context, place: Place) -> None:
    publish(shipped, place)
    chat = Chat(shipped)
    chat.say(command="start", argument=f"{place.slug}-f12")
    assert "mag kort" in [chat.say(text=line) for line in ("ocmw", "overslaan")][-1]
    assert "mag kort" in chat.say(text="opnieuw")
    assert "Beschrijf het probleem" in chat.say(command="nieuw")


def test_what_is_closed_or_no_longer_public_is_said_kindly_and_loses_nothing(shipped: Context, place: Place) -> None:
    publish(shipped, place)
    chat = Chat(shipped)
    chat.say(command="start", argument=f"{place.slug}-f12")
    for line in ("ocmw", "overslaan", "overslaan", "enkele"):
        chat.say(text=line)
    close(shipped, place)
    assert "Je signaal blijft staan" in chat.say(text="verstuur")
    assert sent(shipped, place)[0].joins_id is not None
    assert "is intussen afgesloten" in chat.say(command="start", argument=f"{place.slug}-f12")
    other = Chat(shipped, "chat-4712")
    said_ = other.say(command="start", argument=f"{place.slug}-f99")
    assert "staat niet meer op de pagina" in said_
    assert "In welke sector" in said_


def test_a_fiche_of_another_municipality_is_never_offered_nor_joined(
    shipped: Context, place: Place, other_place: Place
) -> None:
    publish(shipped, place)
    chat = Chat(shipped)
    assert "staat niet meer" in chat.say(command="start", argument=f"{other_place.slug}-f12")
    for line in ("ocmw", "overslaan", STORY, "enkele"):
        chat.say(text=line)
    assert "Lijkt het" not in chat.say(text="verstuur nu")
