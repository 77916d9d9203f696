"""What was lost silently: a row taken for another, a decision made while its list was undone, the end of a cell."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from core.context import Context
from core.export.written import spread_cells, write_book
from core.importing.keeping import Hand, choose_columns, keep_file
from core.importing.mapping import apply_pairs
from core.importing.packing import pack_file
from core.importing.reading import Import, read_import, write_refused
from core.importing.running import begin_import, undo_import, work_off
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import INTERN, Decision
from core.store.tables import Signal
from tests.core.importing.made_sheets import make_book, make_csv, make_forms
from tests.core.people.staffing import Clock, hire, with_clock

HEAD = ["Nr", "Datum", "Signaal", "Organisatie"]
TOLD = "Gezinnen in de wijk wachten al maanden op een plaats."
_HELD_UP = text(
    "select exists (select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
)


@pytest.fixture
def hand(context: Context, place: Place) -> Hand:
    person = hire(context, place, "coordinator")
    return Hand(with_clock(context, Clock(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))), place, person.present())


def put_in(hand: Hand, data: bytes) -> Import:
    with hand.context.store.tenant(hand.place.id) as session:
        packed = pack_file(data, hand.context.clock())
        import_id = keep_file(session, hand, packed)
        if "Nr" in packed.chosen.headings:
            choose_columns(session, hand, import_id, apply_pairs(packed.chosen, [("Nr", "id")]))
        begin_import(session, hand, import_id)
    work_off(hand.context, hand.place)
    with hand.context.store.tenant(hand.place.id) as session:
        return read_import(session, hand, import_id)


def counts(hand: Hand, rows: Sequence[Sequence[Any]], *, book: bool = False) -> tuple[int, int, int]:
    one = put_in(hand, make_book([HEAD, *rows]) if book else make_csv([HEAD, *rows]))
    return one.kept, one.refused, one.repeats


def test_a_number_and_a_mere_day_make_no_row_the_same(hand: Hand) -> None:
    days = ["03/03/2026", "04/03/2026", "05/03/2026 0:00:00"]
    here = [[nr, day, f"{TOLD} Hier, {nr}.", "Huis A"] for nr, day in enumerate(days, 1)]
    there = [[nr, day, f"{TOLD} Daar, {nr}.", "Huis B"] for nr, day in enumerate(days, 1)]
    assert counts(hand, here) == (3, 0, 0)
    assert counts(hand, there) == (3, 0, 0), "another list has the same numbers on the same days"
    assert counts(hand, here) == counts(hand, there) == (0, 0, 3)
    # Days as a workbook has them, of no place.
    cells = [[row[0], datetime(2026, 3, day), *row[2:]] for day, row in enumerate(here, 3)]  # noqa: DTZ001
    assert counts(hand, cells, book=True) == (0, 0, 3), "the same list, with days as a workbook has them"
    timed = [[1, "03/03/2026 09:12:05", f"{TOLD} Met een uur.", "Huis A"]]
    assert counts(hand, timed) == (1, 0, 0)
    timed[0][2] = f"{TOLD} Met een uur, en anders gezegd."
    assert counts(hand, timed) == (0, 0, 1)


def test_a_decision_made_while_a_list_is_undone_stays(hand: Hand) -> None:
    one = put_in(hand, make_forms("nl", 3))
    assert hand.present is not None
    with hand.context.store.tenant(hand.place.id) as session:
        undo_import(session, hand, one.id)
        kept = session.scalars(select(Signal.id).order_by(Signal.number)).all()[1]
    undoing = Thread(target=work_off, args=(hand.context, hand.place))
    with hand.context.store.tenant(hand.place.id) as session:
        decide_signal(session, hand.present, kept, Decision(INTERN), "")
        session.flush()
        undoing.start()
        while undoing.is_alive() and not session.scalar(_HELD_UP):
            undoing.join(0.01)
    undoing.join()
    with hand.context.store.tenant(hand.place.id) as session:
        assert session.execute(select(Signal.id, Signal.status)).all() == [(kept, INTERN)]


def test_no_cell_of_a_refused_row_loses_its_end(hand: Hand) -> None:
    rows = [["a" * 70_000, "kort"], ["b", "\U0001f600" * 20_000]]
    file = io.BytesIO(write_book("Geweigerd", spread_cells(["Signaal", "Dienst"], rows)))
    head, *found = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert head == ["Signaal", "Signaal (2)", "Signaal (3)", "Dienst", "Dienst (2)"]
    assert [["".join(map(str, row[:3])), "".join(map(str, row[3:]))] for row in found] == rows
    long = put_in(hand, make_csv([HEAD, [1, "03/03/2026", f"{TOLD} " * 700, "Huis A"]]))
    assert (long.kept, long.refused) == (0, 1)
    with hand.context.store.tenant(hand.place.id) as session:
        assert "hier alleen het begin" in write_refused(session, hand, long.id, "csv").decode("utf-8-sig")
        assert write_refused(session, hand, long.id, "xlsx").startswith(b"PK")
