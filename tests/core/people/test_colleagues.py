"""Colleagues: disabled, enabled, given a role or a new second factor; and never the last who runs the accounts."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyotp.totp import TOTP
from sqlalchemy import select

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible
from core.municipalities import Place
from core.people.codes import new_seed
from core.people.colleagues import (
    change_colleague,
    disable_colleague,
    enable_colleague,
    invite_colleague,
    list_colleagues,
    list_invited,
    revoke_invitation,
)
from core.people.factor import find_factor, offer_factor, renew_factor
from core.people.invite import find_invitation
from core.people.passwords import Passwords
from core.people.roles import COORDINATOR, VERWERKER
from core.people.sessions import begin_session, enter
from core.people.sign_in import Given, sign_in
from core.people.staff import change_role, disable, find_staff
from core.store.engine import Writing
from core.store.tables import Audit
from tests.core.people.staffing import PASSWORD, Clock, Person, hire


@pytest.fixture
def lead(timed: Context, place: Place) -> Person:
    return hire(timed, place, COORDINATOR, "lut@example.org")


@pytest.fixture
def worker(timed: Context, place: Place) -> Person:
    return hire(timed, place)


def id_of(person: Person) -> uuid.UUID:
    assert isinstance(person.id, uuid.UUID)
    return person.id


def acts(context: Context, place: Place) -> list[tuple[str, object]]:
    with context.store.tenant(place.id) as session:
        return [(row.action, row.staff_id) for row in session.scalars(select(Audit).order_by(Audit.id))]


def signs_in(context: Context, person: Person) -> bool:
    given = Given(person.email, PASSWORD, person.code(context.clock()), "192.0.2.7")
    return sign_in(context, Passwords(), given) is not None


def test_who_is_disabled_is_out_at_once_and_comes_back_when_enabled(
    timed: Context, place: Place, lead: Person, worker: Person
) -> None:
    with timed.store.tenant(place.id) as session:
        token = begin_session(session, timed, find_staff(session, worker.email), "signed-in")
    with timed.store.tenant(place.id) as session:
        disable_colleague(session, timed, lead.present(), id_of(worker))
    with timed.store.door() as session:
        assert enter(session, timed, token) is None
    assert not signs_in(timed, worker)
    with timed.store.tenant(place.id) as session:
        shown = {one.email: one for one in list_colleagues(session, lead.present())}
        assert shown[worker.email].disabled_at
        enable_colleague(session, lead.present(), id_of(worker))
    assert signs_in(timed, worker)
    done = acts(timed, place)
    assert ("staff.disabled", lead.id) in done
    assert ("staff.enabled", lead.id) in done


def test_nobody_locks_herself_or_the_last_one_out(timed: Context, place: Place, lead: Person) -> None:
    with timed.store.tenant(place.id) as session:
        with pytest.raises(NotPossible):
            disable_colleague(session, timed, lead.present(), id_of(lead))
        with pytest.raises(NotPossible):
            change_colleague(session, lead.present(), id_of(lead), VERWERKER)
        # Also not the keeper at the command line.
        with pytest.raises(NotPossible):
            disable(session, timed, find_staff(session, lead.email))
        with pytest.raises(NotPossible):
            change_role(session, find_staff(session, lead.email), VERWERKER)


def test_two_who_disable_each_other_at_once_leave_one(timed: Context, place: Place, lead: Person) -> None:
    other = hire(timed, place, COORDINATOR, "an@example.org")

    def strike(pair: tuple[Person, Person]) -> bool:
        by, who = pair
        try:
            with timed.store.tenant(place.id) as session:
                disable_colleague(session, timed, by.present(), id_of(who))
        except NotPossible:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        struck = list(pool.map(strike, [(lead, other), (other, lead)]))
    assert sorted(struck) == [False, True]


def test_nobody_changes_who_has_a_role_that_is_not_hers_to_give(
    timed: Context, place: Place, lead: Person, worker: Person
) -> None:
    keeper = hire(timed, place, "beheerder", "it@example.org")
    tries: list[Callable[[Writing], object]] = [
        lambda session: disable_colleague(session, timed, lead.present(), id_of(keeper)),
        lambda session: enable_colleague(session, lead.present(), id_of(keeper)),
        lambda session: change_colleague(session, lead.present(), id_of(keeper), VERWERKER),
        lambda session: offer_factor(session, timed, lead.present(), id_of(keeper)),
        lambda session: change_colleague(session, lead.present(), id_of(worker), "beheerder"),
        lambda session: disable_colleague(session, timed, worker.present(), id_of(lead)),
        lambda session: list_colleagues(session, worker.present()),
        lambda session: list_invited(session, timed, worker.present()),
        lambda session: invite_colleague(session, worker.present(), "x@example.org", VERWERKER),
    ]
    for attempt in tries:
        with timed.store.tenant(place.id) as session, pytest.raises(NotAllowed):
            attempt(session)


def test_colleagues_elsewhere_are_unknown(timed: Context, place: Place, other_place: Place, lead: Person) -> None:
    neighbour = hire(timed, other_place, email="buur@example.org")
    with timed.store.tenant(place.id) as session:
        assert [one.email for one in list_colleagues(session, lead.present())] == [lead.email]
        with pytest.raises(NotFound):
            disable_colleague(session, timed, lead.present(), id_of(neighbour))


def test_another_role_ends_her_sessions(timed: Context, place: Place, lead: Person, worker: Person) -> None:
    with timed.store.tenant(place.id) as session:
        token = begin_session(session, timed, find_staff(session, worker.email), "signed-in")
        change_colleague(session, lead.present(), id_of(worker), COORDINATOR)
        assert find_staff(session, worker.email).role == COORDINATOR
    with timed.store.door() as session:
        assert enter(session, timed, token) is None
    assert ("role.changed", lead.id) in acts(timed, place)


def test_a_second_invitation_ends_the_first_and_one_can_be_revoked(timed: Context, place: Place, lead: Person) -> None:
    with timed.store.tenant(place.id) as session:
        first = invite_colleague(session, lead.present(), "an@example.org", VERWERKER)
        second = invite_colleague(session, lead.present(), "an@example.org", VERWERKER)
    with timed.store.door() as session, pytest.raises(NotFound):
        find_invitation(session, timed, first)
    with timed.store.tenant(place.id) as session:
        (listed,) = list_invited(session, timed, lead.present())
        revoke_invitation(session, lead.present(), listed.id)
        with pytest.raises(NotFound):
            revoke_invitation(session, lead.present(), listed.id)
    with timed.store.door() as session, pytest.raises(NotFound):
        find_invitation(session, timed, second)


def test_a_new_factor_replaces_the_old_once(timed: Context, place: Place, lead: Person, worker: Person) -> None:
    with timed.store.tenant(place.id) as session:
        token = offer_factor(session, timed, lead.present(), id_of(worker))
    seed = new_seed()
    with timed.store.door() as session:
        assert renew_factor(session, timed, token, seed, "000000") is None
    assert signs_in(timed, worker)  # until it is renewed, the old one works
    with timed.store.door() as session:
        assert renew_factor(session, timed, token, seed, TOTP(seed).at(timed.clock())) is not None
    with timed.store.door() as session, pytest.raises(NotFound):
        find_factor(session, timed, token)
    given = Given(worker.email, PASSWORD, worker.code(timed.clock()), "192.0.2.7")
    assert sign_in(timed, Passwords(), given) is None


def test_a_link_for_a_factor_is_no_invitation_and_ends(
    timed: Context, place: Place, lead: Person, worker: Person, clock: Clock
) -> None:
    with timed.store.tenant(place.id) as session:
        first = offer_factor(session, timed, lead.present(), id_of(worker))
        second = offer_factor(session, timed, lead.present(), id_of(worker))
        invitation = invite_colleague(session, lead.present(), "an@example.org", VERWERKER)
    with timed.store.door() as session, pytest.raises(NotFound):
        find_invitation(session, timed, second)
    for gone in (first, invitation, "onzin"):
        with timed.store.door() as session, pytest.raises(NotFound):
            find_factor(session, timed, gone)
    clock.move(hours=73)
    with timed.store.door() as session, pytest.raises(NotFound):
        find_factor(session, timed, second)
