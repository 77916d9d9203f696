"""Signals written out: one a line, in order, without a reporter, and nothing that a spreadsheet would run."""

import csv
import io
import json
import uuid
from datetime import UTC, datetime

from core.context import Context
from core.export.lines import FIELDS
from core.export.written import export
from core.municipalities import Place
from core.store.tables import Signal


def add(context: Context, place: Place, number: int, text: str) -> None:
    """Store a signal as it stands."""
    with context.store.tenant(place.id) as session:
        session.add(
            Signal(
                municipality_id=place.id, number=number, conversation_id=uuid.uuid4(), channel="web",
                started_at=datetime(2026, 11, 2, tzinfo=UTC), text=text, kinds=["tekort", "werking"],
                own={"wijk": "Noord"},
            )
        )  # fmt: skip


def test_json_lines_hold_the_fields_in_order(context: Context, place: Place, other_place: Place) -> None:
    add(context, place, 2, "Tweede")
    add(context, place, 1, "Eerste")
    add(context, other_place, 1, "Van een andere gemeente")
    rows = [json.loads(line) for line in export(context, place, "signals", "jsonl")]
    assert [(row["number"], row["text"]) for row in rows] == [(1, "Eerste"), (2, "Tweede")]
    assert tuple(rows[0]) == FIELDS
    assert (rows[0]["municipality"], rows[0]["fiches"], rows[0]["kinds"]) == ("lommerbeek", [], ["tekort", "werking"])
    assert rows[0]["own"] == {"wijk": "Noord"}


def test_csv_quotes_and_disarms(context: Context, place: Place) -> None:
    add(context, place, 1, '=HYPERLINK("x")\nen "meer", zei ze')
    rows = list(csv.DictReader(io.StringIO(b"".join(export(context, place, "signals", "csv")).decode(), newline="")))
    assert rows[0]["text"] == '\'=HYPERLINK("x")\nen "meer", zei ze'
    assert rows[0]["kinds"] == "tekort, werking"
    assert rows[0]["own"] == '{"wijk": "Noord"}'
