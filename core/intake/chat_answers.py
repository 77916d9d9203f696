"""Answers in a chat: to the message with the question, after its button, or to "is this your answer?"; then the turn.

A message that may be an answer is neither lost as a new signal nor taken from a draft that is open.
"""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.engine import prompt
from core.dialogue.events import Prompt, Warn
from core.feedback.coming import BUTTON, come_by_button
from core.intake.answering import Added, add_answer, find_question, newest_to, thank
from core.intake.confirm import confirm, read_confirmation
from core.intake.draft import Draft, close_conversation, find_draft
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.intake.outcome import Outcome
from core.intake.remarks import find_told, keep_remark
from core.intake.remarks import thank as thank_for
from core.intake.rooms import Heard, Notice, Said
from core.intake.seat import Met
from core.intake.tongue import answer_language
from core.intake.turn import take_turn
from core.store.tables import Question, Signal

# The button under a question, the question whether a message is its answer, and the button that says so.
ANSWER, WHICH, THIS = "antwoord", "antwoord-of", "antwoord-dit"
_MOST_DIGITS = 9


def take_message(session: Session, context: Context, kind: str, met: Met, heard: Heard, *, quiet: bool) -> Outcome:
    """Take one delivery of a chat: as an answer to a question of ours where it is one, else as a turn."""
    if heard.command.startswith(BUTTON):
        language = answer_language(met.place, met.reporter.language)
        notices = come_by_button(session, met.reporter.id, heard.command, context.clock(), language)
        draft = find_draft(session, context, met)
        outcome = _say(met, heard, notices, draft, kind="command")
        return outcome if draft else in_language_of(outcome, language)
    asked = met.contact.asking or ""
    if asked.startswith(f"{WHICH} ") and not heard.conversation:
        heard = read_confirmation(context.words, asked, heard)
    if heard.command in (ANSWER, THIS):
        return _command(session, context, met, heard)
    armed = asked.removeprefix(f"{ANSWER} ") if asked.startswith(f"{ANSWER} ") else ""
    typed = bool(heard.text) and not heard.edited and not heard.command
    if typed and (heard.answers or armed):
        question = _find(session, met, heard.answers or armed)
        if question is not None:
            met.contact.asking = None
            return _take(session, context, met, heard, question, heard.text or "")
    if typed and heard.digest:
        return _take_remark(session, context, kind, met, heard)
    offers = _offer(session, context, met) if typed and not asked else None
    outcome = take_turn(session, context, kind, met, heard, quiet=quiet)
    if armed and heard.refusal:  # a photo is no answer; the next message may be
        met.contact.asking = asked
    return _ask_which(met, outcome, offers) if offers else outcome


def _take_remark(session: Session, context: Context, kind: str, met: Met, heard: Heard) -> Outcome:
    """Take a reply to a digest: it goes to the one signal that the digest was about, else to a processor."""
    text, signal, guard = heard.text or "", find_told(session, met, heard.digest), read_guard(session)
    keep_remark(session, met, text, guard, kind, signal)
    hidden = Added(signal.number if signal else 0, len(guard.find(normalise(text))), danger=False)
    return _say(met, heard, thank_for(text, signal), find_draft(session, context, met), added=hidden)


def _command(session: Session, context: Context, met: Met, heard: Heard) -> Outcome:
    met.contact.asking = None
    question, draft = _find(session, met, heard.argument), find_draft(session, context, met)
    if question is None:
        return _say(met, heard, (Notice("asking.no-question"),), draft, kind="command")
    if heard.command == ANSWER:
        met.contact.asking = f"{ANSWER} {heard.argument}"
        go_ahead = Notice("asking.go-ahead", {"number": heard.argument}, (("niets", "asking.button.not-now"),))
        return _say(met, heard, (go_ahead,), None, kind="command")
    words = _words_of(draft) if draft else ""
    if draft is None or not words:
        return _say(met, heard, (Notice("notice.old-button"),), draft, kind="command")
    close_conversation(draft.row, "stopped")
    return _take(session, context, met, heard, question, words)


def _take(session: Session, context: Context, met: Met, heard: Heard, question: Question, text: str) -> Outcome:
    added = add_answer(session, question, text, read_guard(session), context.clock())
    said = _say(met, heard, thank(added), find_draft(session, context, met), added=added)
    return replace(said, kind="command") if heard.command else said


def _offer(session: Session, context: Context, met: Met) -> int | None:
    """Give the number of the signal to whose question words may be the answer: one waits, and no draft is open."""
    waiting = session.scalar(newest_to(met.reporter.id, sent=True))
    if waiting is None or find_draft(session, context, met) is not None:
        return None
    return session.scalar(select(Signal.number).where(Signal.id == waiting.signal_id))


def _ask_which(met: Met, outcome: Outcome, number: int) -> Outcome:
    """Ask whether what was just taken as a story is the answer to a question; until then it is a draft, sealed."""
    said = outcome.said
    if outcome.kind != "answer" or said is None or said.dialogue is None:
        return outcome
    notice = confirm(WHICH, "asking.which", {"number": number}, str(number))
    met.contact.asking = notice.confirms
    dangers = tuple(item for item in said.items if isinstance(item, Warn) and item.kind == "danger")
    return replace(outcome, said=replace(said, items=(*dangers, notice)))


def _say(
    met: Met,
    heard: Heard,
    notices: tuple[Notice, ...],
    draft: Draft | None,
    *,
    added: Added | None = None,
    kind: str = "answer",
) -> Outcome:
    """Say something, and the open question of a draft again; what held personal data goes from the chat."""
    items: tuple[Prompt | Notice, ...] = notices
    if draft is not None:
        items += (prompt(draft.form, draft.dialogue),)
    said = Said(
        items,
        heard,
        form=draft.form if draft else None,
        dialogue=draft.dialogue if draft else None,
        place=met.place,
        conversation=str(draft.row.id)[:8] if draft else "",
        delete=heard.message if added and added.hidden else "",
    )
    return Outcome(kind, said=said)


def in_language_of(outcome: Outcome, language: str) -> Outcome:
    """Say what comes of a letter's button in the language of that letter."""
    said = outcome.said
    return replace(outcome, said=replace(said, facts={**said.facts, "language": language})) if said else outcome


def _words_of(draft: Draft) -> str:
    """Give the story that a draft begins with, also while it waits for a choice about personal data."""
    story = draft.form.story
    told = draft.dialogue.answers.get(story)
    if isinstance(told, str):
        return told
    return next((text.value for text in draft.dialogue.waiting if text.key == story), "")


def _find(session: Session, met: Met, number: str) -> Question | None:
    digits = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    return find_question(session, met.reporter.id, int(number)) if digits else None
