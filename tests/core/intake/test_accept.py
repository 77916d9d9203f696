"""Accepted means durable, sealed, and counted once, however often and from wherever it is delivered."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.store.tables import Intake


def rows(context: Context) -> list[tuple[str, int]]:
    """External ids and repeats of what was accepted."""
    with context.store.door() as session:
        columns = select(Intake.external_id, Intake.repeats).order_by(Intake.id)
        return [(row[0], row[1]) for row in session.execute(columns)]


def door(context: Context) -> int:
    with context.store.door() as session:
        return find_door(session, "telegram").id


def test_a_repeat_is_counted_and_not_stored_again(context: Context) -> None:
    delivery = Delivery("7", b"chat", b"words")
    assert accept(context, door(context), [delivery]) == 1
    assert accept(context, door(context), [delivery]) == 0
    assert rows(context) == [("7", 1)]


def test_the_same_number_at_another_door_is_another_delivery(context: Context) -> None:
    with context.store.door() as session:
        web = find_door(session, "web").id
    assert accept(context, door(context), [Delivery("7", b"chat", b"words")]) == 1
    assert accept(context, web, [Delivery("7", b"chat", b"words")]) == 1


def test_a_body_is_sealed_for_its_own_row(context: Context) -> None:
    accept(context, door(context), [Delivery("7", b"chat", b"words that nobody reads")])
    with context.store.door() as session:
        body = session.scalars(select(Intake.body)).one()
    assert body is not None
    assert b"words" not in body


def test_eight_at_once_store_each_delivery_once(context: Context) -> None:
    here, barrier = door(context), threading.Barrier(8)
    block = [Delivery(str(number), b"chat", b"words") for number in range(20)]

    def deliver(turn: int) -> int:
        barrier.wait()
        return accept(context, here, block[turn:] + block[:turn])

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(deliver, range(8))) == 20
    assert sorted(rows(context)) == sorted((str(number), 7) for number in range(20))
