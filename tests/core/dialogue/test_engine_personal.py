from dataclasses import replace

from core.dialogue.engine import begin
from core.dialogue.events import (
    Answered,
    Confirmed,
    Corrected,
    Findings,
    Hid,
    Kept,
    Pending,
    Personal,
    Skipped,
    Warn,
    WentBack,
)
from core.dialogue.stored import dump_dialogue
from tests.core.dialogue.holding import FORM, KNOWN, NAME, NAMED, STORY, ask, asked, hold, reviewed, said


class TestPending:
    def test_nothing_is_an_answer_before_the_choice(self) -> None:
        waiting = hold((Answered(NAMED), NAME))
        assert waiting.dialogue.answers == KNOWN
        assert waiting.prompts == (Warn("personal", ("Jan Peeters",), ("NAME",)),)
        events = [Confirmed(), Confirmed(final=True), Skipped(), Skipped("trend"), Corrected("breadth")]
        assert [hold(event, start=waiting.dialogue) for event in events] == [waiting] * 5

    def test_hiding_masks(self) -> None:
        hid = hold((Answered(NAMED), NAME), Hid())
        assert hid.dialogue.answers["description"] == NAMED.replace("Jan Peeters", "[naam]")
        assert (asked(hid), hid.dialogue.notes, b"Peeters" in dump_dialogue(hid.dialogue)) == (
            "breadth",
            {"hid"},
            False,
        )

    def test_keeping_allows_only_what_is_vouched_for(self) -> None:
        kept = hold((Answered(NAMED), NAME), Kept())
        assert (kept.dialogue.answers["description"], kept.allowed, kept.dialogue.notes) == (
            NAMED,
            (),
            {"kept", "kept:description"},
        )
        assert hold((Answered(NAMED), NAME), Kept(allow=True)).allowed == ("Jan Peeters",)

    def test_what_was_found_in_the_text_is_noted_after_the_choice(self) -> None:
        found = Findings(personal=NAME.personal, elsewhere="klacht", thin=True)
        assert hold((Answered(NAMED), found), Kept()).dialogue.notes == {
            "kept",
            "kept:description",
            "elsewhere",
            "thin",
        }
        assert asked(hold((Answered(NAMED), found), Hid())) == "elsewhere"

    def test_correcting_forgets_the_wording(self) -> None:
        for event in (Corrected(), Corrected("description"), WentBack()):
            again = hold((Answered(NAMED), NAME), event)
            assert (asked(again), ask(again).current) == ("description", None)
            assert b"Peeters" not in dump_dialogue(again.dialogue)
            assert asked(hold(Answered(STORY), start=again.dialogue)) == "breadth"

    def test_correcting_an_edit_forgets_the_first_wording_too(self) -> None:
        edited = hold(*said(STORY, "enkele"), (Answered(NAMED, "description"), NAME))
        assert b"budgetmeter" not in dump_dialogue(edited.dialogue)
        assert edited.dialogue.answers == {**KNOWN, "breadth": "enkele"}
        assert asked(hold(Corrected(), Answered(STORY), start=edited.dialogue)) == "trend"

    def test_typing_it_again_replaces_it(self) -> None:
        again = hold((Answered(NAMED), NAME), Answered(STORY))
        assert (again.dialogue.answers["description"], again.dialogue.waiting) == (STORY, ())

    def test_typing_what_is_no_answer_keeps_the_choice_open(self) -> None:
        waiting = hold((Answered(NAMED), NAME))
        assert hold(Answered("huh?"), start=waiting.dialogue) == waiting

    def test_optional_text_may_be_dropped(self) -> None:
        impact = (Answered("Zie Jan Peeters zijn dossier", "impact"), NAME)
        skipped = hold(*said(STORY, "enkele"), impact, Skipped("impact"))
        assert (asked(skipped), skipped.dialogue.skipped, "impact" in skipped.dialogue.answers) == (
            "trend",
            {"impact"},
            False,
        )

    def test_whole_form_with_two_texts_to_choose_about_loses_nothing(self) -> None:
        impact = (Answered("Bij Jan Peeters loopt het mis", "impact"), NAME)
        both = hold((Answered(NAMED, "description"), NAME), Answered("enkele", "breadth"), impact, Confirmed())
        assert [text.key for text in both.dialogue.waiting] == ["description", "impact"]
        settled = hold(Hid(), Kept(), start=both.dialogue)
        assert settled.dialogue.answers == {
            **KNOWN,
            "description": NAMED.replace("Jan Peeters", "[naam]"),
            "breadth": "enkele",
            "impact": "Bij Jan Peeters loopt het mis",
        }

    def test_several_stretches_are_each_hidden(self) -> None:
        text = "Jan wacht op nieuws, ook An is al lang aan het wachten."
        two = Findings(personal=(Personal(25, 27, "NAME"), Personal(0, 3, "NAME")))
        hid = hold((Answered(text), two), Hid())
        assert hid.dialogue.answers["description"] == "[naam] wacht op nieuws, ook [naam] is al lang aan het wachten."

    def test_dropping_a_correction_from_the_review_returns_to_it(self) -> None:
        impact = (Answered("Zie Jan Peeters zijn dossier"), NAME)
        dropped = hold(*said(STORY, "enkele"), Confirmed(), Corrected("impact"), impact, Skipped())
        assert reviewed(dropped) == {**KNOWN, "description": STORY, "breadth": "enkele"}

    def test_two_edits_from_the_review_are_both_chosen_about(self) -> None:
        impact = (Answered("Bij Jan Peeters loopt het mis", "impact"), NAME)
        edits = hold(*said(STORY, "enkele"), Confirmed(), (Answered(NAMED, "description"), NAME), impact)
        first = hold(Hid(), start=edits.dialogue)
        assert (first.dialogue.status, [text.key for text in first.dialogue.waiting]) == ("open", ["impact"])
        assert reviewed(hold(Hid(), start=first.dialogue))["impact"] == "Bij [naam] loopt het mis"

    def test_text_that_waits_for_a_question_no_longer_asked_falls(self) -> None:
        gone = replace(begin(FORM, KNOWN), waiting=(Pending("vervallen", NAMED, NAME.personal),))
        assert hold(Kept(), start=gone) == hold(Hid())

    def test_spans_are_those_of_the_text_as_it_came(self) -> None:
        moved = Findings(personal=(Personal(8, 19, "NAME"), Personal(10, 12, "HANDLE")))
        hid = hold((Answered("\r\n  " + NAMED), moved), Hid())
        assert hid.dialogue.answers["description"] == NAMED.replace("Jan Peeters", "[naam]")


class TestSeveralMessages:
    MORE = "En ook de school doet er niets aan."

    def test_line_that_is_no_option_is_added(self) -> None:
        added = hold(*said(STORY, self.MORE))
        assert (asked(added), ask(added).note, ask(added).complaint) == ("breadth", "note.added", None)
        assert added.dialogue.answers["description"] == f"{STORY}\n{self.MORE}"

    def test_added_also_after_the_example_which_stays(self) -> None:
        thin = hold((Answered("Er is te weinig opvang."), Findings(thin=True)), *said("Een gezin wacht.", self.MORE))
        assert thin.dialogue.answers["description"] == f"Er is te weinig opvang.\n{self.MORE}"
        assert thin.dialogue.answers["example"] == "Een gezin wacht."

    def test_short_line_or_button_is_a_mistake(self) -> None:
        assert ask(hold(*said(STORY, "tja"))).complaint == "complaint.not-an-option"
        assert ask(hold(*said(STORY), Answered(self.MORE, "breadth"))).complaint == "complaint.not-an-option"

    def test_not_added_once_the_story_is_behind(self) -> None:
        later = hold(*said(STORY, "enkele", self.MORE))
        assert (ask(later).complaint, later.dialogue.answers["description"]) == ("complaint.not-an-option", STORY)

    def test_story_that_is_full(self) -> None:
        full = hold(*said("x" * 1490, self.MORE))
        assert (asked(full), ask(full).complaint) == ("breadth", "complaint.story-full")

    def test_addition_with_personal_data_waits_without_touching_the_story(self) -> None:
        waiting = hold(Answered(STORY), (Answered(NAMED), NAME))
        assert waiting.prompts == (Warn("personal", ("Jan Peeters",), ("NAME",)),)
        hid = hold(Hid(), start=waiting.dialogue).dialogue.answers["description"]
        assert hid == f"{STORY}\n{NAMED}".replace("Jan Peeters", "[naam]")
        again = hold(Answered(self.MORE), start=waiting.dialogue)
        assert again.dialogue.answers["description"] == f"{STORY}\n{self.MORE}"
        corrected = hold(Corrected(), start=waiting.dialogue)
        assert (asked(corrected), corrected.dialogue.answers["description"]) == ("breadth", STORY)
        assert asked(hold(Answered("enkele"), Kept(), start=waiting.dialogue)) == "trend"

    def test_addition_waits_behind_an_edit_of_the_story(self) -> None:
        both = hold(Answered(STORY), (Answered(NAMED), NAME), (Answered(f"{NAMED} Al lang.", "description"), NAME))
        settled = hold(Kept(), Kept(), start=both.dialogue)
        assert settled.dialogue.answers["description"] == f"{NAMED} Al lang.\n{NAMED}"

    def test_short_addition_makes_no_story_thin(self) -> None:
        assert asked(hold(Answered(STORY), (Answered(self.MORE), Findings(thin=True)))) == "breadth"

    def test_complaint_in_an_addition_is_noted(self) -> None:
        assert asked(hold(Answered(STORY), (Answered(self.MORE), Findings(elsewhere="klacht")))) == "elsewhere"
