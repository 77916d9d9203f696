"""Whatever happens, what a review shows of the machine is about its story, within bounds, and its hint comes once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.dialogue.engine import prompt, step
from core.dialogue.events import Answered, Confirmed, Corrected, Done, Event, Findings, Judged, Restarted, Review
from core.dialogue.labels import confirm_labels, is_unjudged, mark_story
from tests.core.dialogue.holding import STORY, hold
from tests.core.dialogue.test_engine_properties import FORM, check, happenings

THEMES = [option.key for question in FORM.questions if question.key == "themes" for option in question.options]
judgements = st.builds(
    Findings,
    themes=st.lists(st.sampled_from([*THEMES, "bestaat-niet"]), max_size=4, unique=True).map(tuple),
    target_groups=st.lists(st.sampled_from(["armoede", "huurders", ""]), max_size=3, unique=True).map(tuple),
    single=st.booleans(),
    model=st.just("m1"),
)
TOLD_ANEW = "Mensen wachten hier al maanden op een plaats."
turns: st.SearchStrategy[Event | None] = st.sampled_from(
    [None, Corrected("themes"), Corrected("target_groups"), Answered(TOLD_ANEW, "description")]
)


@settings(max_examples=150, deadline=None)
@given(happenings, st.lists(st.tuples(judgements, turns), min_size=1, max_size=12))
def test_promises_about_what_is_proposed(
    happened: list[tuple[Event, Findings]], judged: list[tuple[Findings, Event | None]]
) -> None:
    dialogue, hints = hold(Answered(STORY), Answered("enkele"), Confirmed()).dialogue, 0
    for place, (event, findings) in enumerate(happened):
        before = prompt(FORM, dialogue)
        dialogue = step(FORM, dialogue, event, findings).dialogue
        check(dialogue)
        found, turn = judged[place % len(judged)]
        if turn:
            dialogue = step(FORM, dialogue, turn).dialogue
            check(dialogue)
        if is_unjudged(FORM, dialogue):
            taken = step(FORM, dialogue, Judged(mark_story(FORM, dialogue)), found)
            assert taken.prompts == (prompt(FORM, taken.dialogue),)
            dialogue = taken.dialogue
            check(dialogue)
        assert dialogue.proposed is None or dialogue.proposed.about == mark_story(FORM, dialogue)
        after = prompt(FORM, dialogue)
        if isinstance(after, Review):
            shown = {labels.question.key: labels for labels in after.labels}
            assert set(shown) == {"themes", "target_groups"}
            for key, most in (("themes", 2), ("target_groups", 1)):
                assert len(shown[key].options) <= (most if shown[key].proposed else 3)
            hints += after.single and not (isinstance(before, Review) and before.single)
        if isinstance(after, Done):
            assert all(len(keys) <= 3 for keys in confirm_labels(FORM, dialogue).values())
    assert hints <= 1 + sum(isinstance(event, Restarted) for event, _ in happened)
