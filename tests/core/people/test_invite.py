"""From an invitation to an account, in two steps, once."""

import uuid

import pytest
from pyotp.totp import TOTP
from sqlalchemy import select

from core.context import Context
from core.errors import NotAllowed, NotFound, Refused
from core.municipalities import Place
from core.people.invite import (
    accept_invitation,
    choose_password,
    find_invitation,
    invitation_seed,
    invite,
    revoke_invitations,
)
from core.people.passwords import Passwords
from core.store.tables import Audit, Staff, StaffInvitation
from tests.core.people.staffing import EMAIL, PASSWORD, Clock, hire


def send(context: Context, place: Place, role: str = "verwerker", email: str = EMAIL) -> str:
    with context.store.tenant(place.id) as session:
        return invite(session, place.id, email, role)


def accept(context: Context, token: str) -> uuid.UUID:
    with context.store.door() as session:
        assert (
            choose_password(session, context, Passwords(), find_invitation(session, context, token), PASSWORD) is None
        )
    with context.store.door() as session:
        invitation = find_invitation(session, context, token)
        code = TOTP(invitation_seed(context, invitation)).at(context.clock())
        staff = accept_invitation(session, context, invitation, code)
        assert staff is not None
        return staff.id


def test_accepted_invitation_makes_an_account(timed: Context, place: Place) -> None:
    token = send(timed, place, "coordinator", f" {EMAIL.upper()} ")
    assert len(token) == 22
    id_ = accept(timed, token)
    with timed.store.tenant(place.id) as session:
        staff = session.scalars(select(Staff)).one()
        assert (staff.id, staff.email, staff.role) == (id_, EMAIL, "coordinator")
        assert PASSWORD not in staff.password_hash
        assert staff.totp_step > 0
        invitation = session.scalars(select(StaffInvitation)).one()
        assert (invitation.seed, invitation.password_hash) == (None, None)
        assert token.encode() not in invitation.token_hash
        assert [act.action for act in session.scalars(select(Audit).order_by(Audit.id))] == [
            "invited", "invitation.accepted",
        ]  # fmt: skip


def test_invitation_works_once(timed: Context, place: Place) -> None:
    token = send(timed, place)
    accept(timed, token)
    with timed.store.door() as session, pytest.raises(NotFound):
        find_invitation(session, timed, token)


@pytest.mark.parametrize(("hours", "works"), [(71.9, True), (72.1, False)])
def test_invitation_lasts_three_days(timed: Context, place: Place, clock: Clock, hours: float, *, works: bool) -> None:
    token = send(timed, place)
    clock.move(hours=hours)
    with timed.store.door() as session:
        if works:
            assert find_invitation(session, timed, token).email == EMAIL
        else:
            with pytest.raises(NotFound):
                find_invitation(session, timed, token)


def test_revoked_invitation_is_unknown(timed: Context, place: Place) -> None:
    token = send(timed, place)
    with timed.store.tenant(place.id) as session:
        revoke_invitations(session, place.id, EMAIL)
    with timed.store.door() as session, pytest.raises(NotFound):
        find_invitation(session, timed, token)


def test_wrong_code_makes_no_account(timed: Context, place: Place) -> None:
    token = send(timed, place)
    with timed.store.door() as session:
        choose_password(session, timed, Passwords(), find_invitation(session, timed, token), PASSWORD)
    with timed.store.door() as session:
        assert accept_invitation(session, timed, find_invitation(session, timed, token), "000000") is None
    with timed.store.tenant(place.id) as session:
        assert list(session.scalars(select(Staff))) == []


def test_second_step_waits_for_the_first(timed: Context, place: Place) -> None:
    token = send(timed, place)
    with timed.store.door() as session, pytest.raises(NotFound):
        accept_invitation(session, timed, find_invitation(session, timed, token), "000000")


def test_weak_password_is_refused_with_a_reason(timed: Context, place: Place) -> None:
    token = send(timed, place)
    with timed.store.door() as session:
        invitation = find_invitation(session, timed, token)
        complaint = choose_password(session, timed, Passwords(), invitation, "Lommerbeek-2026")
        assert complaint == "admin.password.telling"
        assert invitation.password_hash is None


def test_address_of_another_municipality_is_refused_without_saying_where(
    timed: Context, place: Place, other_place: Place
) -> None:
    hire(timed, other_place)
    token = send(timed, place)
    with timed.store.door() as session:
        choose_password(session, timed, Passwords(), find_invitation(session, timed, token), PASSWORD)
    with timed.store.door() as session:
        invitation = find_invitation(session, timed, token)
        code = TOTP(invitation_seed(timed, invitation)).at(timed.clock())
        with pytest.raises(Refused) as refused:
            accept_invitation(session, timed, invitation, code)
        assert "zandhove" not in str(refused.value).casefold()
        session.rollback()


@pytest.mark.parametrize(("email", "role"), [("noor", "verwerker"), ("a@b", "verwerker"), (EMAIL, "baas")])
def test_impossible_invitation_is_refused(timed: Context, place: Place, email: str, role: str) -> None:
    with pytest.raises(Refused):
        send(timed, place, role, email)


def test_inviter_grants_no_more_than_she_may(timed: Context, place: Place) -> None:
    by = hire(timed, place, "coordinator").present()
    with timed.store.tenant(place.id) as session:
        with pytest.raises(NotAllowed):
            invite(session, place.id, "lut@example.org", "beheerder", by)
        assert invite(session, place.id, "lut@example.org", "verwerker", by)


def test_colleague_cannot_take_over_an_account_by_inviting_it(timed: Context, place: Place) -> None:
    hire(timed, place, "verwerker", "lut@example.org")
    by = hire(timed, place, "coordinator").present()
    with timed.store.tenant(place.id) as session, pytest.raises(Refused):
        invite(session, place.id, "lut@example.org", "verwerker", by)


def test_keeper_lets_someone_begin_again(timed: Context, place: Place) -> None:
    person = hire(timed, place)
    token = send(timed, place, "coordinator")
    assert accept(timed, token) == person.id
    with timed.store.tenant(place.id) as session:
        assert session.scalars(select(Staff)).one().role == "coordinator"
