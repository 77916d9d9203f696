"""Partners of a municipality to be written out: their agreements, and where each stands about fiches; no person."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.context import Context
from core.municipalities import Place
from core.store.tables import AgendaGuest, AgendaItem, Agreement, Approval, Fiche, Partner, PartnerFiche

FIELDS = ("municipality", "name", "listed", "left_on", "agreements", "fiches", "meetings")
_BLOCK = 200


def read_rows(context: Context, place: Place) -> Iterator[dict[str, Any]]:
    """Read every partner of a municipality in the order in which they were added, in blocks.

    `listed`: it is on the list of organisations that reporters choose from; `agreements`, the last first; `fiches` that
    concern it, with what it last answered (None: nothing yet) about words that may have changed since; `meetings`:
    numbers of items of the agenda that it was invited to.
    """
    last = 0
    while True:
        with context.store.tenant(place.id) as session:
            partners = session.scalars(
                select(Partner).where(Partner.id > last).order_by(Partner.id).limit(_BLOCK)
            ).all()
            rows = _read(session, place, partners)
            last = partners[-1].id if partners else last
        if not rows:
            return
        yield from rows


def _read(session: Session, place: Place, partners: Sequence[Partner]) -> list[dict[str, Any]]:
    ids = [partner.id for partner in partners]
    agreements: dict[int, list[dict[str, Any]]] = defaultdict(list)
    signed = select(Agreement).where(Agreement.partner_id.in_(ids)).order_by(Agreement.signed_on.desc())
    for row in session.scalars(signed):
        agreements[row.partner_id].append({
            "signed_on": row.signed_on.isoformat(),
            "ends_on": row.ends_on.isoformat() if row.ends_on else None,
            "signals": row.signals,
            "publishes": row.publishes,
            "approves": row.approves,
        })  # fmt: skip
    given = select(Approval).ext(distinct_on(Approval.partner_id, Approval.fiche_id))
    given = given.where(Approval.partner_id.in_(ids))
    last = session.scalars(given.order_by(Approval.partner_id, Approval.fiche_id, Approval.asked_at.desc()))
    answers = {(row.partner_id, row.fiche_id): row.answer for row in last}
    fiches: dict[int, list[dict[str, Any]]] = defaultdict(list)
    concerned = select(PartnerFiche.partner_id, Fiche.id, Fiche.number).join(Fiche, Fiche.id == PartnerFiche.fiche_id)
    for row in session.execute(concerned.where(PartnerFiche.partner_id.in_(ids)).order_by(Fiche.number)):
        fiches[row.partner_id].append({"number": row.number, "answer": answers.get((row.partner_id, row.id))})
    meetings: dict[int, list[int]] = defaultdict(list)
    invited = select(AgendaGuest.partner_id, AgendaItem.number).join(AgendaItem, AgendaItem.id == AgendaGuest.item_id)
    for row in session.execute(invited.where(AgendaGuest.partner_id.in_(ids)).order_by(AgendaItem.number)):
        meetings[row.partner_id].append(row.number)
    return [
        {
            "municipality": place.slug,
            "name": partner.name,
            "listed": partner.organisation_id is not None,
            "left_on": partner.left_on.isoformat() if partner.left_on else None,
            "agreements": agreements[partner.id],
            "fiches": fiches[partner.id],
            "meetings": meetings[partner.id],
        }
        for partner in partners
    ]
