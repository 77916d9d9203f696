"""The chain over the audit: whatever changes, goes or comes in between breaks it."""

import pytest
from sqlalchemy import select, text

from core.clock import tick
from core.context import Context
from core.municipalities import Place
from core.people.audit import note
from core.people.chain import Verified, find_unsealed, seal_audit, verify_chain
from core.store.tables import Audit
from core.tasks import make_tasks
from core.work import Work
from tests.contract.filling import as_owner


def act(context: Context, place: Place, *actions: str) -> None:
    for action in actions:
        with context.store.tenant(place.id) as session:
            note(session, place.id, None, action, "een", "omdat het moest: é")


def seal(context: Context, place: Place) -> int:
    with context.store.tenant(place.id) as session:
        return seal_audit(session, context, place.id)


def verify(context: Context, place: Place) -> Verified:
    with context.store.tenant(place.id) as session:
        return verify_chain(session, context)


def test_new_rows_are_sealed_and_hold(context: Context, place: Place, other_place: Place) -> None:
    assert verify(context, place) == Verified(0, 0, None)
    act(context, place, "a", "b")
    act(context, other_place, "c")
    assert verify(context, place) == Verified(0, 2, None)
    assert (seal(context, place), seal(context, place)) == (2, 0)
    act(context, place, "d")
    assert (seal(context, other_place), seal(context, place)) == (1, 1)
    act(context, place, "e")
    assert verify(context, place) == Verified(3, 1, None)
    assert verify(context, other_place) == Verified(1, 0, None)


@pytest.mark.parametrize(
    ("harm", "broken"),
    [
        ("update audit set action = 'x' where id = {second}", 1),
        ("update audit set at = at + interval '1 second' where id = {second}", 1),
        ("update audit set reason = 'nee' where id = {last}", 3),
        ("delete from audit where id = {second}", 1),
        ("delete from audit where id = {last}", 3),
        ("delete from audit_seal where last_id = {second}", 1),
        ("update audit_seal set hash = 'x' where last_id = {last}", 3),
        ("update audit set municipality_id = {other} where id = {last}", 3),
    ],
)
def test_harm_breaks_it(context: Context, place: Place, other_place: Place, harm: str, broken: int) -> None:
    act(context, place, "one", "two")
    seal(context, place)
    act(context, place, "three")
    seal(context, place)
    with context.store.tenant(place.id) as session:
        ids = list(session.scalars(select(Audit.id).order_by(Audit.id)))
    with as_owner(context.store.url) as session:
        session.execute(text(harm.format(second=ids[1], last=ids[2], other=other_place.id)))
    found = verify(context, place).broken
    assert found is not None
    assert found <= ids[broken - 1] + 1


def test_a_row_that_is_being_written_is_not_passed_over(context: Context, place: Place) -> None:
    act(context, place, "before")
    with context.store.tenant(place.id) as slow:
        note(slow, place.id, None, "slow")
        assert seal(context, place) == 0  # waits for nobody, and leaves it for the next minute
    act(context, place, "after")
    assert seal(context, place) == 3
    assert verify(context, place) == Verified(3, 0, None)


def test_the_clock_lets_seal_what_is_new(context: Context, place: Place, other_place: Place) -> None:
    act(context, place, "a")
    with context.store.clock() as session:
        assert find_unsealed(session) == [place.id]

    def nothing(**_ids: int | str) -> None:
        """Do nothing, as a task."""

    work = Work(context, dict.fromkeys(make_tasks(context, {}), nothing))
    tick(context, work)
    with as_owner(context.store.url) as session:
        jobs = session.execute(text("select args from procrastinate_jobs where task_name = 'people.seal'"))
        assert [row.args for row in jobs] == [{"municipality": place.id}]
    seal(context, place)
    with context.store.clock() as session:
        assert find_unsealed(session) == []
