"""Fiches written out: one a line, with what carries them."""

import json

from core.context import Context
from core.export.written import export
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision
from tests.admin.panel import tell
from tests.core.people.staffing import hire


def test_a_fiche_and_its_signals_name_each_other(context: Context, place: Place, other_place: Place) -> None:
    person = hire(context, place)
    for number, organisation in enumerate(("Huis A", "Huis B"), 1):
        signal_id = tell(context, place, organisation=organisation)
        decision = Decision(BUNDLED, fiche=number - 1, title="Wachten op een woning")
        with context.store.tenant(place.id) as session:
            decide_signal(session, person.present(), signal_id, decision, "")
    tell(context, place)
    [row] = [json.loads(line) for line in export(context, place, "fiches", "jsonl")]
    assert {key: row[key] for key in ("number", "municipality", "title", "status", "signals", "organisations")} == {
        "number": 1, "municipality": "lommerbeek", "title": "Wachten op een woning", "status": "ontwerp",
        "signals": [1, 2], "organisations": 2,
    }  # fmt: skip
    assert [json.loads(line)["fiches"] for line in export(context, place, "signals", "jsonl")] == [[1], [1], []]
    assert list(export(context, other_place, "fiches", "jsonl")) == []
