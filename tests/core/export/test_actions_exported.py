"""Actions written out: one a line, with its fiche, and without the address of a colleague."""

import json
from datetime import date
from typing import Any

from core.context import Context
from core.export.written import export
from core.municipalities import Place
from core.store.tables import Action, Fiche
from tests.core.people.staffing import hire


def test_an_action_names_its_fiche_and_no_colleague(context: Context, place: Place, other_place: Place) -> None:
    person = hire(context, place)
    here: dict[str, Any] = {"municipality_id": place.id}
    with context.store.tenant(place.id) as session:
        fiche = Fiche(**here, number=7, title="Wonen")
        session.add(fiche)
        session.flush()
        mine = Action(**here, fiche_id=fiche.id, title="Bellen", due_on=date(2027, 3, 1), partners=["CAW"])
        mine.owner_id = person.id  # pyright: ignore[reportAttributeAccessIssue]  # a uuid
        session.add_all([mine, Action(**here, fiche_id=fiche.id, title="Een lijst maken", owner="Dienst Wonen")])
    lines = list(export(context, place, "actions", "jsonl"))
    rows = {row["title"]: row for row in map(json.loads, lines)}
    told = {key: rows["Bellen"][key] for key in ("municipality", "fiche", "state", "colleague", "owner", "due_on")}
    assert told == {
        "municipality": "lommerbeek", "fiche": 7, "state": "gepland", "colleague": True, "owner": "",
        "due_on": "2027-03-01",
    }  # fmt: skip
    assert (rows["Een lijst maken"]["owner"], rows["Een lijst maken"]["colleague"]) == ("Dienst Wonen", False)
    assert not any(person.email.encode() in line for line in lines)
    assert list(export(context, other_place, "actions", "jsonl")) == []
