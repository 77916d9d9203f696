"""Sessions: how long they live, and what ends them."""

import pytest
from sqlalchemy import func, select

from core.context import Context
from core.municipalities import Place
from core.people.sessions import begin_session, end_own, end_session, enter, list_sessions
from core.people.staff import change_role, disable, find_staff
from core.privacy.keys import hash_token
from core.store.tables import StaffSession
from tests.core.people.staffing import EMAIL, Clock, hire


@pytest.fixture
def token(timed: Context, place: Place) -> str:
    hire(timed, place)
    return begin(timed, place)


def begin(context: Context, place: Place, email: str = EMAIL) -> str:
    with context.store.tenant(place.id) as session:
        return begin_session(session, context, find_staff(session, email), "signed-in")


def works(context: Context, token: str) -> bool:
    with context.store.door() as session:
        return enter(session, context, token) is not None


def test_session_ends_after_half_an_hour_of_nothing(timed: Context, clock: Clock, place: Place, token: str) -> None:
    clock.move(minutes=29)
    assert works(timed, token)
    clock.move(minutes=29)
    assert works(timed, token)
    clock.move(minutes=31)
    assert not works(timed, token)
    with timed.store.tenant(place.id) as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 0


def test_session_ends_after_twelve_hours_however_busy(timed: Context, clock: Clock, token: str) -> None:
    for _ in range(35):
        clock.move(minutes=20)
        assert works(timed, token)
    clock.move(minutes=20)
    assert not works(timed, token)


@pytest.mark.parametrize("wrong", ["", "a", "x" * 22, "x" * 10_000])
def test_unknown_token_is_nobody(timed: Context, token: str, wrong: str) -> None:
    assert not works(timed, wrong)


def test_signing_out_ends_it(timed: Context, place: Place, token: str) -> None:
    with timed.store.tenant(place.id) as session:
        end_session(session, hash_token(token))
    assert not works(timed, token)


def test_disabling_ends_every_session(timed: Context, place: Place, token: str) -> None:
    with timed.store.tenant(place.id) as session:
        disable(session, timed, find_staff(session, EMAIL))
    assert not works(timed, token)


def test_another_role_ends_every_session(timed: Context, place: Place, token: str) -> None:
    with timed.store.tenant(place.id) as session:
        change_role(session, find_staff(session, EMAIL), "beheerder")
    assert not works(timed, token)


def test_own_sessions_are_listed_and_ended(timed: Context, place: Place, clock: Clock, token: str) -> None:
    clock.move(minutes=5)
    second = begin(timed, place)
    hire(timed, place, email="lut@example.org")
    others = begin(timed, place, "lut@example.org")
    with timed.store.door() as session:
        present = enter(session, timed, second)
        assert present is not None
        listed = list_sessions(session, timed, present)
        assert [one.here for one in listed] == [True, False]
        assert end_own(session, present, listed[1].name)
        assert not end_own(session, present, "0" * 24)
    assert not works(timed, token)
    assert works(timed, second)
    assert works(timed, others)


def test_nobody_ends_a_session_of_someone_else(timed: Context, place: Place, token: str) -> None:
    hire(timed, place, email="lut@example.org")
    others = begin(timed, place, "lut@example.org")
    with timed.store.door() as session:
        lut = enter(session, timed, others)
        assert lut is not None
        name = list_sessions(session, timed, lut)[0].name
    with timed.store.door() as session:
        present = enter(session, timed, token)
        assert present is not None
        assert not end_own(session, present, name)
    assert works(timed, others)
