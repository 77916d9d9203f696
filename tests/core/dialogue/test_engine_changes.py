from core.dialogue.engine import begin
from core.dialogue.events import (
    Answered,
    Confirmed,
    Corrected,
    Dialogue,
    Farewell,
    Findings,
    Restarted,
    Skipped,
    Step,
    Stopped,
    WentBack,
)
from tests.core.dialogue.holding import FORM, KNOWN, STORY, ask, asked, hold, reviewed, said


class TestChanges:
    def test_back_and_on(self) -> None:
        back = hold(*said(STORY, "enkele", "nieuw"), WentBack(), WentBack())
        assert (asked(back), ask(back).current, ask(back).can_back) == ("breadth", "enkele", True)
        assert asked(hold(Answered("veel"), start=back.dialogue)) == "others"

    def test_back_from_the_review(self) -> None:
        assert asked(hold(*said(STORY, "enkele"), Confirmed(), WentBack())) == "breadth"

    def test_change_from_the_review_returns_to_it(self) -> None:
        changed = hold(*said(STORY, "enkele"), Confirmed(), Corrected("impact"), Answered("Het wordt koud."))
        assert reviewed(changed) == {**KNOWN, "description": STORY, "breadth": "enkele", "impact": "Het wordt koud."}

    def test_stale_button_changes_its_own_answer_and_asks_on(self) -> None:
        stale = hold(*said(STORY, "enkele", "nieuw"), Answered("onbekend", "breadth"))
        assert (asked(stale), stale.dialogue.answers["breadth"]) == ("kinds", "onbekend")

    def test_edit_while_going_back_stays_where_one_was(self) -> None:
        back = hold(*said(STORY, "enkele", "nieuw"), WentBack(), Answered(f"{STORY} Al maanden.", "description"))
        assert (asked(back), back.dialogue.answers["description"]) == ("trend", f"{STORY} Al maanden.")

    def test_edited_story_is_judged_anew(self) -> None:
        thin = hold((Answered("Er is te weinig opvang."), Findings(thin=True)))
        assert asked(hold(Answered(STORY, "description"), start=thin.dialogue)) == "breadth"
        assert (
            asked(hold((Answered(STORY, "description"), Findings(elsewhere="klacht")), start=thin.dialogue))
            == "elsewhere"
        )

    def test_example_in_words_survives_an_edit_of_the_story(self) -> None:
        told = hold(
            (Answered("Er is te weinig opvang."), Findings(thin=True)), Answered("Een gezin wacht al een jaar.")
        )
        edited = hold(Answered(STORY, "description"), start=told.dialogue)
        assert edited.dialogue.answers["example"] == "Een gezin wacht al een jaar."

    def test_answers_off_the_path_fall(self) -> None:
        single = hold(*said(STORY, "een", "nee", "toch"), Answered("enkele", "breadth"))
        assert single.dialogue.answers == {**KNOWN, "description": STORY, "breadth": "enkele"}

    def test_stale_key_off_the_path_asks_again(self) -> None:
        told = hold(*said(STORY, "enkele"))
        assert hold(Answered("ja", "pattern"), start=told.dialogue).prompts == told.prompts

    def test_skip_removes_an_optional_answer_and_leaves_a_mandatory_one(self) -> None:
        back = hold(*said(STORY, "enkele", "nieuw"), WentBack(), Skipped())
        assert (asked(back), "trend" in back.dialogue.answers) == ("kinds", False)
        breadth = hold(*said(STORY, "enkele"), WentBack(), Skipped())
        assert (asked(breadth), breadth.dialogue.answers["breadth"]) == ("trend", "enkele")

    def test_skip_of_a_mandatory_question(self) -> None:
        assert ask(hold(Skipped())).complaint == "complaint.required"

    def test_stale_skip_does_nothing(self) -> None:
        told = hold(*said(STORY, "enkele"))
        assert hold(Skipped("kinds"), start=told.dialogue) == told

    def test_restart_keeps_what_is_known_of_the_reporter(self) -> None:
        start = begin(FORM, {"sector": "ocmw", "organisation": ""})
        again = hold(*said(STORY, "enkele", "nieuw"), Restarted(), start=start)
        assert (again.dialogue, asked(again)) == (start, "description")

    def test_stop_keeps_nothing(self) -> None:
        assert hold(*said(STORY), Stopped()) == Step(Dialogue("signaal", 1, status="stopped"), (Farewell(),))
