"""The agenda, partners and all of a fiche written out: no colleague's address, no reporter, and no formula."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.context import Context
from core.export.written import KINDS, export
from core.municipalities import Place
from core.store.tables import (
    AgendaFiche,
    AgendaGuest,
    AgendaInvitation,
    AgendaItem,
    AgendaNote,
    Agreement,
    Approval,
    Fiche,
    FicheItem,
    FicheReference,
    FicheScore,
    Partner,
    PartnerFiche,
    PublicText,
    Reporter,
)
from tests.core.people.staffing import Person, hire

AT = datetime(2026, 12, 1, 13, tzinfo=UTC)


@pytest.fixture
def lead(context: Context, place: Place) -> Person:
    """A colleague, who pulls fiche 1 and is invited; everything else there is around it."""
    person = hire(context, place, "coordinator", "lut.maes@example.org")
    here: dict[str, Any] = {"municipality_id": place.id}
    hers: Any = person.id
    with context.store.tenant(place.id) as session:
        one, two = (Fiche(**here, number=number, title=f"=Fiche {number}") for number in (1, 2))
        one.puller, one.puller_id, one.puller_answer = person.email, hers, "aanvaard"
        two.puller, two.predecessor_id = "weg@example.org", one.id  # her account is gone
        session.add_all([one, two])
        session.flush()
        first, second = sorted((one.id, two.id))
        partner = Partner(**here, name="CAW")
        reporter = Reporter(**here)
        item = AgendaItem(
            **here, number=1, kind="signaaldag", title="Dag", starts_at=AT, ends_at=AT + timedelta(hours=2)
        )
        session.add_all([partner, reporter, item])
        session.flush()
        shown = AgendaFiche(**here, item_id=item.id, fiche_id=one.id, place=1, question="Wie?", votes=3)
        session.add(shown)
        session.flush()
        session.add_all([
            FicheItem(**here, fiche_id=one.id, kind="cijfer", text="9 gezinnen", source="VMM", dated=date(2026, 1, 1)),
            *(FicheScore(**here, fiche_id=one.id, kind="impact", value=value) for value in (2, 4)),
            FicheReference(**here, one_id=first, other_id=second),
            PublicText(**here, fiche_id=one.id, title="Wonen", text="Te weinig."),
            PartnerFiche(**here, partner_id=partner.id, fiche_id=one.id),
            Agreement(**here, partner_id=partner.id, signed_on=date(2026, 1, 1), signals="Allen", publishes="De fiche"),
            Approval(**here, partner_id=partner.id, fiche_id=one.id, version=1, digest=b"words"),
            AgendaGuest(**here, item_id=item.id, kind="partner", name="CAW", partner_id=partner.id, came=2),
            AgendaGuest(**here, item_id=item.id, kind="collega", name=person.email, staff_id=hers, came=1),
            AgendaInvitation(**here, item_id=item.id, reporter_id=reporter.id, told="told", answer="ja"),
            AgendaNote(**here, item_id=item.id, agenda_fiche_id=shown.id, kind="besluit", text="We beginnen."),
        ])  # fmt: skip
    return person


def read(context: Context, place: Place, what: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(context, place, what, "jsonl")]


def test_a_fiche_has_all_it_holds_and_its_puller_by_role(context: Context, place: Place, lead: Person) -> None:
    one, two = read(context, place, "fiches")
    assert tuple(one) == KINDS["fiches"].fields
    told = {key: one[key] for key in ("puller", "puller_colleague", "puller_answer", "references", "partners")}
    assert told == {
        "puller": "coordinator", "puller_colleague": True, "puller_answer": "aanvaard", "references": [2],
        "partners": ["CAW"],
    }  # fmt: skip
    assert (one["score_impact"], one["score_urgentie"], one["score_frequentie"]) == (4, 0, 0)
    assert one["items"] == [{"kind": "cijfer", "text": "9 gezinnen", "source": "VMM", "dated": "2026-01-01"}]
    assert (one["public_state"], one["public_text"]) == ("ontwerp", "Te weinig.")
    assert (two["puller"], two["predecessor"], two["references"]) == ("", 1, [1])


def test_the_agenda_counts_people_and_a_partner_has_its_agreements(
    context: Context, place: Place, lead: Person
) -> None:
    [item] = read(context, place, "agenda")
    assert tuple(item) == KINDS["agenda"].fields
    told = {key: item[key] for key in ("guests", "colleagues", "people", "reporters_invited", "reporters_come")}
    assert told == {
        "guests": [{"name": "CAW", "came": 2}], "colleagues": 1, "people": 3, "reporters_invited": 1,
        "reporters_come": 1,
    }  # fmt: skip
    assert item["fiches"] == [{"number": 1, "question": "Wie?", "votes": 3, "discussed": False}]
    assert item["notes"][0]["text"] == "We beginnen."
    [partner] = read(context, place, "partners")
    assert tuple(partner) == KINDS["partners"].fields
    assert partner["agreements"][0]["approves"] is True
    assert (partner["fiches"], partner["meetings"]) == ([{"number": 1, "answer": None}], [1])


@pytest.mark.parametrize("what", KINDS)
def test_every_kind_in_every_style_holds_no_address_and_runs_nothing(
    context: Context, place: Place, other_place: Place, lead: Person, what: str
) -> None:
    table = b"".join(export(context, place, what, "csv"))
    head, *rows = csv.reader(io.StringIO(table.decode(), newline=""))
    assert tuple(head) == KINDS[what].fields
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    with zipfile.ZipFile(io.BytesIO(b"".join(export(context, place, what, "xlsx")))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        words = b"".join(book.read(name) for name in book.namelist())
    assert sheet.count(b"<row ") == len(rows) + 1
    assert b"<f>" not in sheet
    for written in (table, words, b"".join(export(context, place, what, "jsonl"))):
        assert b"@example.org" not in written
    assert list(export(context, other_place, what, "jsonl")) == []
