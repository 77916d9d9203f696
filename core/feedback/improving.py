"""Improving: whether a reporter sees improvement after a fiche was closed; with enough of "no" people may reopen it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.feedback.planning import CLOSING_ASKED
from core.feedback.signed import read_signed, sign
from core.feedback.spoken import in_language
from core.intake.rooms import Notice
from core.municipalities import Place
from core.store.tables import Fiche, FicheSignal, Improvement, Journal, Signal, Told
from core.store.tables.digest import IMPROVED

SAID = "improve.said"
# How a button begins that answers: the answer and the number of what was told follow, each after a hyphen.
COMMAND = "beter-"
_CLOSED, _MOVED, _GONE = "afgerond", "moved", "ingetrokken"
_ID = 8


@dataclass(frozen=True, slots=True)
class Closed:
    """A fiche of hers that was closed, and what she said of it; None: nothing yet."""

    number: int
    title: str
    entry_id: int
    answer: str | None


def ask_improvement(told: Told) -> Notice:
    """Ask in a closing letter whether it got better, with a button for each answer."""
    return Notice(
        "improve.ask", {}, tuple((f"{COMMAND}{answer}-{told.id}", f"improve.{answer}") for answer in IMPROVED)
    )


def improvement_links(context: Context, slug: str, told: Told, language: str) -> tuple[tuple[str, str], ...]:
    """Give the address of the page of each answer in a language, with the message key of what it is called."""
    body = told.id.to_bytes(_ID, "big")
    tokens = ((answer, sign(context.keys, f"improve {slug} {answer}", body)) for answer in IMPROVED)
    pages = ((answer, f"{context.base_url}/{slug}/beter/{answer}/{token}") for answer, token in tokens)
    return tuple((in_language(page, language), f"improve.{answer}") for answer, page in pages)


def read_improvement(context: Context, slug: str, answer: str, token: str) -> int:
    """Give the id of what was told that a link is about. Raises NotFound for a link that we did not make."""
    if answer not in IMPROVED:
        raise NotFound("link")
    body = read_signed(context.keys, f"improve {slug} {answer}", token)
    if len(body) != _ID:
        raise NotFound("link")
    return int.from_bytes(body, "big")


def answer_by_link(context: Context, place: Place, answer: str, token: str) -> None:
    """Note what a link says; safe to repeat. Raises NotFound for a link that we did not make."""
    told_id = read_improvement(context, place.slug, answer, token)
    with context.store.tenant(place.id) as session:
        answer_told(session, context, told_id, answer)


def answer_told(
    session: Session, context: Context, told_id: int, answer: str, reporter_id: uuid.UUID | None = None
) -> bool:
    """Note an answer to a closing letter; False when it is not there (any more), or was not this reporter's."""
    told = session.get(Told, told_id)
    if told is None or answer not in IMPROVED or reporter_id not in (None, told.reporter_id):
        return False
    return note_improvement(session, context, told.reporter_id, told.entry_id, answer)


def answer_of_fiche(session: Session, context: Context, reporter_id: uuid.UUID, number: int, answer: str) -> bool:
    """Note an answer on her own page; False when no fiche of hers with that number was closed."""
    entries = (closed.entry_id for closed in list_closed(session, reporter_id) if closed.number == number)
    entry = next(entries, None)
    return entry is not None and note_improvement(session, context, reporter_id, entry, answer)


def note_improvement(session: Session, context: Context, reporter_id: uuid.UUID, entry_id: int, answer: str) -> bool:
    """Keep an answer to a closing, and that it was given in the journal of the fiche; the last one counts."""
    entry = session.get(Journal, entry_id)
    if entry is None or entry.fiche_id is None or answer not in IMPROVED:
        return False
    if entry.what != CLOSING_ASKED and (entry.what, entry.details.get("to")) != (_MOVED, _CLOSED):
        return False
    mine = (Improvement.entry_id == entry_id, Improvement.reporter_id == reporter_id)
    if session.scalar(select(Improvement.answer).where(*mine).with_for_update()) == answer:
        return True
    values = {"municipality_id": entry.municipality_id, "fiche_id": entry.fiche_id, "entry_id": entry_id}
    said = {"answer": answer, "answered_at": context.clock()}
    kept = insert(Improvement).values(**values, reporter_id=reporter_id, **said)
    session.execute(kept.on_conflict_do_update(index_elements=["entry_id", "reporter_id"], set_=said))
    note = Journal(municipality_id=entry.municipality_id, fiche_id=entry.fiche_id, what=SAID, actor="reporter")
    note.details = {"answer": answer}
    session.add(note)
    session.flush()
    return True


def last_closing() -> ColumnElement[int]:
    """Give, for each fiche of a query, the entry with which it was closed last; where somebody was told, that."""
    asked = select(func.max(Journal.id)).where(Journal.fiche_id == Fiche.id, Journal.what == CLOSING_ASKED)
    to = Journal.details["to"].astext
    moved = select(func.max(Journal.id)).where(Journal.fiche_id == Fiche.id, Journal.what == _MOVED, to == _CLOSED)
    return func.coalesce(asked.correlate(Fiche).scalar_subquery(), moved.correlate(Fiche).scalar_subquery())


def list_closed(session: Session, reporter_id: uuid.UUID) -> list[Closed]:
    """List the closed fiches that carry signals of a reporter, and what she said of how they were closed last."""
    entry = last_closing()
    said = (Improvement.entry_id == entry) & (Improvement.reporter_id == reporter_id)
    carried = (
        select(FicheSignal.fiche_id)
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.released_at.is_(None), Signal.reporter_id == reporter_id, Signal.status != _GONE)
    )
    rows = session.execute(
        select(Fiche.number, Fiche.title, entry.label("entry"), Improvement.answer)
        .outerjoin(Improvement, said)
        .where(Fiche.status == _CLOSED, Fiche.id.in_(carried))
        .order_by(Fiche.number)
    )
    return [Closed(row.number, row.title, row.entry, row.answer) for row in rows if row.entry is not None]
