from dataclasses import replace

import pytest

from core.dialogue.engine import begin, step
from core.dialogue.events import (
    Answered,
    Confirmed,
    Corrected,
    Dialogue,
    Event,
    Findings,
    Hid,
    Kept,
    Personal,
    Restarted,
    Skipped,
    Stopped,
    WentBack,
)
from core.dialogue.load import load_form
from core.dialogue.read import read_text

FORM = load_form("signaal")
STORY = "Mensen met een budgetmeter kunnen nergens nog opladen."
OPEN = begin(FORM, {"sector": "ocmw", "organisation": "OCMW Demo"})
TOLD = step(FORM, OPEN, Answered(STORY)).dialogue
REVIEW = step(FORM, step(FORM, TOLD, Answered("enkele")).dialogue, Confirmed()).dialogue
PENDING = step(FORM, OPEN, Answered(STORY), Findings(personal=(Personal(0, 6, "NAME"),))).dialogue
IDEA = replace(step(FORM, TOLD, Answered("enkele")).dialogue, at="suggestion")
NEW = begin(FORM, {"sector": "ocmw"})
SINGLE = step(FORM, step(FORM, TOLD, Answered("een")).dialogue, Answered("nee")).dialogue


@pytest.mark.parametrize(
    ("dialogue", "typed", "event"),
    [
        (OPEN, "Terug", WentBack()),
        (OPEN, "vorige vraag", WentBack()),
        (OPEN, "Overslaan.", Skipped()),
        (OPEN, "Verstuur nu!", Confirmed()),
        (OPEN, "skip", Skipped()),
        (OPEN, "geen idee", Answered("geen idee")),  # the story is needed
        (IDEA, "Nee.", Skipped()),
        (IDEA, "geen idee", Skipped()),
        (IDEA, "Geen geld vragen voor een attest", Answered("Geen geld vragen voor een attest")),
        (TOLD, "geen idee", Answered("geen idee")),
        (NEW, "liever niet", Skipped()),
        (OPEN, "STOP", Stopped()),
        (OPEN, "opnieuw beginnen", Restarted()),
        (OPEN, "Terug naar af is geen signaal", Answered("Terug naar af is geen signaal")),
        (OPEN, "ja", Answered("ja")),
        (OPEN, "verbergen", Answered("verbergen")),
        (OPEN, "", Answered("")),
        (SINGLE, "Stoppen", Answered("Stoppen")),
        (SINGLE, "stop", Stopped()),
        (REVIEW, "Verstuur", Confirmed(final=True)),
        (REVIEW, "ja", Confirmed(final=True)),
        (REVIEW, "Klopt!", Confirmed(final=True)),
        (REVIEW, "annuleer", Stopped()),
        (REVIEW, "Tekst aanpassen", Corrected("description")),
        (REVIEW, "aanpassen", Corrected("description")),
        (REVIEW, "gevolg", Corrected("impact")),
        (REVIEW, "idee aanpassen", Corrected("suggestion")),
        (REVIEW, "pas gevolg aan", Corrected("impact")),
        (REVIEW, "iets anders", Answered("iets anders")),
        (REVIEW, "Thema aanpassen", Corrected("themes")),
        (REVIEW, "Dat thema klopt niet!", Corrected("themes")),
        (REVIEW, "voor wie", Corrected("target_groups")),
        (
            REVIEW,
            "Een thema vind ik er moeilijk bij te kiezen",
            Answered("Een thema vind ik er moeilijk bij te kiezen"),
        ),
        (TOLD, "thema", Answered("thema")),
        (PENDING, "Aanpassen", Corrected()),
        (PENDING, "verbergen", Hid()),
        (PENDING, "Mag blijven staan", Kept()),
        (PENDING, "Het is geen persoon", Kept(allow=True)),
        (PENDING, "stop", Stopped()),
        (PENDING, STORY, Answered(STORY)),
    ],
)
def test_typed_words(dialogue: Dialogue, typed: str, event: Event) -> None:
    assert read_text(FORM, dialogue, typed) == event
