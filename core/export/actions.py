"""Actions of a municipality to be written out: each with the number of its fiche, and no colleague in it."""

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Action, Fiche

_KEPT = ("title", "description", "owner", "partners", "state", "stop_reason", "plan_code", "before", "after", "source")
_DAYS = ("starts_on", "due_on", "begun_on", "ended_on")
_BLOCK = 200


FIELDS = ("municipality", "fiche", *_KEPT, "colleague", *_DAYS)


def read_rows(context: Context, place: Place) -> Iterator[dict[str, Any]]:
    """Read every action of a municipality, in blocks.

    Its columns, `fiche` (a number), `municipality`, and `colleague`: whether someone who works here owns it; then
    `owner` is empty. An address of a colleague is never written.
    """
    last = uuid.UUID(int=0)
    while True:
        with context.store.tenant(place.id) as session:
            columns = select(Action, Fiche.number).join(Fiche, Fiche.id == Action.fiche_id)
            block = session.execute(columns.where(Action.id > last).order_by(Action.id).limit(_BLOCK)).all()
            rows = [_row(action, number, place) for action, number in block]
            last = block[-1][0].id if block else last
        if not rows:
            return
        yield from rows


def _row(action: Action, fiche: int, place: Place) -> dict[str, Any]:
    days = {name: getattr(action, name) for name in _DAYS}
    return {
        "municipality": place.slug,
        "fiche": fiche,
        **{name: getattr(action, name) for name in _KEPT},
        "colleague": action.owner_id is not None,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }
