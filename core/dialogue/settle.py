"""The choice about a text in which something may be about a person: hide it, keep it, or write it again."""

from dataclasses import replace

from core.dialogue.events import Corrected, Dialogue, Hid, Kept, Move, Pending, Piece, Skipped, Step, WentBack
from core.dialogue.form import Form, Question
from core.dialogue.placeholders import HIDDEN, PLACEHOLDERS
from core.dialogue.prompts import say
from core.dialogue.record import add_to_story, record, to_review


def settle(form: Form, dialogue: Dialogue, pending: Pending, event: Move) -> Step:
    """Take a choice about the text that waits; any other event asks for the choice again.

    A text that is to be written again is gone at once. `Step.allowed` holds the words vouched for.
    """
    question = form.question(pending.key)
    settled = replace(dialogue, waiting=dialogue.waiting[1:])
    if question is None:
        return say(form, settled)
    match event:
        case Hid():
            return _accept(form, _noting(settled, "hid"), question, replace(pending, value=mask(pending)))
        case Kept(allow):
            kept = _accept(form, _noting(settled, "kept", f"kept:{pending.key}"), question, pending)
            return replace(kept, allowed=pending.excerpts if allow else ())
        case WentBack() | Corrected() if isinstance(event, WentBack) or event.key in {None, pending.key}:
            return _ask_again(form, settled, pending)
        case Skipped(key) if key in {None, pending.key} and not question.required:
            left = None if settled.at == pending.key else settled.at
            skipped = replace(settled, skipped=settled.skipped | {pending.key}, at=left)
            return say(form, to_review(form, skipped))
        case _:
            return say(form, dialogue)


def mask(pending: Pending) -> str:
    """Put a placeholder for each stretch that may be about a person."""
    text = pending.value
    for span in reversed(pending.spans):
        text = text[: span.start] + PLACEHOLDERS.get(span.type, HIDDEN) + text[span.end :]
    return text


def _accept(form: Form, dialogue: Dialogue, question: Question, text: Pending) -> Step:
    if text.added:
        return add_to_story(form, dialogue, Piece(text.message, text.value), text.found)
    return record(form, dialogue, question, text.value, text.found, text.message)


def _ask_again(form: Form, dialogue: Dialogue, text: Pending) -> Step:
    # The next message is again an addition to the story, so the question on the table stays.
    return say(form, dialogue if text.added else replace(dialogue, at=text.key))


def _noting(dialogue: Dialogue, *notes: str) -> Dialogue:
    return replace(dialogue, notes=dialogue.notes | {*notes})
