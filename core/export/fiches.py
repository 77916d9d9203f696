"""Fiches of a municipality to be written out: what carries each, what it holds, and no reporter or colleague in it."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.context import Context
from core.export.pulls import name_puller
from core.municipalities import Place
from core.review.evidence import Origin, count_evidence, read_sources
from core.review.scores import compute
from core.store.tables import (
    Fiche,
    FicheItem,
    FicheReference,
    FicheScore,
    Partner,
    PartnerFiche,
    PublicText,
    Staff,
)
from core.store.tables.fiche_content import JUDGED

_KEPT = (
    "number", "title", "former_titles", "description", "themes", "target_groups", "kinds", "levels", "status",
    "outcome", "told", "rights",
)  # fmt: skip
_PULLS = ("puller", "puller_colleague", "puller_answer")
_CARRIED = ("signals", "organisations", "sectors")
_MOMENTS = ("review_on", "opened_at", "changed_at", "first_at", "last_at")
_SCORES = ("frequentie", "draagvlak", *JUDGED)
_LINKED = ("references", "predecessor", "merged_into", "partners")
_PUBLIC = ("public_state", "public_title", "public_text")
FIELDS = (
    "municipality", *_KEPT, *_PULLS, *_CARRIED, *_MOMENTS, *(f"score_{kind}" for kind in _SCORES), "items", *_LINKED,
    *_PUBLIC,
)  # fmt: skip
_BLOCK = 200


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is read beside the fiches of a block, by fiche."""

    origins: dict[uuid.UUID, list[Origin]]
    numbers: dict[uuid.UUID, int]
    items: dict[uuid.UUID, list[dict[str, Any]]]
    scores: dict[uuid.UUID, dict[str, int]]
    references: dict[uuid.UUID, list[int]]
    partners: dict[uuid.UUID, list[str]]
    public: dict[uuid.UUID, PublicText]
    roles: dict[uuid.UUID, str]


def read_rows(context: Context, place: Place) -> Iterator[dict[str, Any]]:
    """Read every fiche of a municipality by number, in blocks.

    Its columns; `signals` (numbers), `organisations` and `sectors` (how many); five scores of 1 to 5, 0 for none yet;
    `items`: examples and figures; numbers of other fiches, and names of partners. A colleague who pulls it is named by
    her role.
    """
    last = 0
    while True:
        with context.store.tenant(place.id) as session:
            block = select(Fiche).where(Fiche.number > last).order_by(Fiche.number).limit(_BLOCK)
            fiches = session.scalars(block).all()
            beside = _read_beside(session, fiches)
            rows = [_row(context, place, fiche, beside) for fiche in fiches]
        if not rows:
            return
        yield from rows
        last = int(rows[-1]["number"])


def _row(context: Context, place: Place, fiche: Fiche, beside: _Beside) -> dict[str, Any]:
    origins = beside.origins[fiche.id]
    evidence = count_evidence(origins)
    moments = {name: getattr(fiche, name) for name in _MOMENTS[:3]} | {
        "first_at": evidence.first, "last_at": evidence.last,
    }  # fmt: skip
    computed = {score.kind: score.value for score in compute(origins, context.clock())}
    scores = {**computed, **beside.scores[fiche.id]}
    public = beside.public.get(fiche.id)
    return {
        "municipality": place.slug,
        **{name: getattr(fiche, name) for name in _KEPT},
        **dict(zip(_PULLS, name_puller(fiche, beside.roles), strict=True)),
        "signals": [origin.number for origin in origins],
        "organisations": evidence.organisations,
        "sectors": evidence.sectors,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        **{f"score_{kind}": scores.get(kind, 0) for kind in _SCORES},
        "items": beside.items[fiche.id],
        "references": sorted(beside.references[fiche.id]),
        "predecessor": beside.numbers.get(fiche.predecessor_id) if fiche.predecessor_id else None,
        "merged_into": beside.numbers.get(fiche.merged_into_id) if fiche.merged_into_id else None,
        "partners": beside.partners[fiche.id],
        "public_state": public.state if public else None,
        "public_title": public.title if public else None,
        "public_text": public.text if public else None,
    }


def _read_beside(session: Session, fiches: Sequence[Fiche]) -> _Beside:
    ids = [fiche.id for fiche in fiches]
    items: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for item in session.scalars(select(FicheItem).where(FicheItem.fiche_id.in_(ids)).order_by(FicheItem.at)):
        dated = item.dated.isoformat() if item.dated else None
        items[item.fiche_id].append({"kind": item.kind, "text": item.text, "source": item.source, "dated": dated})
    scores: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for score in session.scalars(select(FicheScore).where(FicheScore.fiche_id.in_(ids)).order_by(FicheScore.id)):
        scores[score.fiche_id][score.kind] = score.value  # the last one holds
    named = select(PartnerFiche.fiche_id, Partner.name).join(Partner, Partner.id == PartnerFiche.partner_id)
    partners: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row in session.execute(named.where(PartnerFiche.fiche_id.in_(ids)).order_by(Partner.name)):
        partners[row.fiche_id].append(row.name)
    public = session.scalars(select(PublicText).where(PublicText.fiche_id.in_(ids)))
    pullers = [fiche.puller_id for fiche in fiches if fiche.puller_id]
    roles = session.execute(select(Staff.id, Staff.role).where(Staff.id.in_(pullers)))
    references, numbers = _read_links(session, fiches)
    return _Beside(
        read_sources(session, ids), numbers, items, scores, references, partners,
        {row.fiche_id: row for row in public}, {row.id: row.role for row in roles},
    )  # fmt: skip


def _read_links(session: Session, fiches: Sequence[Fiche]) -> tuple[dict[uuid.UUID, list[int]], dict[uuid.UUID, int]]:
    """Read which fiches these name, and the numbers of all that they have to do with."""
    ids = [fiche.id for fiche in fiches]
    pairs = session.scalars(
        select(FicheReference).where(or_(FicheReference.one_id.in_(ids), FicheReference.other_id.in_(ids)))
    ).all()
    others = {other for fiche in fiches for other in (fiche.predecessor_id, fiche.merged_into_id) if other}
    others |= {end for pair in pairs for end in (pair.one_id, pair.other_id)}
    rows = session.execute(select(Fiche.id, Fiche.number).where(Fiche.id.in_(others)))
    numbers = {row.id: row.number for row in rows}
    found: dict[uuid.UUID, list[int]] = defaultdict(list)
    for pair in pairs:
        found[pair.one_id].append(numbers[pair.other_id])
        found[pair.other_id].append(numbers[pair.one_id])
    return found, numbers
