"""A dialogue that is held in a test: events in, the last step out."""

from collections.abc import Sequence
from functools import reduce

from core.dialogue.engine import NOTHING, begin, step
from core.dialogue.events import (
    Answered,
    Ask,
    Dialogue,
    Event,
    Findings,
    Personal,
    Review,
    Step,
)
from core.dialogue.load import load_form

FORM = load_form("signaal", ["OCMW Demo", "Huis van het Kind"])
KNOWN = {"sector": "ocmw", "organisation": "OCMW Demo"}
STORY = "Mensen met een budgetmeter kunnen nergens nog opladen sinds het loket dicht is."
NAMED = "Bij Jan Peeters is de stroom al drie weken afgesloten en niemand helpt."
NAME = Findings(personal=(Personal(4, 15, "NAME"),))


def hold(*events: Event | tuple[Event, Findings], start: Dialogue | None = None) -> Step:
    first = Step(start or begin(FORM, KNOWN), ())

    def take(before: Step, event: Event | tuple[Event, Findings]) -> Step:
        happened, findings = event if isinstance(event, tuple) else (event, NOTHING)
        return step(FORM, before.dialogue, happened, findings)

    return reduce(take, events, first)


def asked(taken: Step) -> str:
    last = taken.prompts[-1]
    assert isinstance(last, Ask)
    return last.question.key


def ask(taken: Step) -> Ask:
    last = taken.prompts[-1]
    assert isinstance(last, Ask)
    return last


def reviewed(taken: Step) -> dict[str, object]:
    last = taken.prompts[-1]
    assert isinstance(last, Review)
    return {question.key: answer for question, answer in last.answers}


def said(*values: str) -> Sequence[Answered]:
    return [Answered(value) for value in values]
