"""What a delivery says to the dialogue: words and taps read as events, and which message answered which question."""

from core.dialogue.answers import plain
from core.dialogue.early import tells_story
from core.dialogue.engine import step
from core.dialogue.events import Answered, Confirmed, Event, Skipped, Step
from core.dialogue.form import Form
from core.dialogue.path import current
from core.dialogue.read import read_text
from core.intake.draft import Draft
from core.intake.look import look
from core.intake.normalise import normalise
from core.intake.rooms import Heard

_DONE = "klaar"


def read_events(heard: Heard, draft: Draft) -> tuple[Event, ...]:
    """Read what was heard as events of the dialogue."""
    if heard.events or heard.chosen:
        return (*((_tapped(draft.form, *heard.chosen),) if heard.chosen else ()), *heard.events)
    text = normalise(heard.text or "")
    if heard.edited:
        return (Answered(text, draft.marks[heard.message]),)
    if draft.fresh and current(draft.form, draft.dialogue) != draft.form.question(draft.form.story):
        # Words that come before any question are the story itself; what is still to be asked of the reporter follows.
        return (Answered(text, draft.form.story),)
    event = _done(draft) if plain(text) == _DONE else None
    event = event or read_text(draft.form, draft.dialogue, text)
    if event == Answered(text) and tells_story(draft.form, draft.dialogue, text):
        # Nobody is called so, and no story is thrown away; what is asked of her follows.
        return (Answered(text, draft.form.story),)
    ticks = _ticks(draft) if event == Confirmed() else None
    return (ticks, event) if ticks else (event,)


def _done(draft: Draft) -> Event | None:
    """Read "klaar" under a list with several choices: what is ticked, else what was answered, else none."""
    question = current(draft.form, draft.dialogue)
    if question is None or question.kind != "choices" or draft.dialogue.pending:
        return None
    answered = draft.dialogue.answers.get(question.key)
    return _ticks(draft) or (Answered(answered, question.key) if answered else Skipped(question.key))


def _ticks(draft: Draft) -> Answered | None:
    """Give what is shown as ticked under the question on the table."""
    question = current(draft.form, draft.dialogue)
    if question is None or draft.ticked is None or draft.ticked[0] != question.key or draft.dialogue.pending:
        return None
    answer = _tapped(draft.form, *draft.ticked)
    return answer if answer.value else None


def _tapped(form: Form, key: str, marks: tuple[str, ...]) -> Answered:
    """Read the marks of tapped options; those that the list no longer holds are no answer."""
    question = form.question(key)
    chosen = tuple(option.key for option in question.options if option.mark in marks) if question else ()
    return Answered(chosen if question and question.kind == "choices" else next(iter(chosen), ""), key)


def refuse_edit(heard: Heard, draft: Draft | None) -> str | None:
    """Say (as a message key) why an edited message changes nothing; None when it changes an answer."""
    if draft is None:
        return "notice.edit-too-late"
    key = draft.marks.get(heard.message)
    if key is None:
        return "notice.edit-unknown"
    dialogue = draft.dialogue
    # A story that was told anew since has other messages.
    parts = {piece.message for piece in dialogue.pieces} | {text.message for text in dialogue.waiting}
    return None if key != draft.form.story or heard.message in parts else "notice.edit-unknown"


def step_once(draft: Draft, event: Event, allowed: frozenset[str], message: str) -> tuple[Step, str]:
    """Step, and tell which question the event was about; `message` is the number of what was typed."""
    form, dialogue = draft.form, draft.dialogue
    if not isinstance(event, Answered) or not isinstance(event.value, str):
        return step(form, dialogue, event), ""
    text = normalise(event.value)
    event = Answered(text, event.key, message)
    here = current(form, dialogue)
    about = event.key or (dialogue.pending.key if dialogue.pending else here.key if here else "")
    return step(form, dialogue, event, look(text, allowed)), about


def mark(draft: Draft, heard: Heard, event: Event, about: str) -> None:
    """Remember which message answered which question, for edits; only texts can be edited."""
    if heard.message and about and isinstance(event, Answered):
        draft.marks = {message: key for message, key in draft.marks.items() if message != heard.message}
        draft.marks[heard.message] = about
