"""An empty installation filled with invented signals: what one would find in a real one, and never among real ones."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from core.context import Context
from core.demo.seed import Size, seed
from core.errors import NotPossible
from core.municipalities import read_municipality
from core.review.decision import read_standing
from core.review.fiche_reading import FicheFilters, list_fiches
from core.review.listing import Filters, list_signals
from tests.core.people.staffing import hire

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIZE = Size(municipalities=4, signals=400)


def fill(context: Context) -> list[int]:
    return list(seed(context.store.url, SIZE, NOW))


def count(context: Context, question: str) -> Any:
    with context.store.tenant(1) as session:
        return session.execute(text(question)).scalar_one()


def test_what_is_invented_hangs_together(context: Context) -> None:
    assert fill(context) == [SIZE.signals]
    with context.store.tenant(1) as session:
        place = read_municipality(session, 1)
    present = hire(context, place).present()
    assert count(context, "select count(*) from signal") > SIZE.signals / SIZE.municipalities
    assert count(context, "select count(*) from proposal") == 0
    bundled = count(context, "select count(*) from signal where status = 'gebundeld'")
    assert bundled == count(context, "select count(*) from fiche_signal")
    with context.store.tenant(1) as session:
        fiches = list_fiches(session, present, FicheFilters())
        assert fiches.lines[0].evidence.signals >= 1
        listed = list_signals(session, Filters(status="gebundeld"))
        standing = read_standing(session, listed.lines[0].id)
        assert standing.decision is not None
        assert standing.decision.fiche >= 1
    numbers = count(context, "select next_number - 1 from municipality where id = 1")
    assert numbers == count(context, "select max(number) from signal")


def test_invented_signals_never_get_among_real_ones(context: Context) -> None:
    fill(context)
    with pytest.raises(NotPossible, match="empty"):
        fill(context)
    with context.store.tenant(1) as session:
        session.execute(
            text("update signal set text = text || '.' where id = (select id from signal order by number limit 1)")
        )
    assert count(context, "select count(*) from proposal where state = 'waiting'") == 1
