"""Signing in: what is right, what is wrong, what is slow, and that nobody learns which."""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.people.passwords import Passwords
from core.people.sessions import enter
from core.people.sign_in import Given, pace, sign_in
from core.people.staff import disable, find_staff
from core.store.tables import Audit, SignInAttempt, Staff, StaffSession
from tests.core.people.staffing import EMAIL, PASSWORD, Clock, Person, hire

HOME, AWAY = "192.0.2.7", "198.51.100.9"


class Counting(PasswordHash):
    """A hasher that counts how often it compares."""

    def __init__(self) -> None:
        super().__init__((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))
        self.compared = 0

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002 # the name it has there
        self.compared += 1
        return super().verify(password, hash)


def give(person: Person, context: Context, **other: str) -> Given:
    given = {"email": person.email, "password": PASSWORD, "code": person.code(context.clock()), "address": HOME}
    return Given(**{**given, **other})


def test_right_password_and_code_begin_a_session(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    token = sign_in(timed, Passwords(), give(person, timed, email=f" {EMAIL.upper()}"))
    assert token is not None
    with timed.store.door() as session:
        present = enter(session, timed, token)
        assert present is not None
        assert (present.email, present.role, present.place.slug) == (EMAIL, "verwerker", place.slug)
    with timed.store.tenant(place.id) as session:
        row = session.scalars(select(StaffSession)).one()
        assert token.encode() not in row.token_hash
        assert [act.action for act in session.scalars(select(Audit))] == ["signed-in"]


def test_each_session_is_new(timed: Context, place: Place, clock: Clock) -> None:
    person = hire(timed, place)
    first = sign_in(timed, Passwords(), give(person, timed))
    clock.move(seconds=30)
    second = sign_in(timed, Passwords(), give(person, timed))
    assert first
    assert second
    assert first != second


def test_code_works_once(timed: Context, place: Place, clock: Clock) -> None:
    person = hire(timed, place)
    given = give(person, timed)
    assert sign_in(timed, Passwords(), given)
    assert sign_in(timed, Passwords(), given) is None
    clock.move(seconds=30)
    assert sign_in(timed, Passwords(), given) is None, "still within the window, and used"
    assert sign_in(timed, Passwords(), give(person, timed))


def test_code_is_not_used_up_by_a_wrong_password(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    assert sign_in(timed, Passwords(), give(person, timed, password="iets anders dan dat")) is None
    assert sign_in(timed, Passwords(), give(person, timed))


def test_every_attempt_compares_one_password(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    disabled = hire(timed, place, email="lut@example.org")
    with timed.store.tenant(place.id) as session:
        disable(session, timed, find_staff(session, disabled.email))
    attempts = [
        give(person, timed, password="iets anders dan dat"),
        give(person, timed, code="000000"),
        give(person, timed, email="niemand@example.org"),
        give(person, timed, email=""),
        give(disabled, timed),
    ]
    for given in attempts:
        hasher = Counting()
        assert sign_in(timed, Passwords(hasher), given) is None, given.email
        assert hasher.compared == 1, given.email


def test_failed_attempt_of_a_known_account_is_audited_without_what_was_typed(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    sign_in(timed, Passwords(), give(person, timed, password="iets anders dan dat"))
    with timed.store.tenant(place.id) as session:
        act = session.scalars(select(Audit)).one()
        assert (act.action, act.subject, act.reason) == ("sign-in.failed", "", "")


def fail(context: Context, email: str, address: str, times: int) -> list[float]:
    """Fail at once, patiently: returns how long each attempt had to wait, as delay or as refusal."""
    waits: list[float] = []
    for _ in range(times):
        slow = pace(context, Given(email, "iets anders dan dat", "000000", address))
        waits.append(slow.wait or slow.delay)
    return waits


def test_sixth_failure_waits_alike_for_known_and_unknown(timed: Context, place: Place) -> None:
    hire(timed, place)
    known = fail(timed, EMAIL, HOME, 7)
    unknown = fail(timed, "niemand@example.org", AWAY, 7)
    assert known == unknown
    assert known[:5] == [0.0] * 5
    assert known[5] > 0


def test_waiting_grows_and_ends(timed: Context, clock: Clock) -> None:
    fail(timed, EMAIL, HOME, 5)
    waits: list[float] = []
    for _ in range(8):
        waits.append(fail(timed, EMAIL, HOME, 1)[0])
        clock.move(seconds=waits[-1] + 0.01)
        assert pace(timed, Given(EMAIL, "", "", HOME)).wait == 0.0
    assert waits[:4] == sorted(waits[:4])
    assert waits[3] >= 4 * waits[0]
    clock.move(minutes=30)
    assert fail(timed, EMAIL, HOME, 5) == [0.0] * 5


def test_stranger_cannot_lock_someone_out(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    fail(timed, EMAIL, AWAY, 40)
    mine = pace(timed, give(person, timed))
    assert mine.wait == 0.0
    assert mine.delay <= 8.0
    assert sign_in(timed, Passwords(), give(person, timed))


def test_address_that_tries_many_accounts_waits(timed: Context) -> None:
    waits = [fail(timed, f"naam{number}@example.org", HOME, 1)[0] for number in range(22)]
    assert waits[:20] == [0.0] * 20
    assert waits[20] > 0
    assert fail(timed, "ander@example.org", AWAY, 1) == [0.0]


def test_success_forgives(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    for _ in range(4):
        fail(timed, EMAIL, HOME, 1)
    assert pace(timed, give(person, timed)).wait == 0.0
    assert sign_in(timed, Passwords(), give(person, timed))
    assert fail(timed, EMAIL, HOME, 5) == [0.0] * 5


def test_attempts_hold_no_address(timed: Context) -> None:
    fail(timed, EMAIL, HOME, 1)
    with timed.store.door() as session:
        for row in session.scalars(select(SignInAttempt)):
            assert EMAIL.encode() not in row.key
            assert HOME.encode() not in row.key


def test_disabled_account_does_not_sign_in(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    with timed.store.tenant(place.id) as session:
        disable(session, timed, find_staff(session, EMAIL))
    assert sign_in(timed, Passwords(), give(person, timed)) is None
    with timed.store.tenant(place.id) as session:
        assert session.scalars(select(Staff)).one().totp_step == 0
