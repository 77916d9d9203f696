"""What the machine proposes stands in the review, can be changed there, and is never about another story."""

from dataclasses import replace

from core.dialogue.digest import digest, is_about, reviewing
from core.dialogue.engine import begin, prompt, step
from core.dialogue.events import (
    Answered,
    Ask,
    Confirmed,
    Corrected,
    Dialogue,
    Done,
    Event,
    Findings,
    Judged,
    Restarted,
    Review,
    Skipped,
    Step,
    WentBack,
)
from core.dialogue.labels import confirm_labels, is_unjudged, mark_story
from core.dialogue.stored import dump_dialogue, load_dialogue
from tests.core.dialogue.holding import FORM, KNOWN, STORY, asked, hold

FOUND = Findings(themes=("energie-water", "wonen", "digitaal"), target_groups=("armoede", "huurders"), model="m1")
MORE = "Het loket ging dicht en nu staan mensen met hun kaart voor een lege toonbank."


def reviewed(*events: Event, start: Dialogue | None = None) -> Dialogue:
    before = (Answered(STORY), Answered("enkele"), Confirmed()) if start is None else ()
    return hold(*before, *events, start=start).dialogue


def judged(dialogue: Dialogue, found: Findings = FOUND) -> Step:
    return step(FORM, dialogue, Judged(mark_story(FORM, dialogue)), found)


def shown(dialogue: Dialogue) -> tuple[tuple[tuple[str, ...], bool], ...]:
    said = prompt(FORM, dialogue)
    assert isinstance(said, Review)
    return tuple((tuple(option.key for option in labels.options), labels.proposed) for labels in said.labels)


class TestProposing:
    def test_review_shows_two_themes_and_one_group_at_most(self) -> None:
        taken = judged(reviewed())
        assert shown(taken.dialogue) == ((("energie-water", "wonen"), True), (("armoede",), True))
        assert taken.prompts == (prompt(FORM, taken.dialogue),)

    def test_without_a_judgement_nothing_of_it_is_shown_or_asked(self) -> None:
        dialogue = reviewed()
        assert shown(dialogue) == ()
        assert is_unjudged(FORM, dialogue)
        for event in (Corrected("themes"), Answered(("wonen",), "themes"), Skipped("themes")):
            assert step(FORM, dialogue, event).dialogue == dialogue
        assert confirm_labels(FORM, dialogue) == {}

    def test_who_abstains_shows_no_theme_and_is_not_asked_again(self) -> None:
        dialogue = judged(reviewed(), Findings(model="m1")).dialogue
        assert shown(dialogue) == (((), True), ((), True))
        assert not is_unjudged(FORM, dialogue)

    def test_keys_that_nobody_knows_are_left_out(self) -> None:
        odd = Findings(themes=("onbekend", "bestaat-niet", "wonen"), target_groups=("wonen",), model="m1")
        assert shown(judged(reviewed(), odd).dialogue) == ((("wonen",), True), ((), True))

    def test_it_is_never_asked_by_itself(self) -> None:
        dialogue = judged(reviewed()).dialogue
        answers = ("onbekend", "onbekend", "Gevolg is er zeker.", "Een idee is er ook.", "hier")
        back = hold(Corrected("trend"), *(Answered(value) for value in answers), start=dialogue)
        assert isinstance(back.prompts[-1], Review)
        assert asked(hold(Answered(STORY), Answered("enkele"))) == "trend"

    def test_a_judgement_of_another_story_or_out_of_place_is_not_taken(self) -> None:
        dialogue = reviewed()
        assert step(FORM, dialogue, Judged("0" * 16), FOUND).dialogue == dialogue
        early = hold(Answered(STORY)).dialogue
        assert judged(early).dialogue == early
        for status in ("sent", "stopped"):
            ended = replace(dialogue, status=status)
            assert judged(ended).prompts == ()


class TestChanging:
    def test_sending_it_as_it_stands_confirms_it(self) -> None:
        taken = hold(Confirmed(final=True), start=judged(reviewed()).dialogue)
        assert taken.prompts == (Done(),)
        assert confirm_labels(FORM, taken.dialogue) == {
            "themes": ["energie-water", "wonen"],
            "target_groups": ["armoede"],
        }

    def test_themes_are_chosen_from_the_list_with_what_holds_ticked(self) -> None:
        turned = hold(Corrected("themes"), start=judged(reviewed()).dialogue)
        ask = turned.prompts[-1]
        assert isinstance(ask, Ask)
        assert (ask.question.key, ask.current) == ("themes", ("energie-water", "wonen"))
        assert (ask.can_skip, ask.can_back, ask.can_send) == (False, True, False)
        assert len(ask.question.options) == 21
        chosen = hold(Answered("wonen, digitale inclusie"), start=turned.dialogue).dialogue
        assert shown(chosen) == ((("wonen", "digitaal"), False), (("armoede",), True))

    def test_four_themes_are_too_many(self) -> None:
        turned = hold(Corrected("themes"), Answered("1, 2, 3, 4"), start=judged(reviewed()).dialogue)
        ask = turned.prompts[-1]
        assert isinstance(ask, Ask)
        assert (ask.question.key, ask.complaint) == ("themes", "complaint.too-many")

    def test_weet_ik_niet_and_passing_over_mean_none(self) -> None:
        for nothing in (Answered("weet ik niet"), Answered(("onbekend",)), Skipped()):
            dialogue = hold(Corrected("themes"), nothing, start=judged(reviewed()).dialogue).dialogue
            assert shown(dialogue)[0] == ((), False)
            assert confirm_labels(FORM, dialogue)["themes"] == []

    def test_back_leads_to_the_review_as_it_was(self) -> None:
        dialogue = judged(reviewed()).dialogue
        for back in (WentBack(), Confirmed()):
            again = hold(Corrected("themes"), back, start=dialogue).dialogue
            assert (prompt(FORM, again), again.answers) == (prompt(FORM, dialogue), dialogue.answers)
        # From the review itself, back is the last question that was asked.
        chosen = hold(Corrected("themes"), Answered("wonen"), start=dialogue).dialogue
        assert asked(hold(WentBack(), start=chosen)) == "breadth"

    def test_a_new_story_is_judged_anew_and_what_she_chose_stays(self) -> None:
        dialogue = hold(Corrected("target_groups"), Answered("huurders"), start=judged(reviewed()).dialogue).dialogue
        told = hold(Corrected("description"), Answered(MORE), start=dialogue).dialogue
        assert told.proposed is None
        assert is_unjudged(FORM, told)
        anew = judged(told, Findings(themes=("digitaal",), target_groups=("armoede",), model="m1")).dialogue
        assert shown(anew) == ((("digitaal",), True), (("huurders",), False))

    def test_a_story_told_anew_while_a_label_is_on_the_table_leads_back_to_the_review(self) -> None:
        turned = hold(Corrected("themes"), start=judged(reviewed()).dialogue).dialogue
        told = hold(Answered(MORE, "description"), start=turned).dialogue
        assert is_unjudged(FORM, told)

    def test_beginning_again_forgets_it(self) -> None:
        chosen = hold(Corrected("themes"), Answered("wonen"), start=judged(reviewed()).dialogue).dialogue
        assert hold(Restarted(), start=chosen).dialogue == begin(FORM, KNOWN)


class TestHint:
    CASE = Findings(single=True, model="m1")

    def hinted(self, dialogue: Dialogue) -> bool:
        said = prompt(FORM, dialogue)
        assert isinstance(said, Review)
        return said.single

    def test_it_is_said_once_and_stops_nobody(self) -> None:
        dialogue = judged(reviewed(), self.CASE).dialogue
        assert self.hinted(dialogue)
        assert self.hinted(judged(dialogue, self.CASE).dialogue), "looking again is not reading"
        assert hold(Confirmed(final=True), start=dialogue).prompts == (Done(),)
        changed = hold(Corrected("description"), Answered(MORE), start=dialogue).dialogue
        assert not self.hinted(judged(changed, self.CASE).dialogue)

    def test_who_was_asked_whether_others_have_it_too_is_not_told(self) -> None:
        alone = hold(Answered(STORY), Answered("een"), Answered("onbekend"), Confirmed()).dialogue
        assert not self.hinted(judged(alone, self.CASE).dialogue)
        elsewhere = hold(
            (Answered(STORY), Findings(elsewhere="melding")), Answered("toch"), Answered("enkele"), Confirmed()
        ).dialogue
        assert not self.hinted(judged(elsewhere, self.CASE).dialogue)


class TestStored:
    def test_it_is_read_back(self) -> None:
        dialogue = judged(reviewed()).dialogue
        assert load_dialogue(dump_dialogue(dialogue)) == dialogue

    def test_a_dialogue_of_before_there_were_proposals_is_read(self) -> None:
        old = (
            b'{"form":"signaal","version":1,"answers":{"sector":"ocmw","description":"Mensen wachten al maanden op'
            b' hulp.","breadth":"enkele"},"skipped":["organisation"],"status":"review","at":null,"hurried":true,'
            b'"waiting":[],"notes":[],"pieces":[{"message":"","value":"Mensen wachten al maanden op hulp."}]}'
        )
        dialogue = load_dialogue(old)
        assert dialogue.proposed is None
        assert shown(judged(dialogue).dialogue)[0] == (("energie-water", "wonen"), True)

    def test_sending_is_about_the_review_that_was_shown(self) -> None:
        first = judged(reviewed()).dialogue
        over = digest(reviewing(first))[:6]
        assert is_about(over, first)
        chosen = hold(Corrected("themes"), Answered("wonen"), start=first).dialogue
        assert not is_about(over, chosen)
        assert not is_about(over, hold(Corrected("themes"), start=first).dialogue)
        assert is_about("", chosen), "a button of before says nothing of it"
