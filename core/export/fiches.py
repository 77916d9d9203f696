"""Fiches of a municipality as JSON lines: one fiche a line, with what carries it and no reporter in it."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.review.evidence import Origin, count_evidence, read_sources
from core.store.tables import Fiche

_KEPT = (
    "number", "title", "former_titles", "description", "themes", "target_groups", "kinds", "levels", "status",
    "puller", "outcome", "told", "rights",
)  # fmt: skip
_BLOCK = 200


def export_fiches(context: Context, place: Place) -> Iterator[str]:
    """Write every fiche of a municipality by number, read in blocks.

    Its columns, and `municipality`, `review_on`, `opened_at` and `changed_at`; `signals` (numbers), `organisations` and
    `sectors` (how many), `first_at` and `last_at`.
    """
    last = 0
    while True:
        with context.store.tenant(place.id) as session:
            block = select(Fiche).where(Fiche.number > last).order_by(Fiche.number).limit(_BLOCK)
            fiches = session.scalars(block).all()
            origins = read_sources(session, [fiche.id for fiche in fiches])
            rows = [_row(fiche, place, origins[fiche.id]) for fiche in fiches]
        if not rows:
            return
        yield from (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        last = int(rows[-1]["number"])


def _row(fiche: Fiche, place: Place, origins: list[Origin]) -> dict[str, Any]:
    evidence = count_evidence(origins)
    moments = {
        "review_on": fiche.review_on,
        "opened_at": fiche.opened_at,
        "changed_at": fiche.changed_at,
        "first_at": evidence.first,
        "last_at": evidence.last,
    }
    return {
        "municipality": place.slug,
        **{name: getattr(fiche, name) for name in _KEPT},
        "signals": [origin.number for origin in origins],
        "organisations": evidence.organisations,
        "sectors": evidence.sectors,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }
