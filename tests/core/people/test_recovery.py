"""Recovery codes: ten, each works once in the place of the app, and new ones replace the old."""

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.people.passwords import Passwords
from core.people.recovery import COUNT, count_codes, make_codes
from core.people.sign_in import Given, sign_in
from core.people.staff import find_staff
from core.store.tables import Audit, RecoveryCode
from tests.core.people.staffing import PASSWORD, Person, hire


def codes_of(context: Context, person: Person) -> tuple[str, ...]:
    with context.store.tenant(person.place.id) as session:
        return make_codes(session, context, find_staff(session, person.email))


def enter(context: Context, person: Person, code: str, password: str = PASSWORD) -> bool:
    return sign_in(context, Passwords(), Given(person.email, password, code, "192.0.2.7")) is not None


def test_each_code_signs_in_once(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    codes = codes_of(timed, person)
    assert len(set(codes)) == COUNT == 10
    assert enter(timed, person, codes[3])
    assert not enter(timed, person, codes[3])
    assert enter(timed, person, codes[0].replace(" ", ""))
    with timed.store.tenant(place.id) as session:
        assert count_codes(session, find_staff(session, person.email).id) == COUNT - 2
        used = [act.action for act in session.scalars(select(Audit)) if act.action == "recovery.used"]
    assert len(used) == 2


def test_a_code_needs_the_password_and_is_not_spent_without_it(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    code = codes_of(timed, person)[0]
    assert not enter(timed, person, code, "een-ander-lang-wachtwoord")
    assert enter(timed, person, code)


def test_new_codes_replace_the_old_and_nobody_uses_anothers(timed: Context, place: Place) -> None:
    person, other = hire(timed, place), hire(timed, place, email="lut@example.org")
    old = codes_of(timed, person)
    new = codes_of(timed, person)
    assert not enter(timed, person, old[0])
    assert not enter(timed, other, new[0])
    assert not enter(timed, person, "0" * 12)
    assert not enter(timed, person, "１２３４ 5678 9012")
    assert enter(timed, person, new[0])


def test_no_code_stands_in_the_database(timed: Context, place: Place) -> None:
    codes = codes_of(timed, hire(timed, place))
    with timed.store.tenant(place.id) as session:
        stored = b" ".join(session.scalars(select(RecoveryCode.code_hash)))
    assert not any(code.replace(" ", "").encode() in stored for code in codes)
