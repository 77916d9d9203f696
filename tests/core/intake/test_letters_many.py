"""Many letters at once: queued in one trip and in order, and claimed without going through all that waits."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.accept import find_door
from core.intake.letters import CLAIM, Envelope, claim_letters, mark_sent, put_back, queue_letters, queue_many
from core.municipalities import Place
from core.store.tables import Letter

MANY, BLOCK = 1_500, 32
# A few for each letter that is claimed: not hundreds, as it would be by going through all that waits for each of them.
MOST_BLOCKS = 60 * BLOCK


@pytest.fixture
def door(context: Context) -> int:
    with context.store.door() as session:
        return find_door(session, "mail").id


def queue_digests(context: Context, place: Place, door: int, many: int) -> list[uuid.UUID]:
    with context.store.tenant(place.id) as session:
        whole = [(Envelope(door, uuid.uuid4().bytes, place.id, "digest"), [{"n": number}]) for number in range(many)]
        return queue_many(session, context, whole)


def test_a_block_is_claimed_without_going_through_all_that_waits(context: Context, place: Place, door: int) -> None:
    ids = queue_digests(context, place, door, MANY)
    first = claim_letters(context, door, BLOCK)
    assert [letter.id for letter in first] == ids[:BLOCK]
    assert [letter.body for letter in first] == [{"n": number} for number in range(BLOCK)]
    sent = {letter.id: "250 ok" for letter in first}
    values: dict[str, Any] = {"door_id": door, "most": BLOCK, "sent": list(sent), "said": list(sent.values())}
    with context.store.door() as session:
        looked = session.connection().exec_driver_sql(f"explain (analyze, buffers, format json) {CLAIM}", values)
        (plan,) = looked.scalar_one()
    assert plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] < MOST_BLOCKS
    with context.store.door() as session:
        states = session.execute(select(Letter.state, Letter.response).order_by(Letter.seq).limit(2 * BLOCK)).all()
    assert [tuple(row) for row in states] == [("sent", "250 ok")] * BLOCK + [("sending", None)] * BLOCK


def test_a_digest_holds_up_nothing_and_another_letter_holds_up_what_comes_after_it(
    context: Context, place: Place, door: int
) -> None:
    one, other = uuid.uuid4().bytes, uuid.uuid4().bytes
    with context.store.tenant(place.id) as session:
        for kind, lookup in (("digest", one), ("told", one), ("told", one), ("digest", one), ("told", other)):
            queue_letters(session, context, Envelope(door, lookup, place.id, kind), [{"kind": kind}])
        queue_letters(session, context, Envelope(door, None, place.id, "told"), [{}, {}])
    claimed = claim_letters(context, door)
    assert [letter.kind for letter in claimed] == ["told", "told", "told", "told", "digest"]
    again = claim_letters(context, door, sent={claimed[0].id: ""})
    assert [letter.kind for letter in again] == ["told"]
    mark_sent(context, [again[0].id], {again[0].id: "250 ok"})
    assert [letter.kind for letter in claim_letters(context, door)] == ["digest"]


def test_what_nobody_tried_to_deliver_goes_back_as_if_it_was_never_claimed(
    context: Context, place: Place, door: int
) -> None:
    queue_digests(context, place, door, 3)
    claimed = claim_letters(context, door)
    put_back(context, claimed[1:], "relay")
    with context.store.door() as session:
        rows = session.execute(select(Letter.state, Letter.tries, Letter.reason).order_by(Letter.seq)).all()
    assert [tuple(row) for row in rows] == [("sending", 1, None), ("queued", 0, "relay"), ("queued", 0, "relay")]
    assert [letter.id for letter in claim_letters(context, door)] == [letter.id for letter in claimed[1:]]
