from core.dialogue.engine import begin, prompt
from core.dialogue.events import (
    Answered,
    Ask,
    Confirmed,
    Dialogue,
    Done,
    Farewell,
    Findings,
    Hid,
    Kept,
    Skipped,
    Step,
    Stopped,
    Warn,
    WentBack,
)
from tests.core.dialogue.holding import FORM, KNOWN, NAME, NAMED, STORY, ask, asked, hold, reviewed, said


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
