"""Telling: what is due is written and queued, how earlier letters fared is noted; any number of nodes, each once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from core.feedback.bands import word_others_of
from core.feedback.improving import ask_improvement, improvement_links
from core.feedback.one_by_one import do_each
from core.feedback.parts import Telling, gather_parts, whole_of
from core.feedback.planning import CANNOT, CLOSING_ASKED, FAILED, PLANNED, QUEUED, SENT, WITHDRAWN
from core.feedback.questions import send_questions
from core.feedback.reaching import PAUSED, Way, find_way, paused_until
from core.feedback.remarks import send_answers
from core.feedback.wording import find_signals, word_tellings
from core.feedback.writing import Message, Post, language_of, write_letter
from core.intake.returned import GONE
from core.store.tables import Contact, Journal, Letter, Signal, Told

KIND = "told"
# A letter that failed may be tried again under Werk for as long as its words are there.
LOOKED_AFTER = timedelta(days=30)
_MAIL = "mail"
_HELD_BACK, _GONE = "stopped", "dropped"


def tell(post: Post) -> int:
    """Tell and ask what is due in a municipality, and note what became of earlier letters; returns how many are new.

    Each letter and the note that it was made are one commit.
    """
    now = post.context.clock()
    with post.context.store.tenant(post.place.id) as session:
        note_letters(session, now)
        _plan_elsewhere(session)
        due = list(session.scalars(select(Told.id).where(Told.state == PLANNED, Told.due_at <= now).order_by(Told.id)))
    told = do_each(post, due, lambda session, one: _tell_one(session, post, one, now), "telling failed")
    return told + send_questions(post) + send_answers(post)


def note_letters(session: Session, now: datetime) -> None:
    """Note on what was told how its letter fares: sent, failed (and why), or queued again."""
    open_ = (Told.state.in_((QUEUED, FAILED)), Told.due_at > now - LOOKED_AFTER, Told.letter_id == Letter.id)
    for states, values in (
        (("sent",), {"state": SENT, "why": None, "done_at": Letter.sent_at}),
        (("failed", "dropped"), {"state": FAILED, "why": Letter.reason}),
        (("queued", "sending"), {"state": QUEUED, "why": None}),
    ):
        noted = update(Told).where(*open_, Letter.state.in_(states)).values(values)
        session.execute(noted.execution_options(synchronize_session=False))


def _plan_elsewhere(session: Session) -> None:
    """Plan anew what was in letters to an address or chat that is gone, where she has another: it goes there."""
    other = aliased(Contact)
    gone = exists().where(Contact.door_id == Letter.door_id, Contact.lookup == Letter.lookup, Contact.paused == GONE)
    reaches = exists().where(other.reporter_id == Told.reporter_id, other.address.is_not(None), other.paused.is_(None))
    failed = select(Letter.id).join(Told, Told.letter_id == Letter.id)
    failed = failed.where(Told.state == FAILED, Letter.state == "failed", Letter.kind == KIND, gone, reaches)
    letters = list(session.scalars(failed.with_for_update(of=Letter, skip_locked=True)))
    if letters:
        anew = update(Told).where(Told.letter_id.in_(letters)).values(state=PLANNED, letter_id=None, why=None)
        dropped = update(Letter).where(Letter.id.in_(letters)).values(state="dropped", reason="told-again", body=None)
        for change in (anew, dropped):
            session.execute(change.execution_options(synchronize_session=False))


def _tell_one(session: Session, post: Post, told_id: int, now: datetime) -> bool:
    due = select(Told).where(Told.id == told_id, Told.state == PLANNED, Told.due_at <= now)
    told = session.scalar(due.with_for_update(skip_locked=True))
    if told is None:
        return False
    entry = session.get_one(Journal, told.entry_id)
    about = _signal_of(session, told, entry)
    if about is None:
        told.state = WITHDRAWN
        return False
    until, way = paused_until(session, told.reporter_id, now), find_way(session, about)
    if until is not None:
        told.due_at, told.why = until, PAUSED
    elif isinstance(way, str):
        told.state, told.why = CANNOT, way
    if until is not None or isinstance(way, str):
        return False
    first = Telling(told, entry, about)
    tellings = gather_parts(session, first, now)
    if not tellings:
        return False
    written = _word(session, post, way, (first, tellings))
    letter = write_letter(session, post, way, whole_of(session, about), written)
    if letter is None:
        return False  # another node has the room for it
    for one in tellings:
        one.told.state, one.told.letter_id, one.told.why = QUEUED, letter, None
    return True


def _word(session: Session, post: Post, way: Way, both: tuple[Telling, Sequence[Telling]]) -> Message:
    """Word what is told in one letter, with how many others see the same, or whether it got better.

    `both`: what was due, and all that goes with it.
    """
    first, tellings = both
    worded = word_tellings(session, tellings)
    written = Message(KIND, worded.subject, worded.notices)
    others = word_others_of(session, first.entry, first.told.reporter_id)
    if others is not None:
        written = replace(written, notices=(*worded.notices, others))
    if first.entry.what == CLOSING_ASKED:
        language = language_of(session, post.place, way)
        links = improvement_links(post.context, post.place.slug, first.told, language) if way.kind == _MAIL else ()
        written = replace(written, notices=(*worded.notices, ask_improvement(first.told)), links=links)
    return written


def _signal_of(session: Session, told: Told, entry: Journal) -> Signal | None:
    """Find the signal that a letter is about; None when there is nothing to tell of it (any more)."""
    if entry.fiche_id is not None:
        return next(iter(find_signals(session, told, entry)), None)
    signal = session.get(Signal, entry.signal_id) if entry.signal_id else None
    if signal is None or signal.status == "ingetrokken" or signal.reporter_id != told.reporter_id:
        return None
    return signal
