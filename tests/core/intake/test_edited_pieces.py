"""A story told in several messages, each of which can be edited: the old wording is gone, the rest stays."""

from typing import Any

from core.context import Context
from core.dialogue.events import Dialogue
from core.municipalities import Place
from tests.core.intake.chat_room import Chat

FIRST = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning in onze gemeente."
SECOND = "Mevrouw Janssens wacht al maanden op een antwoord van de woonmaatschappij."
MILDER = "Iemand wacht al maanden op een antwoord van de woonmaatschappij."
PHONED = "Bel 0471 23 45 67 en de woonmaatschappij neemt niet op."
THIRD = "Ook de tijdelijke woningen zitten helemaal vol."


def tell(context: Context, *, last: str = SECOND) -> Chat:
    chat = Chat(context)
    for line in ("ocmw", "overslaan"):
        chat.say(command="start")
        chat.say(text=line)
    chat.say(text=FIRST, message="11")
    chat.say(text=last, message="12")
    return chat


def heard(chat: Chat, **given: Any) -> tuple[str, Dialogue]:
    chat.deliver(**given)
    taken = chat.take()
    assert taken is not None
    assert taken.said is not None
    assert taken.said.dialogue is not None
    return taken.said.delete, taken.said.dialogue


def test_an_edit_replaces_its_own_piece_and_its_place(context: Context, place: Place) -> None:
    chat = tell(context, last=MILDER)
    chat.say(text=THIRD, message="13")
    assert "aangepast" in chat.say(text="De woonmaatschappij antwoordt niet.", message="12", edited=True)
    _deleted, dialogue = heard(chat, text=f"{FIRST} Al jaren.", message="11", edited=True)
    assert dialogue.answers["description"] == f"{FIRST} Al jaren.\nDe woonmaatschappij antwoordt niet.\n{THIRD}"
    assert "wacht al maanden" not in str(dialogue)


def test_a_name_is_taken_out_of_a_piece_that_waits(context: Context, place: Place) -> None:
    chat = tell(context)
    deleted, dialogue = heard(chat, text=MILDER, message="12", edited=True)
    assert deleted == ""
    assert dialogue.answers["description"] == f"{FIRST}\n{MILDER}"
    assert dialogue.waiting == ()
    assert "Janssens" not in str(dialogue)


def test_a_piece_that_was_kept_is_screened_again_when_it_is_edited(context: Context, place: Place) -> None:
    chat = tell(context)
    chat.say(text="mag blijven staan")
    chat.say(text=THIRD, message="13")
    assert "0471" in chat.say(text=PHONED, message="12", edited=True)
    deleted, dialogue = heard(chat, events=["hide"])
    assert deleted == "12"
    story = str(dialogue.answers["description"]).split("\n")
    assert (story[0], story[2]) == (FIRST, THIRD)
    assert "[telefoonnummer]" in story[1]
    assert "Janssens" not in str(dialogue)


def test_two_edits_that_wait_are_both_kept_for_their_choice(context: Context, place: Place) -> None:
    chat = tell(context, last=MILDER)
    chat.say(text=f"{FIRST} Bel 0488 76 54 32.", message="11", edited=True)
    chat.say(text=PHONED, message="12", edited=True)
    chat.say(events=["hide"])
    _deleted, dialogue = heard(chat, events=["hide"])
    assert str(dialogue.answers["description"]).count("[telefoonnummer]") == 2
    assert str(dialogue.answers["description"]).startswith(FIRST)


def test_a_message_that_was_told_anew_elsewhere_changes_nothing(context: Context, place: Place) -> None:
    chat = tell(context, last=MILDER)
    for line in ("enkele", "verstuur nu", "tekst aanpassen"):
        chat.say(text=line)
    chat.say(text=f"{THIRD} Dat is nieuw sinds dit jaar.", message="20")
    assert "geen antwoord" in chat.say(text="Iets anders dan wat er stond, in het midden.", message="12", edited=True)
