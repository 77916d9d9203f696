"""Adding: words that a reporter adds to her signal by herself; to a finished one they are a question to a processor."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.feedback.digest_facts import UNDECIDED
from core.feedback.way_reading import is_finished, read_stands
from core.intake.answering import OPEN, add_answer
from core.intake.answering import thank as thank_for_answer
from core.intake.guard import read_guard
from core.intake.look import heed
from core.intake.normalise import normalise
from core.intake.remarks import LONGEST, find_own, keep_remark, thank
from core.intake.rooms import Notice
from core.intake.seat import Met
from core.intake.supplement import add_words
from core.store.tables import Question

COMMAND = "vul-aan"
_MOST_DIGITS = 9


def add_to_own(session: Session, context: Context, met: Met, argument: str) -> tuple[Notice, ...]:
    """Add words to a signal of someone who was met: `argument` is its number and the words, which are screened.

    While a question of ours about it is open, they are its answer. Nothing is added to what was withdrawn.
    """
    number, _, typed = argument.partition(" ")
    digits = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    signal = find_own(session, met.reporter.id, int(number)) if digits else None
    text = normalise(typed)[:LONGEST].strip()
    if signal is None:
        return (Notice("notice.no-such-signal"),)
    if not text:
        return (Notice("way.nothing"),)
    guard = read_guard(session)
    hidden = (Notice("asking.hidden"),) if guard.find(text) else ()
    waits = select(Question).where(Question.signal_id == signal.id, Question.reporter_id == met.reporter.id)
    question = session.scalar(waits.where(Question.state == OPEN).limit(1))
    if question is not None:
        return thank_for_answer(add_answer(session, question, text, guard, context.clock()))
    stands = read_stands(session, met.place, [signal.id], context.clock()).get(signal.id, ())
    if is_finished(signal, stands):
        about = context.words.say("way.about", number=signal.number, text=text)
        keep_remark(session, met, about, guard, "web", None)
        return (*thank(text, None), *hidden)
    if signal.status in UNDECIDED:  # who decides reads it with the rest
        add_words(session, signal, text, guard)
        signal.flags = sorted({*signal.flags, "danger"}) if heed(text).danger else signal.flags
        session.flush()
    else:
        keep_remark(session, met, text, guard, "web", signal)
    return (*thank(text, signal), *hidden)
