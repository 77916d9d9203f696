from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from core.dialogue.engine import NOTHING, begin, prompt, step
from core.dialogue.events import (
    Answered,
    Ask,
    Confirmed,
    Corrected,
    Dialogue,
    Done,
    Event,
    Farewell,
    Findings,
    Hid,
    Kept,
    Pending,
    Personal,
    Restarted,
    Review,
    Skipped,
    Step,
    Stopped,
    Warn,
    WentBack,
)
from core.dialogue.load import load_form
from core.dialogue.stored import dump_dialogue

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


class TestPaths:
    def test_profile_is_asked_first_of_a_new_reporter(self) -> None:
        first = prompt(FORM, begin(FORM))
        assert isinstance(first, Ask)
        assert (first.question.key, first.number, first.can_back, first.can_skip) == ("sector", 0, False, True)

    def test_profile_is_not_asked_of_a_known_reporter(self) -> None:
        first = prompt(FORM, begin(FORM, {**KNOWN, "impact": "hoort niet bij het profiel"}))
        assert isinstance(first, Ask)
        assert (first.question.key, first.number, first.total) == ("description", 1, 7)

    def test_profile_question_passed_over_before_is_not_asked_again(self) -> None:
        assert asked(hold(Hid(), start=begin(FORM, {"sector": "ocmw", "organisation": ""}))) == "description"

    def test_profile_value_that_is_no_option_any_more_is_asked_again(self) -> None:
        assert asked(hold(Hid(), start=begin(FORM, {"sector": "bestaat-niet"}))) == "sector"

    def test_short_path(self) -> None:
        told = hold(*said(STORY, "enkele"))
        assert (asked(told), ask(told).number, ask(told).can_send) == ("trend", 3, True)
        review = hold(Confirmed(), start=told.dialogue)
        assert reviewed(review) == {**KNOWN, "description": STORY, "breadth": "enkele"}
        sent = hold(Confirmed(final=True), start=review.dialogue)
        assert (sent.prompts, sent.dialogue.status) == ((Done(),), "sent")

    def test_sending_is_offered_only_after_question_two(self) -> None:
        told = hold(*said(STORY))
        assert (asked(told), ask(told).can_send) == ("breadth", False)
        early = hold(Confirmed(final=True), start=told.dialogue)
        assert (asked(early), ask(early).complaint) == ("breadth", "complaint.required")

    def test_final_confirmation_without_review_shows_the_review_first(self) -> None:
        assert reviewed(hold(*said(STORY, "enkele"), Confirmed(final=True)))["breadth"] == "enkele"

    def test_full_path_in_order(self) -> None:
        steps = [
            "",
            STORY,
            "enkele",
            "al langer",
            "regels en te weinig aanbod",
            "vlaams",
            "Ze zitten zonder.",
            "Een loket.",
        ]
        keys = [asked(hold(Hid(), *said(*steps[1 : count + 1]))) for count in range(len(steps))]
        assert keys == ["description", "breadth", "trend", "kinds", "rule", "impact", "suggestion", "feedback"]
        mail = hold(*said(*steps[1:], "per e-mail"))
        assert (asked(mail), ask(mail).can_skip, ask(mail).number) == ("address", False, 7)
        assert reviewed(hold(Answered("an@demo.be"), start=mail.dialogue))["address"] == "an@demo.be"

    def test_address_is_mandatory_once_mail_was_chosen(self) -> None:
        mail = hold(*said(STORY, "enkele"), Answered("email", "feedback"))
        assert (asked(mail), ask(mail).can_send) == ("trend", False)
        lacking = hold(Confirmed(), start=mail.dialogue)
        assert (asked(lacking), ask(lacking).complaint) == ("address", "complaint.required")
        assert asked(hold(Answered("an@demo.be"), start=lacking.dialogue)) == "trend"

    def test_everything_answered_ends_in_the_review(self) -> None:
        review = hold(*said(STORY, "weet ik niet", "nieuw", "1", "Gevolg.", "Idee.", "nee"))
        assert reviewed(review) == {
            **KNOWN,
            "description": STORY,
            "breadth": "onbekend",
            "trend": "nieuw",
            "kinds": ("tekort",),
            "impact": "Gevolg.",
            "suggestion": "Idee.",
            "feedback": "nee",
        }

    def test_whole_form_at_once(self) -> None:
        keyed = [Answered("veel", "breadth"), Answered(STORY, "description"), Answered("nee", "feedback")]
        sent = hold(*keyed, Confirmed(), Confirmed(final=True))
        assert sent.dialogue.answers == {**KNOWN, "description": STORY, "breadth": "veel", "feedback": "nee"}
        assert sent.dialogue.status == "sent"

    def test_nothing_happens_after_sending(self) -> None:
        sent = hold(*said(STORY, "enkele"), Confirmed(), Confirmed(final=True)).dialogue
        assert [hold(event, start=sent) for event in (Confirmed(final=True), WentBack(), Answered("x"), Stopped())] == [
            Step(sent, ())
        ] * 4


class TestFollowUps:
    def test_one_case_asks_for_a_pattern_and_never_blocks(self) -> None:
        single = hold(*said(STORY, "een"))
        assert (asked(single), ask(single).can_send, ask(single).number) == ("pattern", True, 2)
        assert asked(hold(Answered("ja"), start=single.dialogue)) == "trend"
        individual = hold(Answered("nee"), start=single.dialogue)
        assert asked(individual) == "individual"
        assert asked(hold(Answered("toch"), start=individual.dialogue)) == "trend"

    def test_one_person_may_stop_and_nothing_is_kept(self) -> None:
        stopped = hold(*said(STORY, "een", "nee", "stoppen"))
        assert stopped == Step(Dialogue("signaal", 1, status="stopped"), (Farewell(),))

    def test_thin_story_is_nudged_once(self) -> None:
        thin = hold((Answered("Er is te weinig opvang."), Findings(thin=True)))
        assert (asked(thin), ask(thin).can_skip) == ("example", True)
        skipped = hold(Skipped(), start=thin.dialogue)
        assert asked(skipped) == "breadth"
        assert asked(hold(Answered("veel"), start=skipped.dialogue)) == "trend"

    def test_complaint_is_pointed_elsewhere_and_may_go_on(self) -> None:
        elsewhere = hold((Answered(STORY), Findings(elsewhere="melding", thin=True)))
        assert asked(elsewhere) == "elsewhere"
        assert asked(hold(Answered("Toch als signaal doorgeven"), start=elsewhere.dialogue)) == "breadth"
        assert hold(Answered("stop"), start=elsewhere.dialogue).prompts == (Farewell(),)

    def test_rules_ask_who_makes_them_unless_a_follow_up_was_asked(self) -> None:
        assert asked(hold(*said(STORY, "enkele", "nieuw", "regels"))) == "rule"
        assert asked(hold(*said(STORY, "veel", "weet ik niet", "nieuw", "regels"))) == "impact"

    def test_a_later_change_asks_no_second_follow_up(self) -> None:
        ruled = hold(*said(STORY, "enkele", "nieuw", "regels", "vlaanderen"), Answered("veel", "breadth"))
        assert (asked(ruled), ruled.dialogue.answers["rule"]) == ("impact", "vlaams")

    def test_good_practice_words_the_consequence_otherwise(self) -> None:
        good = hold(*said(STORY, "enkele", "nieuw", "dit loopt goed"))
        assert (asked(good), ask(good).text) == ("impact", "Waarom werkt dit goed?")

    def test_many_ask_for_other_organisations_in_free_words(self) -> None:
        many = hold(*said(STORY, "een hele groep of buurt"))
        assert asked(many) == "others"
        named = hold(Answered("Ja, het CLB en de school"), start=many.dialogue)
        assert (asked(named), named.dialogue.answers["others"]) == ("trend", "Ja, het CLB en de school")


class TestDanger:
    def test_shown_once_and_goes_on(self) -> None:
        danger = Findings(danger=True)
        first = hold((Answered(STORY), danger))
        assert (first.prompts[0], asked(first)) == (Warn("danger"), "breadth")
        assert len(hold((Answered("enkele"), danger), start=first.dialogue).prompts) == 1

    def test_shown_for_a_text_too_short_to_be_an_answer(self) -> None:
        short = hold((Answered("zelfmoord"), Findings(danger=True)))
        assert (short.prompts[0], ask(short).complaint) == (Warn("danger"), "complaint.too-short")

    def test_shown_once_around_a_pending_text(self) -> None:
        waiting = hold((Answered(NAMED), Findings(personal=NAME.personal, danger=True)))
        assert waiting.prompts == (Warn("danger"), Warn("personal", ("Jan Peeters",), ("NAME",)))
        kept = hold(Kept(), (Answered("weet ik niet"), Findings(danger=True)), start=waiting.dialogue)
        assert [type(said) for said in kept.prompts] == [Ask]


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
        assert (kept.dialogue.answers["description"], kept.allowed, kept.dialogue.notes) == (NAMED, (), {"kept"})
        assert hold((Answered(NAMED), NAME), Kept(allow=True)).allowed == ("Jan Peeters",)

    def test_what_was_found_in_the_text_is_noted_after_the_choice(self) -> None:
        found = Findings(personal=NAME.personal, elsewhere="klacht", thin=True)
        assert hold((Answered(NAMED), found), Kept()).dialogue.notes == {"kept", "elsewhere", "thin"}
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
