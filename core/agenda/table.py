"""What is on the table of an item: the fiches that are talked about, in an order, each with a question."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.agenda.items import BRUSSELS, lock_item
from core.errors import NotFound, NotPossible
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.sessions import Present
from core.review.bundling import CLOSED, lock_fiche, note_fiche
from core.review.evidence import Evidence, count_evidence, read_sources
from core.review.history import name_keys
from core.store.tables import AgendaFiche, AgendaItem, AgendaNote, AgendaQuote, Contact, Fiche, FicheSignal, Signal

LONGEST_QUESTION = 300  # characters
TABLED = "meet.tabled"


@dataclass(frozen=True, slots=True)
class OnTable:
    """A fiche on the table; `themes` in words, `quotes`: how many sentences of its signals may be shown.

    `into`: the number of the fiche that it went up in.
    """

    id: int
    fiche_id: uuid.UUID
    number: int
    title: str
    description: str
    status: str
    themes: tuple[str, ...]
    question: str
    votes: int
    discussed_at: datetime | None
    evidence: Evidence
    quotes: int
    into: int | None

    @property
    def over(self) -> bool:
        """Tell whether nothing can be decided about it any more."""
        return self.status == CLOSED or self.into is not None


@dataclass(frozen=True, slots=True)
class Meeting:
    """An item on whose table a fiche is; `discussed_at`: when it was said that the talk was done.

    `spoken`: the talk was done, or dots, decisions or remarks were noted already.
    """

    number: int
    title: str
    starts_at: datetime
    discussed_at: datetime | None
    votes: int
    spoken: bool


class TalkIsOver(NotPossible):
    """The fiche is closed, or went up in another one: it takes no dots and no decisions any more."""

    key = "error.fiche-over"


def put_on_table(session: Session, present: Present, number: int, fiche: int) -> bool:
    """Put a fiche last on the table of an item; False when it is there. Raises NotFound, TalkIsOver."""
    present.must("agenda.edit")
    item = lock_item(session, number)
    found = lock_fiche(session, fiche, merged=True)
    chosen = found.id
    mine = select(func.coalesce(func.max(AgendaFiche.place), 0), func.count().filter(AgendaFiche.fiche_id == chosen))
    last, there = session.execute(mine.where(AgendaFiche.item_id == item.id)).one()
    if there:
        return False
    _must_be_open(found)
    session.add(AgendaFiche(municipality_id=item.municipality_id, item_id=item.id, fiche_id=chosen, place=last + 1))
    session.flush()
    day = item.starts_at.astimezone(BRUSSELS).strftime("%d/%m/%Y")
    said = {"item": item.number, "title": read_guard(session).hide(item.title), "day": day}
    note_fiche(session, present, found, TABLED, said)
    return True


def take_off_table(session: Session, present: Present, number: int, fiche: int) -> bool:
    """Take a fiche off the table; False when it is not there, or was talked about: then it stays, with its notes."""
    present.must("agenda.edit")
    item = lock_item(session, number)
    row = _find(session, item, fiche)
    if row is None or row.discussed_at is not None:
        return False
    session.delete(row)
    session.flush()
    return True


def shift_on_table(session: Session, present: Present, number: int, fiche: int, step: int) -> bool:
    """Move a fiche one place up (`step` -1) or down (1); False at the end of the table, or when it is not there."""
    present.must("agenda.edit")
    item = lock_item(session, number)
    rows = list(session.scalars(_rows(item.id)))
    numbers = {row.number: row.id for row in session.execute(_numbers(item.id))}
    here = next((place for place, row in enumerate(rows) if row.fiche_id == numbers.get(fiche)), None)
    if here is None or not 0 <= here + step < len(rows):
        return False
    rows[here], rows[here + step] = rows[here + step], rows[here]
    for place, row in enumerate(rows, 1):
        row.place = place
    session.flush()
    return True


def ask_about(session: Session, present: Present, number: int, fiche: int, question: str) -> bool:
    """Put a question about a fiche on the table; False when it was put so already. Raises NotFound."""
    present.must("agenda.edit")
    row = lock_on_table(session, number, fiche)
    tidy = " ".join(normalise(question).split())[:LONGEST_QUESTION]
    if row.question == tidy:
        return False
    row.question = tidy
    session.flush()
    return True


def lock_on_table(session: Session, number: int, fiche: int) -> AgendaFiche:
    """Take a fiche on the table of an item in hand; NotFound when it is not there."""
    row = _find(session, lock_item(session, number), fiche)
    if row is None:
        raise NotFound("fiche")
    return row


def lock_to_decide(session: Session, number: int, fiche: int) -> AgendaFiche:
    """Take a fiche on the table in hand to decide something about it; TalkIsOver when that cannot be any more."""
    row = lock_on_table(session, number, fiche)
    _must_be_open(lock_fiche(session, fiche, merged=True))
    return row


def read_table(session: Session, present: Present, item_id: uuid.UUID) -> tuple[OnTable, ...]:
    """Read the fiches on the table of an item, in their order, in as many queries however many there are."""
    present.must("agenda.read")
    quotes = (
        select(func.count(AgendaQuote.id))
        .where(AgendaQuote.agenda_fiche_id == AgendaFiche.id)
        .correlate(AgendaFiche)
        .scalar_subquery()
    )
    taker = aliased(Fiche)
    rows = session.execute(
        select(AgendaFiche, Fiche, quotes, taker.number)
        .join(Fiche, Fiche.id == AgendaFiche.fiche_id)
        .outerjoin(taker, taker.id == Fiche.merged_into_id)
        .where(AgendaFiche.item_id == item_id)
        .order_by(AgendaFiche.place, AgendaFiche.id)
    ).all()
    origins = read_sources(session, [fiche.id for _, fiche, _, _ in rows])
    return tuple(
        OnTable(
            row.id, fiche.id, fiche.number, fiche.title, fiche.description, fiche.status,
            name_keys("themes", fiche.themes), row.question, row.votes, row.discussed_at,
            count_evidence(origins[fiche.id]), quoted, into,
        )
        for row, fiche, quoted, into in rows
    )  # fmt: skip


def meetings_of(session: Session, present: Present, fiche: int) -> tuple[Meeting, ...]:
    """List the items on whose table a fiche is or was, the newest first."""
    present.must("agenda.read")
    noted = exists().where(AgendaNote.agenda_fiche_id == AgendaFiche.id).correlate(AgendaFiche)
    spoken = or_(AgendaFiche.discussed_at.is_not(None), AgendaFiche.votes > 0, noted)
    columns = (AgendaItem.number, AgendaItem.title, AgendaItem.starts_at, AgendaFiche.discussed_at, AgendaFiche.votes)
    rows = session.execute(
        select(*columns, spoken)
        .join(AgendaFiche, AgendaFiche.item_id == AgendaItem.id)
        .join(Fiche, Fiche.id == AgendaFiche.fiche_id)
        .where(Fiche.number == fiche)
        .order_by(AgendaItem.starts_at.desc(), AgendaItem.number)
    )
    return tuple(Meeting(*row) for row in rows)


def count_reporters(session: Session, fiches: Sequence[uuid.UUID]) -> int:
    """Count the people whose signals carry these fiches, who want to hear more and can be reached; who, nobody sees."""
    counted = (
        select(func.count(func.distinct(Signal.reporter_id)))
        .join(FicheSignal, FicheSignal.signal_id == Signal.id)
        .join(Contact, Contact.reporter_id == Signal.reporter_id)
        .where(
            FicheSignal.fiche_id.in_(fiches),
            FicheSignal.released_at.is_(None),
            Signal.status != "ingetrokken",
            Signal.wants != "nee",
        )
    )
    return session.scalar(counted) or 0


def _must_be_open(fiche: Fiche) -> None:
    if fiche.status == CLOSED or fiche.merged_into_id is not None:
        raise TalkIsOver("fiche: over")


def _rows(item_id: uuid.UUID) -> Select[AgendaFiche]:
    return select(AgendaFiche).where(AgendaFiche.item_id == item_id).order_by(AgendaFiche.place, AgendaFiche.id)


def _numbers(item_id: uuid.UUID) -> Select[int, uuid.UUID]:
    return (
        select(Fiche.number, Fiche.id)
        .join(AgendaFiche, AgendaFiche.fiche_id == Fiche.id)
        .where(AgendaFiche.item_id == item_id)
    )


def _find(session: Session, item: AgendaItem, fiche: int) -> AgendaFiche | None:
    mine = select(AgendaFiche).join(Fiche, Fiche.id == AgendaFiche.fiche_id)
    return session.scalar(mine.where(AgendaFiche.item_id == item.id, Fiche.number == fiche))
