"""The agenda of a municipality to be written out: what was on the table, how many came, what was noted; no person."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.agenda.guests import COLLEAGUE
from core.context import Context
from core.municipalities import Place
from core.store.tables import AgendaFiche, AgendaGuest, AgendaInvitation, AgendaItem, AgendaNote, Fiche
from core.store.tables.agenda_invitation import COMES, STAYS

_KEPT = ("number", "kind", "title", "venue", "body", "public", "status")
FIELDS = (
    "municipality", *_KEPT, "starts_at", "ends_at", "fiches", "guests", "colleagues", "people", "signallers",
    "reporters_invited", "reporters_come", "reporters_stay", "notes",
)  # fmt: skip
_BLOCK = 200


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is read beside the items of a block, by item."""

    table: dict[uuid.UUID, list[dict[str, Any]]]
    guests: dict[uuid.UUID, list[AgendaGuest]]
    answers: dict[uuid.UUID, list[str]]
    notes: dict[uuid.UUID, list[dict[str, Any]]]


def read_rows(context: Context, place: Place) -> Iterator[dict[str, Any]]:
    """Read every item of the agenda by number, in blocks.

    `fiches`: numbers with the question, the dots and whether they were talked about; `guests`: partners and
    organisations, with how many came; `colleagues` and reporters are counted; `notes`: decisions and remarks.
    """
    last = 0
    while True:
        with context.store.tenant(place.id) as session:
            block = select(AgendaItem).where(AgendaItem.number > last).order_by(AgendaItem.number).limit(_BLOCK)
            items = session.scalars(block).all()
            beside = _read_beside(session, items)
            rows = [_row(place, item, beside) for item in items]
        if not rows:
            return
        yield from rows
        last = int(rows[-1]["number"])


def _row(place: Place, item: AgendaItem, beside: _Beside) -> dict[str, Any]:
    guests, answers = beside.guests[item.id], beside.answers[item.id]
    return {
        "municipality": place.slug,
        **{name: getattr(item, name) for name in _KEPT},
        "starts_at": item.starts_at.isoformat(),
        "ends_at": item.ends_at.isoformat(),
        "fiches": beside.table[item.id],
        "guests": [{"name": guest.name, "came": guest.came} for guest in guests if guest.kind != COLLEAGUE],
        "colleagues": sum(guest.kind == COLLEAGUE for guest in guests),
        "people": item.others + sum(guest.came for guest in guests),
        "signallers": item.signallers,
        "reporters_invited": len(answers),
        "reporters_come": answers.count(COMES),
        "reporters_stay": answers.count(STAYS),
        "notes": beside.notes[item.id],
    }


def _read_beside(session: Session, items: Sequence[AgendaItem]) -> _Beside:
    ids = [item.id for item in items]
    table: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    numbers: dict[int, int] = {}
    laid = select(AgendaFiche, Fiche.number).join(Fiche, Fiche.id == AgendaFiche.fiche_id)
    for row, number in session.execute(laid.where(AgendaFiche.item_id.in_(ids)).order_by(AgendaFiche.place)):
        numbers[row.id] = number
        said = {"question": row.question, "votes": row.votes, "discussed": row.discussed_at is not None}
        table[row.item_id].append({"number": number, **said})
    guests: dict[uuid.UUID, list[AgendaGuest]] = defaultdict(list)
    for guest in session.scalars(select(AgendaGuest).where(AgendaGuest.item_id.in_(ids)).order_by(AgendaGuest.name)):
        guests[guest.item_id].append(guest)
    answers: dict[uuid.UUID, list[str]] = defaultdict(list)
    asked = select(AgendaInvitation.item_id, AgendaInvitation.answer).where(AgendaInvitation.item_id.in_(ids))
    for row in session.execute(asked.where(AgendaInvitation.reporter_id.is_not(None), AgendaInvitation.told != "")):
        answers[row.item_id].append(row.answer or "")
    notes: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for note in session.scalars(select(AgendaNote).where(AgendaNote.item_id.in_(ids)).order_by(AgendaNote.at)):
        about = numbers.get(note.agenda_fiche_id) if note.agenda_fiche_id else None
        made = {"proposes": note.proposes, "became_action": note.action_id is not None}
        notes[note.item_id].append({"kind": note.kind, "fiche": about, "text": note.text, **made})
    return _Beside(table, guests, answers, notes)
