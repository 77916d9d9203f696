"""Passkeys: made once, used once per challenge, by their owner alone, and only as long as she may sign in."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.context import Context
from core.errors import NotFound, Refused
from core.municipalities import Place
from core.people.passkey_sign_in import Shown, ask_challenge, pace_key, sign_in_with_key
from core.people.passkeys import (
    add_passkey,
    ask_passkey,
    find_relying,
    list_passkeys,
    offer_passkey,
    remove_passkey,
)
from core.people.sessions import enter
from core.people.slow import PER_ACCOUNT
from core.store.tables import Audit, Passkey, Staff
from tests.core.people.authenticator import Device
from tests.core.people.staffing import Clock, Person, hire, with_clock

ADDRESS = "192.0.2.7"


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 10, tzinfo=UTC))


@pytest.fixture
def here(context: Context, clock: Clock) -> Context:
    """An installation whose browsers can make keys."""
    return replace(with_clock(context, clock), base_url="http://localhost:1")


@pytest.fixture
def noor(here: Context, place: Place) -> Person:
    return hire(here, place)


def offer(here: Context, person: Person) -> tuple[uuid.UUID, str]:
    with here.store.tenant(person.place.id) as session:
        made = offer_passkey(session, here, person.present(), " laptop  van het werk ")
        return made, ask_passkey(session, here, person.present(), made)


def give(here: Context, person: Person, device: Device) -> uuid.UUID:
    """Let someone make a key on a device."""
    made, options = offer(here, person)
    with here.store.tenant(person.place.id) as session:
        add_passkey(session, here, person.present(), made, device.make(options))
    return made


def come(here: Context, clock: Clock, device: Device, **changed: object) -> str | None:
    clock.move(seconds=1)
    options, sealed = ask_challenge(here)
    return sign_in_with_key(here, Shown(sealed, device.use(options, **changed), ADDRESS))


def acts(here: Context, place: Place) -> list[str]:
    with here.store.tenant(place.id) as session:
        return list(session.scalars(select(Audit.action).order_by(Audit.id)))


def test_a_key_is_made_lets_in_is_removed_and_then_lets_nobody_in(here: Context, clock: Clock, noor: Person) -> None:
    device = Device()
    made = give(here, noor, device)
    token = come(here, clock, device)
    assert token
    with here.store.door() as session:
        present = enter(session, here, token)
        assert present is not None
        assert present.email == noor.email
        assert [(key.name, key.used_at) for key in list_passkeys(session, present)] == [
            ("laptop van het werk", clock.at)
        ]
        remove_passkey(session, present, made)
    assert come(here, clock, device) is None
    assert acts(here, noor.place) == ["passkey.added", "signed-in.passkey", "passkey.removed"]


def test_a_challenge_of_another_time_browser_or_answer_is_none(here: Context, clock: Clock, noor: Person) -> None:
    device = Device()
    give(here, noor, device)
    older = ask_challenge(here)
    clock.move(seconds=1)
    options, sealed = ask_challenge(here)
    _, other = ask_challenge(here)
    assert sign_in_with_key(here, Shown(other, device.use(options), ADDRESS)) is None
    assert sign_in_with_key(here, Shown("", device.use(options), ADDRESS)) is None
    answer = device.use(options)
    assert sign_in_with_key(here, Shown(sealed, answer, ADDRESS))
    assert sign_in_with_key(here, Shown(sealed, answer, ADDRESS)) is None  # the same again
    assert sign_in_with_key(here, Shown(sealed, device.use(options), ADDRESS)) is None  # another answer to it
    assert sign_in_with_key(here, Shown(older[1], device.use(older[0]), ADDRESS)) is None
    late, sealed = ask_challenge(here)
    clock.move(minutes=6)
    assert sign_in_with_key(here, Shown(sealed, device.use(late), ADDRESS)) is None


def test_another_origin_domain_user_or_an_owner_who_was_not_verified_stays_out(
    here: Context, clock: Clock, noor: Person
) -> None:
    device = Device()
    give(here, noor, device)
    assert come(here, clock, device, rpId="elders.example.org") is None
    device.origin = "https://elders.example.org"
    assert come(here, clock, device) is None
    device.origin, user, device.user = "http://localhost:1", device.user, "AAAA"
    assert come(here, clock, device) is None
    device.user = user
    device.verifies = False  # somebody touched it, who did not say who she is
    assert come(here, clock, device) is None
    assert acts(here, noor.place).count("sign-in.failed") == 4
    with pytest.raises(Refused):
        give(here, noor, Device(verifies=False))


def test_a_count_that_goes_back_is_a_copy_of_the_key(here: Context, clock: Clock, noor: Person) -> None:
    device = Device()
    give(here, noor, device)
    device.count = 10
    assert come(here, clock, device)
    device.count = 4
    assert come(here, clock, device) is None


def test_who_is_disabled_or_gone_has_a_key_to_nothing(here: Context, clock: Clock, noor: Person) -> None:
    device = Device()
    give(here, noor, device)
    with here.store.tenant(noor.place.id) as session:
        session.get_one(Staff, noor.id).disabled_at = clock.at
    assert come(here, clock, device) is None
    with here.store.tenant(noor.place.id) as session:
        session.get_one(Staff, noor.id).disabled_at = None
    assert come(here, clock, device)


def test_a_key_is_made_once_in_time_and_by_whom_it_was_offered_to(
    here: Context, clock: Clock, noor: Person, other_place: Place
) -> None:
    stranger = hire(here, other_place, email="lut.maes@example.org")
    device = Device()
    made, options = offer(here, noor)
    answer = device.make(options)
    with here.store.tenant(other_place.id) as session, pytest.raises(NotFound):
        add_passkey(session, here, stranger.present(), made, answer)
    for wrong in ("", "{}", "[]", '"x"', Device("https://elders.example.org").make(options)):
        with pytest.raises(Refused), here.store.tenant(noor.place.id) as session:
            add_passkey(session, here, noor.present(), made, wrong)
    with here.store.tenant(noor.place.id) as session:
        add_passkey(session, here, noor.present(), made, answer)
        with pytest.raises(NotFound):
            add_passkey(session, here, noor.present(), made, answer)
    late, options = offer(here, noor)
    clock.move(minutes=6)
    with here.store.tenant(noor.place.id) as session, pytest.raises(NotFound):
        add_passkey(session, here, noor.present(), late, Device().make(options))


def test_another_municipalitys_key_is_hers_there_alone(
    here: Context, clock: Clock, noor: Person, other_place: Place
) -> None:
    stranger, device = hire(here, other_place, email="lut.maes@example.org"), Device()
    made = give(here, stranger, device)
    with here.store.tenant(noor.place.id) as session:
        assert session.scalars(select(Passkey)).all() == []
        with pytest.raises(NotFound):
            remove_passkey(session, noor.present(), made)
    token = come(here, clock, device)
    assert token
    with here.store.door() as session:
        present = enter(session, here, token)
        assert present is not None
        assert present.place.id == other_place.id


def test_who_guesses_waits_and_who_is_right_does_not(here: Context, clock: Clock, noor: Person) -> None:
    device = Device()
    give(here, noor, device)
    shown = Shown("", device.use(ask_challenge(here)[0]), ADDRESS)
    waits = [pace_key(here, shown).wait for _ in range(PER_ACCOUNT + 1)]
    assert waits[-1] > 0
    clock.move(minutes=6)
    for _ in range(PER_ACCOUNT + 2):
        assert pace_key(here, shown).wait == 0
        assert come(here, clock, device)
        clock.move(minutes=16)


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("https://signaal.example.org", "signaal.example.org"),
        ("http://localhost:8080", "localhost"),
        ("http://signaal.example.org", None),
        ("https://192.0.2.1", None),
        ("https://[2001:db8::1]:1", None),
        ("", None),
    ],
)
def test_keys_are_for_a_name_with_https(context: Context, base: str, name: str | None) -> None:
    relying = find_relying(replace(context, base_url=base))
    assert (relying.id if relying else None) == name
