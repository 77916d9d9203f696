"""Several texts of one form that wait for a choice: one after the other, and nothing between them is dropped."""

from core.dialogue.engine import begin, step
from core.dialogue.events import Answered, Dialogue, Event, Findings, Hid, Personal, Review, Warn
from core.dialogue.load import load_form

FORM = load_form("signaal")
STORY = "Gezinnen vinden geen huurwoning en wachten al maanden op een antwoord van de dienst."
FOUND = Findings(personal=(Personal(0, 8, "NAME"),))


def reduce(*events: tuple[Event, Findings]) -> tuple[Dialogue, object]:
    """Step through events; gives the dialogue and what was said last."""
    dialogue, said = begin(FORM, {"sector": "ocmw", "organisation": ""}), None
    for event, findings in events:
        taken = step(FORM, dialogue, event, findings)
        dialogue, said = taken.dialogue, taken.prompts[-1]
    return dialogue, said


def test_answers_between_are_recorded_and_choices_come_in_turn() -> None:
    none = Findings()
    told: list[tuple[Event, Findings]] = [
        (Answered("enkele", "breadth"), none),
        (Answered("erger", "trend"), none),
        (Answered(("tekort",), "kinds"), none),
        (Answered("hier", "feedback"), none),
        (Answered(STORY, "description"), FOUND),
        (Answered("Janssens verhuist.", "impact"), FOUND),
        (Answered("Meer woningen.", "suggestion"), none),
    ]
    dialogue, said = reduce(*told)
    assert [text.key for text in dialogue.waiting] == ["description", "impact"]
    assert dialogue.answers["suggestion"] == "Meer woningen."
    assert isinstance(said, Warn)
    dialogue, said = reduce(*told, (Hid(), none))
    assert [text.key for text in dialogue.waiting] == ["impact"]
    assert isinstance(said, Warn)
    dialogue, said = reduce(*told, (Hid(), none), (Hid(), none))
    assert dialogue.waiting == ()
    assert isinstance(said, Review)
    assert str(dialogue.answers["description"]).startswith("[naam]")
    assert dialogue.answers["impact"] == "[naam] verhuist."
