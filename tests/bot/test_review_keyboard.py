"""The buttons of the confirm step: a theme can be changed where one is proposed or was chosen, and nowhere else."""

from bot import taps
from bot.hear import hear_update
from bot.keyboard import Keyboard, Rows
from bot.taps import Tap
from core.dialogue.engine import prompt, step
from core.dialogue.events import Answered, Confirmed, Corrected, Dialogue, Event, Findings, Judged
from core.dialogue.labels import mark_story
from core.intake.rooms import Heard, Said
from core.words import load_words
from tests.core.dialogue.holding import FORM, STORY, hold

FOUND = Findings(themes=("handicap",), target_groups=("psychische-kwetsbaarheid",), model="m1")


def reviewed(found: Findings | None, *events: Event) -> Dialogue:
    dialogue = hold(Answered(STORY), Answered("enkele"), Confirmed()).dialogue
    if found:
        dialogue = step(FORM, dialogue, Judged(mark_story(FORM, dialogue)), found).dialogue
    return hold(*events, start=dialogue).dialogue


def rows_of(dialogue: Dialogue, view: Tap | None = None) -> Rows:
    said = Said((prompt(FORM, dialogue),), Heard(), form=FORM, dialogue=dialogue, conversation="0a1b2c3d")
    return Keyboard(load_words(), said, view).rows()


def labels_of(rows: Rows) -> list[str]:
    return [button["text"] for row in rows for button in row]


def test_a_theme_can_be_changed_where_there_is_one_or_she_chose_none_and_else_be_chosen() -> None:
    offered, free = "Thema aanpassen", "Zelf een thema kiezen"
    assert free in labels_of(rows_of(reviewed(Findings(model="m1"))))
    assert free not in labels_of(rows_of(reviewed(FOUND)))
    assert free not in labels_of(rows_of(reviewed(None)))
    chosen = rows_of(reviewed(Findings(model="m1"), Corrected("themes"), Answered("wonen")))
    assert offered in labels_of(chosen)
    assert offered in labels_of(rows_of(reviewed(FOUND)))
    assert offered in labels_of(rows_of(reviewed(FOUND, Corrected("themes"), Answered("weet ik niet"))))
    assert offered not in labels_of(rows_of(reviewed(None)))
    assert offered not in labels_of(rows_of(reviewed(Findings(model="m1"))))


def test_the_target_group_stands_with_the_other_answers() -> None:
    listed = labels_of(rows_of(reviewed(FOUND), Tap(taps.LIST)))
    assert "Voor wie" in listed
    assert "Thema" not in listed


def test_nothing_ticked_means_that_a_person_chooses() -> None:
    dialogue = reviewed(FOUND, Corrected("themes"))
    rows = rows_of(dialogue, Tap(taps.TICK, "0a1b2c3d", "themes", ()))
    assert labels_of(rows)[:2] == ["Handicap en toegankelijkheid", "Wonen en dakloosheid"]
    done = next(button for row in rows for button in row if button["text"] == "Klaar")
    message = {"message_id": 1, "chat": {"id": 7, "type": "private"}, "text": ""}
    heard = hear_update({"callback_query": {"id": "1", "data": done["callback_data"], "message": message}})
    question = FORM.question("themes")
    assert question is not None
    assert heard.chosen == ("themes", tuple(option.mark for option in question.options if option.alone))


def test_sending_says_which_review_it_is_about() -> None:
    first, second = (rows_of(reviewed(FOUND, *more)) for more in ((), (Corrected("themes"), Answered("wonen"))))
    assert first[0][0]["text"] == second[0][0]["text"] == "Verstuur"
    assert first[0][0]["callback_data"] != second[0][0]["callback_data"]
