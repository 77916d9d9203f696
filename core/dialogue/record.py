"""An answer that was accepted becomes part of the dialogue, or waits there for a choice about personal data."""

from dataclasses import replace

from core.dialogue.events import Dialogue, Findings, Pending, Piece, Step
from core.dialogue.form import Answer, Form, Question
from core.dialogue.path import current, sufficient
from core.dialogue.prompts import say, stop


def judge(findings: Findings) -> frozenset[str]:
    """Say what is to be noted about a story in which this was found."""
    noted = {"thin": findings.thin, "elsewhere": findings.elsewhere is not None}
    return frozenset(note for note, holds in noted.items() if holds)


def record(
    form: Form, dialogue: Dialogue, question: Question, value: Answer, found: frozenset[str], message: str = ""
) -> Step:
    """Take a value as the answer; `found` is noted when it is the story, in place of what was noted before."""
    chosen = question.option(value) if isinstance(value, str) else None
    if chosen and chosen.stops:
        return stop(dialogue)
    recorded = replace(
        dialogue,
        answers={**dialogue.answers, question.key: value},
        skipped=dialogue.skipped - {question.key},
        at=None if dialogue.at == question.key else dialogue.at,
        status="open",
        notes=_renewed(form, dialogue, found) if question.key == form.story else dialogue.notes,
        pieces=(Piece(message, str(value)),) if question.key == form.story else dialogue.pieces,
    )
    asked = current(form, dialogue)
    early = question.key == form.story and asked is not None and asked.profile
    return say(form, to_review(form, recorded), note="note.as-story" if early else None)


def add_to_story(form: Form, dialogue: Dialogue, piece: Piece, found: frozenset[str]) -> Step:
    """Add a message to the story; what was noted about the story still holds, and it does not get thinner.

    A message that has its place in the story is told anew there.
    """
    added = replace(
        put(form, dialogue, piece),
        status="open",
        notes=dialogue.notes | (found - {"thin"}),
    )
    note = "note.changed" if is_piece(dialogue, piece.message) else "note.added"
    return say(form, to_review(form, added), note=note)


def hold(form: Form, dialogue: Dialogue, text: Pending) -> Step:
    """Let a text wait for a choice. What it replaces is gone: an answer that is told anew, an earlier wording."""
    if text.added and is_piece(dialogue, text.message):
        dialogue = put(form, dialogue, Piece(text.message, ""))
    elif text.key == form.story and not text.added:
        dialogue = replace(dialogue, pieces=())
    others = tuple(other for other in dialogue.waiting if not _replaces(text, other, dialogue))
    kept = {key: value for key, value in dialogue.answers.items() if text.added or key != text.key}
    # Additions come last, so that the story to which they are added is settled first.
    waiting = tuple(sorted((*others, text), key=lambda pending: pending.added))
    return say(form, replace(dialogue, answers=kept, waiting=waiting, status="open"))


def without(dialogue: Dialogue, key: str) -> Dialogue:
    """Let go of a text that waits as the answer to this question."""
    return replace(dialogue, waiting=tuple(text for text in dialogue.waiting if text.added or text.key != key))


def to_review(form: Form, dialogue: Dialogue) -> Dialogue:
    """Return to the review when the reporter was in a hurry, unless something must still be asked."""
    ready = dialogue.hurried and dialogue.at is None and not dialogue.waiting and sufficient(form, dialogue)
    return replace(dialogue, status="review") if ready else dialogue


def is_piece(dialogue: Dialogue, message: str) -> bool:
    """Tell whether a message is one of the story's."""
    return bool(message) and any(piece.message == message for piece in dialogue.pieces)


def put(form: Form, dialogue: Dialogue, piece: Piece) -> Dialogue:
    """Put a message in its place in the story, at the end when it has none; without words it only keeps its place."""
    story = dialogue.answers.get(form.story)
    pieces = dialogue.pieces
    if not pieces and isinstance(story, str):  # a story from before its messages were told apart
        pieces = (Piece("", story),)
    if is_piece(dialogue, piece.message):
        pieces = tuple(piece if known.message == piece.message else known for known in pieces)
    else:
        pieces = (*pieces, piece)
    whole = "\n".join(known.value for known in pieces if known.value)
    answers = {key: value for key, value in dialogue.answers.items() if key != form.story}
    return replace(dialogue, answers={**answers, form.story: whole} if whole else answers, pieces=pieces)


def _replaces(text: Pending, other: Pending, dialogue: Dialogue) -> bool:
    """Tell whether a text is told in place of one that waits; another message of the story waits on its own."""
    apart = text.message != other.message and is_piece(dialogue, other.message)
    return (text.key, text.added) == (other.key, other.added) and not (text.added and apart)


def _renewed(form: Form, dialogue: Dialogue, found: frozenset[str]) -> frozenset[str]:
    """Note anew what a follow-up asks about; but a follow-up answered in words stays: they are not thrown away."""
    asking = [question for question in form.questions if question.noted]
    renewable = {
        question.noted for question in asking if question.kind != "text" or question.key not in dialogue.answers
    }
    return (dialogue.notes - renewable) | found
