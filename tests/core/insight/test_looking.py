"""The trends of a municipality: its own signals, labels of people before proposals, and nothing that was no signal."""

import uuid
from datetime import UTC, datetime, timedelta

import numpy as np

from core.context import Context
from core.insight.looking import look_at_trends, read_reports
from core.insight.reports import Reports
from core.municipalities import Place
from tests.core.insight.seeding import read_by, sow
from tests.core.people.staffing import hire

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
WEEK = timedelta(weeks=1)
VECTOR = np.ones(4, np.float32)


def themes_of(reports: Reports) -> dict[uuid.UUID, tuple[str, ...]]:
    """The themes of each signal."""
    labelled = zip(reports.signal.tolist(), reports.labelled.tolist(), strict=True)
    return {uuid.UUID(bytes=signal): reports.labels[number][0] for signal, number in labelled}


def test_what_rises_and_who_is_silent(context: Context, place: Place, other_place: Place) -> None:
    present = hire(context, place).present()
    for back in range(10, 34, 2):
        sow(
            context,
            place,
            "De agent komt niet.",
            sector="politie",
            themes=["veiligheid-geweld"],
            received_at=NOW - back * WEEK,
        )
    for back in range(5, 35, 3):
        sow(context, place, "De bus is weg.", "Huis A", themes=["mobiliteit"], received_at=NOW - back * WEEK)
    for number in range(9):
        moment = NOW - (1 + number % 4) * WEEK
        house = f"Huis {'AB'[number % 2]}"
        sow(context, place, f"Bus {number} is weg.", house, themes=["mobiliteit"], received_at=moment)
        sow(context, other_place, "Elders rijdt er ook niets.", themes=["mobiliteit"], received_at=moment)
    with context.store.tenant(place.id) as session:
        trends = look_at_trends(session, present, NOW)
    assert trends.enough
    [rise] = [one for one in trends.risen if one.theme]
    assert (rise.theme, rise.group, rise.rise.seen, rise.rise.organisations) == ("Mobiliteit en vervoer", "", 9, 2)
    assert rise.one_in > 100
    assert rise.rise.by_newcomers == 4  # of house B
    assert trends.active == 9
    assert {one.text for one in rise.signals} == {f"Bus {number} is weg." for number in range(9)}
    assert rise.rest == 0
    [silent] = trends.silent
    assert (silent.before, silent.last.isoformat()) == (12, "2026-09-14")
    with context.store.tenant(other_place.id) as session:
        assert not look_at_trends(session, hire(context, other_place, email="b@example.org").present(), NOW).enough


def test_labels_of_people_count_before_proposals(context: Context, place: Place) -> None:
    chosen = sow(context, place, "Een verhaal van iemand.", themes=["werk"])
    proposed = sow(context, place, "Nog een verhaal van iemand.")
    denied = sow(context, place, "Een derde verhaal van iemand.", labelled_at=NOW)
    for state in ("geen-signaal", "dubbel", "ingetrokken"):
        sow(context, place, "Dit telt niet.", status=state)
    for signal in (chosen, proposed, denied):
        read_by(context, place, signal, "een model", VECTOR, "wonen")
    since = datetime(2026, 1, 1, tzinfo=UTC)
    with context.store.tenant(place.id) as session:
        found = themes_of(read_reports(session, since, NOW, proposals=True))
        without = themes_of(read_reports(session, since, NOW, proposals=False))
    assert found == {chosen: ("werk",), proposed: ("wonen",), denied: ()}
    assert without == {chosen: ("werk",), proposed: (), denied: ()}
