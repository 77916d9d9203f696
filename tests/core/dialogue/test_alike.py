"""Public fiches in the review: asked about once, about this story only; and the ten-second way of who comes for one."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.dialogue.alike import begin_at, fit, is_unlikened, shorten
from core.dialogue.digest import digest, reviewing
from core.dialogue.engine import begin, prompt, step
from core.dialogue.events import (
    Alike,
    Answered,
    Ask,
    Confirmed,
    Corrected,
    Dialogue,
    Differed,
    Done,
    Event,
    Findings,
    Joined,
    Likened,
    Restarted,
    Review,
    Skipped,
    Step,
)
from core.dialogue.labels import mark_story
from core.dialogue.read import read_text
from core.dialogue.stored import dump_dialogue, load_dialogue
from tests.core.dialogue.holding import FORM, KNOWN, STORY, asked, hold
from tests.core.dialogue.test_engine_properties import bare, check, happenings

FICHES = tuple(Alike(number, f"Probleem {number}", "Zo begint het.") for number in (12, 7, 31, 4))
BRIEF = shorten(FORM)


def reviewed() -> Dialogue:
    return hold(Answered(STORY), Answered("enkele"), Confirmed()).dialogue


def likened(dialogue: Dialogue, fiches: tuple[Alike, ...] = FICHES) -> Step:
    return step(FORM, dialogue, Likened(mark_story(FORM, dialogue)), Findings(fiches=fiches))


def shown(dialogue: Dialogue) -> Review:
    said = prompt(FORM, dialogue)
    assert isinstance(said, Review)
    return said


def test_three_are_offered_once_and_what_she_says_holds() -> None:
    assert is_unlikened(FORM, reviewed())
    offered = likened(reviewed()).dialogue
    assert shown(offered).fiches == FICHES[:3]
    assert not is_unlikened(FORM, offered)
    joined = hold(Joined(7), start=offered).dialogue
    assert (shown(joined).joins, shown(joined).fiches, shown(joined).may_differ) == (FICHES[1], (), True)
    assert digest(reviewing(joined)) != digest(reviewing(offered)), "another review: an older button sends nothing"
    assert hold(Confirmed(final=True), start=joined).prompts == (Done(),)
    back = hold(Differed(), start=joined).dialogue
    assert (shown(back).joins, [fiche.number for fiche in shown(back).fiches]) == (None, [12, 31])
    assert shown(hold(Differed(), start=back).dialogue).fiches == ()
    assert shown(hold(Joined(31), start=hold(Differed(), start=back).dialogue).dialogue).joins == FICHES[2]


def test_another_story_is_another_question_and_what_was_refused_stays_so() -> None:
    refused = hold(Differed(), start=likened(reviewed()).dialogue).dialogue
    told = hold(Corrected("description"), Answered(f"{STORY} En ook elders."), start=refused).dialogue
    assert (told.status, told.offered) == ("review", None)
    again = likened(told, (FICHES[0], FICHES[3])).dialogue
    assert shown(again).fiches == (FICHES[3],)
    assert step(FORM, told, Likened("0" * 16), Findings(fiches=FICHES)).dialogue == told
    assert hold(Joined(99), start=again).dialogue == again
    early = hold(Answered(STORY)).dialogue
    assert likened(early).dialogue == early
    assert hold(Joined(12), start=early).dialogue == early


def test_typed_words_choose_as_well() -> None:
    offered = likened(reviewed()).dialogue
    for words, event in (
        ("2", Joined(7)),
        ("ik zie 3 ook", Joined(31)),
        ("Ik zie dit ook 3", Joined(31)),
        ("ik zie dit ook", Answered("ik zie dit ook")),
        ("9", Answered("9")),
        ("Nee, iets anders", Differed()),
        ("verstuur", Confirmed(final=True)),
    ):
        assert read_text(FORM, offered, words) == event
    assert read_text(FORM, likened(reviewed(), FICHES[:1]).dialogue, "Ik zie dit ook!") == Joined(12)
    assert read_text(FORM, reviewed(), "nee") == Answered("nee")


def test_two_taps_and_send() -> None:
    dialogue = begin_at(begin(FORM, KNOWN), FICHES[0])
    first = prompt(BRIEF, dialogue)
    assert isinstance(first, Ask)
    assert (first.text, first.can_skip) == ("Wat zie jij? (mag kort)", True)
    dialogue = step(BRIEF, dialogue, Skipped()).dialogue
    taken = step(BRIEF, dialogue, Answered("enkele"))
    review = taken.prompts[-1]
    assert isinstance(review, Review)
    assert (review.joins, review.may_differ) == (FICHES[0], False)
    assert step(BRIEF, taken.dialogue, Differed()).dialogue == taken.dialogue, "then nothing would be said"
    assert step(BRIEF, taken.dialogue, Confirmed(final=True)).prompts == (Done(),)
    anew = step(BRIEF, taken.dialogue, Restarted()).dialogue
    assert (anew.joins, anew.brief, prompt(BRIEF, anew)) == (FICHES[0], True, first)


def test_a_few_words_are_enough_and_the_breadth_is_asked_all_the_same() -> None:
    dialogue = step(BRIEF, begin_at(begin(FORM, KNOWN), FICHES[0]), Answered("Ook hier.")).dialogue
    assert asked(Step(dialogue, (prompt(BRIEF, dialogue),))) == "breadth"
    assert isinstance(step(BRIEF, dialogue, Confirmed(final=True)).prompts[-1], Ask), "mandatory"
    review = step(BRIEF, dialogue, Answered("een")).dialogue
    assert not is_unlikened(BRIEF, review)
    another = step(BRIEF, review, Differed()).dialogue
    assert (another.joins, another.brief, fit(FORM, another) is FORM) == (None, False, True)


STARTS = (reviewed(), begin_at(begin(FORM, KNOWN), FICHES[0]))
moves: st.SearchStrategy[Event] = st.one_of(
    st.builds(Joined, st.sampled_from([0, 4, 7, 12, 31, 99])), st.just(Differed())
)
found = st.lists(st.sampled_from(FICHES), max_size=4, unique=True).map(tuple)


@settings(max_examples=150, deadline=None)
@given(happenings, st.lists(st.tuples(found, moves), min_size=1, max_size=10), st.sampled_from(STARTS))
def test_promises_about_fiches(
    happened: list[tuple[Event, Findings]], chosen: list[tuple[tuple[Alike, ...], Event]], start: Dialogue
) -> None:
    dialogue = start
    for place, (event, findings) in enumerate(happened):
        fiches, move = chosen[place % len(chosen)]
        for happening, given_ in ((event, findings), (move, Findings())):
            form = fit(FORM, dialogue)
            taken = step(form, dialogue, happening, given_)
            if taken.prompts:
                assert bare(taken.prompts[-1]) == prompt(form, taken.dialogue)
            dialogue = taken.dialogue
            assert load_dialogue(dump_dialogue(dialogue)) == dialogue
            assert not dialogue.brief or dialogue.joins is not None
        form = fit(FORM, dialogue)
        if form is FORM:
            check(dialogue)
        if is_unlikened(form, dialogue):
            dialogue = step(form, dialogue, Likened(mark_story(form, dialogue)), Findings(fiches=fiches)).dialogue
        said = prompt(form, dialogue)
        if isinstance(said, Review):
            assert len(said.fiches) <= 3
            assert not {fiche.number for fiche in said.fiches} & dialogue.unlike
            assert not (said.joins and said.fiches)
        if dialogue.status == "sent":
            assert "breadth" in dialogue.answers
            assert dialogue.joins or form.story in dialogue.answers, "a signal always says something"
            dialogue = replace(dialogue, status="review")
