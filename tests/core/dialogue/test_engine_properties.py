"""Whatever happens in whatever order, a dialogue keeps its promises."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

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
    Hid,
    Kept,
    Personal,
    Prompt,
    Restarted,
    Skipped,
    Stopped,
    Warn,
    WentBack,
)
from core.dialogue.form import Answer
from core.dialogue.load import load_form
from core.dialogue.path import path, sufficient
from core.dialogue.stored import dump_dialogue, load_dialogue

FORM = load_form("signaal", ["OCMW Demo", "Huis van het Kind"])
KEYS = [question.key for question in FORM.questions]
OPTIONS = [option.key for question in FORM.questions for option in question.options]

keys = st.one_of(st.none(), st.sampled_from(KEYS), st.sampled_from(["", "bestaat-niet"]))
odd = st.one_of(
    st.sampled_from(["", " ", "\x00", "\ud800", "9" * 5000, "x" * 2000, "🙂", "een,twee;en", "\r\n\t", "Ⅷ", "a@b.be"]),
    st.text(alphabet=st.characters(), max_size=60),
    st.text(alphabet="abc \r\n\u00a0\u200b1289", min_size=15, max_size=90),
)
texts = st.one_of(odd, st.sampled_from(OPTIONS), st.sampled_from(["Mensen wachten hier al maanden op een plaats."]))
values: st.SearchStrategy[Answer] = st.one_of(texts, st.lists(texts, max_size=4).map(tuple))
personal = st.builds(
    Personal, st.integers(-3, 70), st.integers(-3, 70), st.sampled_from(["NAME", "ADDRESS", "IETS ANDERS"])
)
found = st.builds(
    Findings,
    personal=st.one_of(st.just(()), st.lists(personal, max_size=4).map(tuple)),
    danger=st.booleans(),
    elsewhere=st.sampled_from([None, "klacht", "melding"]),
    thin=st.booleans(),
)
likely = st.builds(Answered, st.one_of(st.sampled_from(OPTIONS), st.sampled_from(["Mensen wachten hier al maanden."])))
plain_events = st.one_of(
    likely,
    st.builds(Answered, values, keys),
    st.builds(Skipped, keys),
    st.builds(Corrected, keys),
    st.builds(Kept, st.booleans()),
    st.builds(Confirmed, st.booleans()),
    st.sampled_from([WentBack(), Hid()]),
)
# Rarely, lest most dialogues end or begin anew before anything happens.
events: st.SearchStrategy[Event] = st.integers(0, 15).flatmap(
    lambda chance: st.sampled_from([Stopped(), Restarted()]) if chance == 0 else plain_events
)
happenings = st.lists(st.tuples(events, found), max_size=25)
known = st.one_of(
    st.just({"sector": "ocmw", "organisation": "OCMW Demo"}), st.dictionaries(st.sampled_from(KEYS), values, max_size=3)
)


def bare(said: Prompt) -> Prompt:
    return replace(said, complaint=None, note=None) if isinstance(said, Ask) else said


def check(dialogue: Dialogue) -> None:
    on_path = path(FORM, dialogue)
    here = {question.key for question in on_path}
    assert set(dialogue.answers) | dialogue.skipped | {text.key for text in dialogue.waiting} <= here
    assert set(dialogue.answers) & dialogue.skipped == set()
    assert dialogue.at is None or dialogue.at in here
    assert sum(question.extra for question in on_path) <= 1
    assert load_dialogue(dump_dialogue(dialogue)) == dialogue
    assert all(text.spans and all(text.excerpts) for text in dialogue.waiting)
    assert not (dialogue.waiting and dialogue.status != "open")


@settings(max_examples=300, deadline=None)
@given(happenings, known)
def test_promises_hold_after_every_step(happened: list[tuple[Event, Findings]], profile: dict[str, Answer]) -> None:
    dialogue = begin(FORM, profile)
    check(dialogue)
    for event, findings in happened:
        before = dialogue
        taken = step(FORM, dialogue, event, findings)
        dialogue = taken.dialogue
        check(dialogue)
        closed = before.status in {"sent", "stopped"} and not isinstance(event, Restarted)
        assert (taken.prompts == ()) is closed
        if taken.prompts:
            assert bare(taken.prompts[-1]) == prompt(FORM, dialogue)
            assert [said for said in taken.prompts[:-1] if said != Warn("danger")] == []
        if Done() in taken.prompts:
            assert (dialogue.status, sufficient(FORM, dialogue), before.status) == ("sent", True, "review")


@settings(max_examples=150, deadline=None)
@given(happenings)
def test_done_and_danger_are_said_at_most_once(happened: list[tuple[Event, Findings]]) -> None:
    dialogue, said = begin(FORM), list[Prompt]()
    for event, findings in happened:
        if not isinstance(event, Restarted):
            taken = step(FORM, dialogue, event, findings)
            dialogue = taken.dialogue
            said.extend(taken.prompts)
    assert (said.count(Done()) <= 1, said.count(Warn("danger")) <= 1) == (True, True)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab \r\n\u00a0\u200b", max_size=40), st.text(alphabet="ab \r\n", max_size=40))
def test_hidden_words_are_nowhere_in_the_dialogue(before: str, after: str) -> None:
    # "Q" occurs in no text around it, nor in the form.
    text = f"{before}QQQ{after} en daarom wachten mensen."
    span = Personal(len(before), len(before) + 3, "NAME")
    waiting = step(FORM, begin(FORM), Answered(text, "description"), Findings(personal=(span,))).dialogue
    assert waiting.pending is not None
    assert waiting.pending.excerpts == ("QQQ",)
    for event in (Hid(), Corrected(), WentBack(), Stopped()):
        assert b"Q" not in dump_dialogue(step(FORM, waiting, event).dialogue)


@settings(max_examples=100, deadline=None)
@given(happenings)
def test_what_is_left_to_ask_leads_to_the_end(happened: list[tuple[Event, Findings]]) -> None:
    dialogue = begin(FORM)
    for event, findings in happened:
        dialogue = step(FORM, dialogue, event, findings).dialogue
    if dialogue.status == "stopped":
        dialogue = step(FORM, dialogue, Restarted()).dialogue
    for _ in range(2 * len(KEYS)):
        said = prompt(FORM, dialogue)
        match said:
            case Ask(question):
                sensible = {"text": "Mensen wachten hier al maanden.", "email": "an@demo.be"}
                option = question.options[0].key if question.options else "OCMW"
                dialogue = step(FORM, dialogue, Answered(sensible.get(question.kind, option))).dialogue
            case Warn():
                dialogue = step(FORM, dialogue, Kept()).dialogue
            case _:
                dialogue = step(FORM, dialogue, Confirmed(final=True)).dialogue
    assert prompt(FORM, dialogue) == Done()
