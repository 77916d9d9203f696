"""The sum of what came in: it adds up, and it notices when it does not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import converse
from core.intake.rooms import Said
from core.intake.terminal import TerminalRoom, chat
from core.municipalities import Place, read_municipality, set_setting
from core.privacy.retention import run_retention
from core.review.sums import Part, Sum, Unplaced, count_unplaced, sum_intake
from core.start import owning
from core.store.tables import Intake, Signal
from tests.admin.panel import STORY, make_mess, tell


def add_up(context: Context, place: Place) -> Sum:
    with context.store.tenant(place.id) as session:
        return sum_intake(session)


def hold(context: Context, place: Place, *lines: str) -> None:
    typed = iter(lines)

    def read() -> str:
        line = next(typed, None)
        if line is None:
            raise EOFError
        return line

    chat(context, place.slug, read, lambda _said: None)


def test_nothing_adds_up_to_nothing(context: Context, place: Place) -> None:
    found = add_up(context, place)
    assert (found.received, found.adds_up) == (0, True)
    assert [part.kind for part in found.parts] == ["signal", "answer", "command", "repeat", "waiting"]


def test_conversation_adds_up(context: Context, place: Place, other_place: Place) -> None:
    hold(context, place, "1", "overslaan", STORY, "enkele", "verstuur nu", "verstuur")
    found = add_up(context, place)
    assert found.adds_up
    assert found.count("signal") == 1
    assert found.count("answer") >= 5
    assert found.received == sum(part.count for part in found.parts)
    assert add_up(context, other_place).received == 0


def test_repeats_and_what_was_set_aside_are_counted(context: Context, place: Place) -> None:
    make_mess(context, place)
    with context.store.door() as session:
        row = session.scalars(select(Intake)).one()
        row.repeats = 2
    found = add_up(context, place)
    assert found.received == 3
    assert found.count("repeat") == 2
    assert Part("aside", "KeyMismatch", 1) in found.parts
    assert found.adds_up


def test_repeated_delivery_counts_each_time(context: Context, place: Place) -> None:
    with context.store.door() as session:
        door = find_door(session, "web").id
    for _ in range(3):
        accept(context, door, [Delivery("same", b"chat", b"{}")])
    with context.store.door() as session:
        session.scalars(select(Intake)).one().municipality_id = place.id
    found = add_up(context, place)
    assert (found.received, found.count("waiting"), found.count("repeat")) == (3, 1, 2)


def test_signals_are_held_against_the_deliveries_that_became_them(context: Context, place: Place) -> None:
    """Counted among the signals themselves: one that is lost, or that came without a delivery, is a difference."""
    for _ in range(2):
        hold(context, place, "1", "overslaan", STORY, "enkele", "verstuur nu", "verstuur")
    tell(context, place)  # by hand: no delivery, no conversation
    found = add_up(context, place)
    assert (found.count("signal"), found.kept, found.erased, found.missing) == (2, 2, 0, 0)
    with owning(context.store.url) as session:
        lost = session.scalars(select(Signal).where(Signal.number == 2)).one()
        session.delete(lost)
    found = add_up(context, place)
    assert (found.missing, found.adds_up) == (1, False)


def test_a_signal_without_its_delivery_is_a_difference(context: Context, place: Place) -> None:
    hold(context, place, "1", "overslaan", STORY, "enkele", "verstuur nu", "verstuur")
    with context.store.door() as session:
        session.scalars(select(Intake).where(Intake.outcome == "signal")).one().outcome = "answer"
    assert add_up(context, place).missing == -1


def test_what_retention_deleted_is_no_difference(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "retention_signals", "delete")
    hold(context, place, "1", "overslaan", STORY, "enkele", "verstuur nu", "verstuur")
    with context.store.tenant(place.id) as session:
        now_place = read_municipality(session, place.id)
    late = replace(context, clock=lambda: datetime.now(UTC) + timedelta(days=4000))
    run_retention(late, now_place, dry=False, force=True)
    found = add_up(context, place)
    assert (found.count("signal"), found.kept, found.erased, found.adds_up) == (1, 0, 1, True)


def test_settled_signal_that_is_not_there_does_not_add_up(context: Context, place: Place) -> None:
    make_mess(context, place)
    with context.store.door() as session:
        row = session.scalars(select(Intake)).one()
        row.state, row.outcome = "settled", "signal"
    assert not add_up(context, place).adds_up


def test_outcome_that_nobody_knows_does_not_add_up(context: Context, place: Place) -> None:
    make_mess(context, place)
    with context.store.door() as session:
        row = session.scalars(select(Intake)).one()
        row.state, row.outcome = "settled", "vanished"
    assert not add_up(context, place).adds_up


class Broken(TerminalRoom):
    """A room that cannot write one of its replies."""

    def tell(self, said: Said) -> list[dict[str, Any]]:
        raise ValueError(said.heard.text)


@pytest.mark.parametrize("room", [Broken, None])
def test_delivery_that_breaks_is_set_aside_with_its_municipality(
    context: Context, place: Place, other_place: Place, room: type[Broken] | None
) -> None:
    """Also when nobody ever heard of this chat: the address of the page tells where it belongs."""
    with context.store.door() as session:
        door = find_door(session, "terminal").id
    body = json.dumps({"slug": place.slug, "line": "dag"}) if room else "no json"
    if room is None:
        hold(context, place, "1")
        with context.store.door() as session:
            lookup = session.scalars(select(Intake.lookup).limit(1)).one() or b""
    else:
        lookup = b"chat"
    accept(context, door, [Delivery("broken", lookup, body.encode())])
    rooms = {"terminal": (room or TerminalRoom)(context.words)}
    settled = converse(context, rooms, "terminal", door, lookup)
    assert settled is not None
    assert settled.outcome == "aside"
    assert [part.count for part in add_up(context, place).parts if part.kind == "aside"] == [1]
    assert add_up(context, place).adds_up
    assert add_up(context, other_place).received == 0


def test_what_no_municipality_sees_is_counted_for_the_doctor(context: Context, place: Place) -> None:
    make_mess(context, place)
    with context.store.door() as session:
        row = session.scalars(select(Intake)).one()
        row.municipality_id = None
        door = row.door_id
    with owning(context.store.url) as session:
        assert count_unplaced(session) == (Unplaced(door, "KeyMismatch", 1),)
