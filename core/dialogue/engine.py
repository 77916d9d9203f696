"""One step of a dialogue: (form, dialogue, event, findings) to the next dialogue and what to say. Pure and total."""

from collections.abc import Mapping
from dataclasses import replace

from core.dialogue.alike import begin_anew, differ, join, offer
from core.dialogue.answers import UNCLEAR, Complaint, read_answer
from core.dialogue.cleaning import align, clean
from core.dialogue.early import LONG
from core.dialogue.events import (
    Answered,
    Confirmed,
    Corrected,
    Dialogue,
    Differed,
    Done,
    Event,
    Findings,
    Joined,
    Judged,
    Likened,
    Move,
    Pending,
    Personal,
    Piece,
    Restarted,
    Skipped,
    Step,
    Stopped,
    Warn,
    WentBack,
)
from core.dialogue.form import Answer, Form, Question
from core.dialogue.labels import note_hint, propose
from core.dialogue.path import before, current, missing, passed, path
from core.dialogue.prompts import prompt, say, stop
from core.dialogue.record import add_to_story, hold, is_piece, judge, put, record, to_review, without
from core.dialogue.settle import settle

__all__ = ["NOTHING", "begin", "prompt", "step"]

NOTHING = Findings()
# A typed line of at least this many characters that is no option is taken as more of the story, not as a mistake.
_MORE_OF_THE_STORY = 15


def begin(form: Form, known: Mapping[str, Answer] | None = None) -> Dialogue:
    """Open a dialogue; `known` holds what is known of the reporter (sector, organisation), which is not asked again.

    An empty value says that the question was passed over before. What no longer answers its question is asked again.
    """
    given = {q.key: known[q.key] for q in form.questions if q.profile and known and q.key in known}
    read = {key: read_answer(question, value) for key, value in given.items() if (question := form.question(key))}
    return Dialogue(
        form=form.key,
        version=form.version,
        answers={key: value for key, value in read.items() if not isinstance(value, Complaint)},
        skipped=frozenset(q.key for q in form.questions if not q.required and given.get(q.key) in {"", ()}),
    )


def step(form: Form, dialogue: Dialogue, event: Event, findings: Findings = NOTHING) -> Step:
    """Take one event.

    `findings` describe the text of an `Answered` event (offsets in that text), or the story of a `Judged` or `Likened`
    one. Never raises; at most one `Done` in the life of a dialogue; answers always lie on the current path; `Done` only
    with every mandatory answer.
    """
    taken = _take(form, dialogue, event, findings)
    danger = isinstance(event, Answered) and findings.danger and "danger" not in dialogue.notes
    if not danger or taken.dialogue.status in {"sent", "stopped"}:
        return taken
    # Said once, and whatever becomes of the text: also one that is too short to be an answer.
    warned = replace(taken.dialogue, notes=taken.dialogue.notes | {"danger"})
    return replace(taken, dialogue=warned, prompts=(Warn("danger"), *taken.prompts))


def _take(form: Form, dialogue: Dialogue, event: Event, findings: Findings) -> Step:
    if isinstance(event, Restarted):
        fresh = begin(form, {**dict.fromkeys(dialogue.skipped, ""), **dialogue.answers})
        return say(form, begin_anew(dialogue, fresh))
    if dialogue.status in {"sent", "stopped"}:
        return Step(dialogue, ())
    if isinstance(event, Stopped):
        return stop(dialogue)
    if isinstance(event, (Judged, Likened)):
        note = propose if isinstance(event, Judged) else offer
        return say(form, note(form, dialogue, event.about, findings))
    dialogue = note_hint(dialogue)
    if isinstance(event, Answered):
        return _answer(form, dialogue, event, findings)
    return settle(form, dialogue, dialogue.pending, event) if dialogue.pending else _move(form, dialogue, event)


def _move(form: Form, dialogue: Dialogue, event: Move) -> Step:
    match event:
        case Skipped(key):
            return _skip(form, dialogue, key)
        case WentBack():
            return say(form, _go_back(form, dialogue))
        case Corrected(key):
            target = _on_path(form, dialogue, key)
            return say(form, replace(dialogue, at=target.key, status="open") if target else dialogue)
        case Confirmed(final):
            return _confirm(form, dialogue, final=final)
        case Joined() | Differed():
            chosen = join(dialogue, event.fiche) if isinstance(event, Joined) else differ(form, dialogue)
            return say(form, chosen)
        case _:
            return say(form, dialogue)


def _go_back(form: Form, dialogue: Dialogue) -> Dialogue:
    if _is_offered(form, dialogue):
        return replace(dialogue, at=None, status="review")
    target = before(form, dialogue)
    return replace(dialogue, at=target.key, status="open") if target else dialogue


def _is_offered(form: Form, dialogue: Dialogue) -> bool:
    here = current(form, dialogue)
    return here is not None and here.offered


def _on_path(form: Form, dialogue: Dialogue, key: str | None) -> Question | None:
    return next((known for known in path(form, dialogue) if known.key == key), None)


def _skip(form: Form, dialogue: Dialogue, key: str | None) -> Step:
    here = current(form, dialogue)
    if here is None or key not in {None, here.key}:
        return say(form, dialogue)
    if here.offered:  # she does not know either: a person chooses
        return record(form, dialogue, here, tuple(option.key for option in here.options if option.alone), frozenset())
    if not here.required:
        answers = {known: value for known, value in dialogue.answers.items() if known != here.key}
        dialogue = replace(dialogue, answers=answers, skipped=dialogue.skipped | {here.key})
    elif not passed(dialogue, here):
        return say(form, dialogue, complaint="complaint.required")
    # A mandatory answer stays: who came back to it and passes on leaves it as it was.
    return say(form, to_review(form, replace(dialogue, at=None)))


def _confirm(form: Form, dialogue: Dialogue, *, final: bool) -> Step:
    lacking = missing(form, dialogue)
    if lacking:
        return say(form, replace(dialogue, at=lacking.key, status="open"), complaint="complaint.required")
    if dialogue.status == "open":
        return say(form, replace(dialogue, status="review", hurried=True, at=None))
    return Step(replace(dialogue, status="sent"), (Done(),)) if final else say(form, dialogue)


def _answer(form: Form, dialogue: Dialogue, event: Answered, findings: Findings) -> Step:
    question = _asked(form, dialogue, event.key)
    if question is None:
        return say(form, dialogue)
    if question.key == form.story and _is_part(dialogue, event.message):
        return _retell(form, dialogue, question, event, findings)
    value = read_answer(question, event.value)
    if isinstance(value, Complaint):
        more = None if value.key == UNCLEAR else _continue_story(form, dialogue, question, event, findings)
        return more or _complain(form, dialogue, question, value)
    spans = _about_persons(question, event.value, value, findings)
    if spans:
        return hold(form, dialogue, Pending(question.key, str(value), spans, judge(findings), message=event.message))
    return record(form, without(dialogue, question.key), question, value, judge(findings), event.message)


def _is_part(dialogue: Dialogue, message: str) -> bool:
    """Tell whether a message is a part of the story, beside others."""
    waits = any(text.added and text.message == message for text in dialogue.waiting)
    return bool(message) and (waits or (len(dialogue.pieces) > 1 and is_piece(dialogue, message)))


def _retell(form: Form, dialogue: Dialogue, story: Question, event: Answered, findings: Findings) -> Step:
    """Take a message of the story told anew: it alone is replaced, and its new words are looked at."""
    piece = Piece(event.message, clean(event.value) if isinstance(event.value, str) else "")
    value = read_answer(story, put(form, dialogue, piece).answers.get(form.story, ""))
    if isinstance(value, Complaint):
        return _complain(form, dialogue, story, value)
    spans = align(str(event.value), findings.personal)
    if spans:
        text = Pending(form.story, piece.value, spans, judge(findings), added=True, message=piece.message)
        return hold(form, dialogue, text)
    others = tuple(text for text in dialogue.waiting if not (text.added and text.message == piece.message))
    return add_to_story(form, replace(dialogue, waiting=others), piece, judge(findings))


def _asked(form: Form, dialogue: Dialogue, key: str | None) -> Question | None:
    """Find the question that an answer is to: the one named, the text that waits, or the one on the table."""
    if key is not None:
        return _on_path(form, dialogue, key)
    if dialogue.pending and not dialogue.pending.added:
        return form.question(dialogue.pending.key)
    return current(form, dialogue)


def _complain(form: Form, dialogue: Dialogue, question: Question, complaint: Complaint) -> Step:
    # While a text waits, the choice about it comes first.
    if dialogue.pending:
        return say(form, dialogue)
    return say(form, replace(dialogue, at=question.key, status="open"), complaint=complaint.key)


def _about_persons(question: Question, typed: Answer, value: Answer, findings: Findings) -> tuple[Personal, ...]:
    """List what may be about a person in a typed text; options and the reporter's own address are not looked at."""
    words = question.kind == "text" or (question.free and isinstance(value, str) and question.option(value) is None)
    return align(typed if isinstance(typed, str) else " ".join(typed), findings.personal) if words else ()


def _continue_story(
    form: Form, dialogue: Dialogue, question: Question, event: Answered, findings: Findings
) -> Step | None:
    """Take a typed line that is no option as the next message of the story: people write in several messages."""
    story = form.question(form.story)
    told = dialogue.answers.get(form.story)
    typed = clean(event.value) if isinstance(event.value, str) else ""
    more = len(typed) >= _MORE_OF_THE_STORY and _just_told(form, dialogue, question)
    fits = event.key is None and (more or (question.profile and len(typed) >= LONG))
    if not fits or story is None or not isinstance(told, str):
        return None
    if len(told) + 1 + len(typed) > story.longest:
        return say(form, dialogue, complaint="complaint.story-full")
    spans = align(str(event.value), findings.personal)
    if spans:
        text = Pending(form.story, typed, spans, judge(findings), added=True, message=event.message)
        return hold(form, dialogue, text)
    earlier = tuple(text for text in dialogue.waiting if not text.added or is_piece(dialogue, text.message))
    piece = Piece(event.message, typed)
    return add_to_story(form, replace(dialogue, waiting=earlier), piece, judge(findings))


def _just_told(form: Form, dialogue: Dialogue, question: Question) -> bool:
    """Tell whether a choice is on the table that comes right after the story, follow-ups aside."""
    questions = path(form, dialogue)
    keys = [known.key for known in questions]
    later = questions[keys.index(form.story) + 1 :] if form.story in keys else ()
    further = any(known.counted and known != question and passed(dialogue, known) for known in later)
    return question in later and question.kind in {"choice", "choices"} and not further
