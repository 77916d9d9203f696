"""The secret key is rotated: with both keys, with the new one alone, killed in the middle, while the program writes."""

import multiprocessing
import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from core.context import Context
from core.errors import KeyMismatch, NotPossible
from core.municipalities import Place
from core.privacy.keyring import meet_keys
from core.privacy.keys import Keys, add_key, read_keys
from core.privacy.rotate import count_stale, retire_old_keys, rotate, rotate_installation
from core.privacy.sealed_columns import SEALED
from core.store.tables import Contact, Door, Keyring
from tests.contract.filling import as_owner, fill, seal_row

OF_PLACE = [sealed for sealed in SEALED if sealed.name != "sealed.value"]


def open_all(url: str, keys: Keys) -> dict[str, set[bytes]]:
    """Open every sealed value; raises when one does not open."""
    with as_owner(url) as session:
        return {
            sealed.name: {
                keys.open(value, sealed.place(row))
                for row in session.scalars(select(sealed.table))
                if (value := getattr(row, sealed.column)) is not None
            }
            for sealed in SEALED
        }


def folder_of(context: Context) -> Path:
    return context.settings.data


def test_every_record_opens_with_both_keys_and_then_with_the_new_one_alone(
    context: Context, place: Place, other_place: Place
) -> None:
    for filled in (place, other_place):
        fill(context.store.url, context.keys, filled)
    url, folder = context.store.url, folder_of(context)
    before = open_all(url, context.keys)
    old = Keys(context.keys.ring)
    hashed = context.keys.lookup("mail", "iemand@example.org")

    done = rotate_installation(url, None, folder, told=lambda _: None)

    assert done.resealed == {sealed.name: 1 if sealed.name == "sealed.value" else 2 for sealed in SEALED}
    assert len(read_keys(None, folder).ring) == 2
    assert open_all(url, read_keys(None, folder)) == before
    assert open_all(url, Keys(read_keys(None, folder).ring[:1])) == before
    assert count_stale(url, read_keys(None, folder)) == 0
    with pytest.raises(KeyMismatch):
        open_all(url, old)
    with pytest.raises(KeyMismatch):  # the old key alone refuses to start
        meet_keys(url, old)
    retire_old_keys(url, folder)
    alone = meet_keys(url, read_keys(None, folder))
    assert len(alone.ring) == 1
    assert open_all(url, alone) == before
    assert alone.lookup("mail", "iemand@example.org") == hashed  # people are still found


def test_the_running_program_follows_its_key_file(context: Context, place: Place) -> None:
    """Keys that were read before the rotation open what it sealed, and seal with the new key themselves."""
    fill(context.store.url, context.keys, place)
    first = context.keys.active.fingerprint
    rotate_installation(context.store.url, None, folder_of(context), told=lambda _: None)
    assert context.keys.active.fingerprint != first
    assert open_all(context.store.url, context.keys)["contact.address"] == {b"lommerbeek in address"}


def test_a_key_from_the_settings_is_put_first_by_a_person(context: Context, place: Place) -> None:
    url = context.store.url
    fill(url, context.keys, place)
    old = (folder_of(context) / "secret.key").read_text().strip()
    asked = rotate_installation(url, old, folder_of(context), told=lambda _: None)
    assert asked.resealed == {}
    assert asked.new_setting is not None
    assert asked.new_setting.endswith(f",{old}")
    assert count_stale(url, Keys(context.keys.ring)) == 0  # nothing was touched

    done = rotate_installation(url, asked.new_setting, folder_of(context), told=lambda _: None)
    assert sum(done.resealed.values()) == len(SEALED)
    new = asked.new_setting.split(",")[0]
    open_all(url, meet_keys(url, read_keys(new, folder_of(context))))


def test_the_new_key_alone_is_refused_until_the_rotation_is_done(context: Context, place: Place) -> None:
    url = context.store.url
    fill(url, context.keys, place)
    add_key(folder_of(context))
    both = read_keys(None, folder_of(context))
    with pytest.raises(KeyMismatch):
        meet_keys(url, Keys(both.ring[:1]))
    meet_keys(url, both)
    with pytest.raises(KeyMismatch):
        meet_keys(url, Keys(both.ring[:1]))
    with pytest.raises(NotPossible):
        retire_old_keys(url, folder_of(context))
    rotate(url, both)
    meet_keys(url, Keys(both.ring[:1]))


def many_contacts(context: Context, place: Place, most: int) -> None:
    door = fill(context.store.url, context.keys, place)["door"]
    assert isinstance(door, Door)
    with as_owner(context.store.url) as session:
        for number in range(most):
            contact = Contact(municipality_id=place.id, door_id=door.id, lookup=b"%d" % number)
            seal_row(context.keys, contact, f"person {number}")
            session.add(contact)


def rotate_and_die(url: str, folder: Path) -> None:
    """Rotate in small batches, and be gone after a hundred records, as with kill -9."""
    rotate(url, read_keys(None, folder), batch=10, told=lambda done: os._exit(9) if done >= 100 else None)


def test_a_killed_rotation_is_finished_by_the_next(context: Context, place: Place) -> None:
    url, folder = context.store.url, folder_of(context)
    many_contacts(context, place, 250)
    before = open_all(url, context.keys)
    add_key(folder)
    killed = multiprocessing.get_context("spawn").Process(target=rotate_and_die, args=(url, folder))
    killed.start()
    killed.join(60)
    assert killed.exitcode == 9
    both = read_keys(None, folder)
    assert 100 <= count_stale(url, both) <= 165
    assert open_all(url, both) == before  # half and half, and everything opens

    done = rotate_installation(url, None, folder, told=lambda _: None)
    assert read_keys(None, folder).active.fingerprint == both.active.fingerprint  # no third key
    assert sum(done.resealed.values()) < 165
    assert open_all(url, Keys(both.ring[:1])) == before


def test_rows_written_and_held_during_the_rotation_are_not_lost(context: Context, place: Place) -> None:
    url, folder = context.store.url, folder_of(context)
    many_contacts(context, place, 120)
    add_key(folder)
    both = read_keys(None, folder)
    last = b"119"
    old = Keys(both.ring[1:])
    held, go_on = threading.Event(), threading.Event()

    def write_late() -> None:
        """A slow writer: holds a row, and writes it sealed with the old key after the rotation came by."""
        with context.store.tenant(place.id) as session:
            contact = session.scalars(select(Contact).where(Contact.lookup == last).with_for_update()).one()
            held.set()
            go_on.wait(90)
            seal_row(old, contact, "written late")

    writer = threading.Thread(target=write_late)
    writer.start()
    held.wait(90)
    passed = threading.Timer(1.0, go_on.set)
    passed.start()
    rotate(url, both, batch=25)
    writer.join(90)
    assert go_on.is_set()
    assert count_stale(url, both) == 0
    found = open_all(url, Keys(both.ring[:1]))["contact.address"]
    assert b"written late in address" in found
    assert b"person 119 in address" not in found
    assert len(found) == 121


def test_a_record_that_does_not_open_stops_the_rotation_and_is_named(context: Context, place: Place) -> None:
    rows = fill(context.store.url, context.keys, place)
    contact = rows["contact"]
    assert isinstance(contact, Contact)
    with as_owner(context.store.url) as session:
        session.execute(update(Contact).values(address=b"\x01damaged"))
    add_key(folder_of(context))
    with pytest.raises(KeyMismatch, match=f"contact.address of row {contact.id}"):
        rotate(context.store.url, read_keys(None, folder_of(context)))


def test_two_rotations_do_not_run_at_once(context: Context, place: Place) -> None:
    with as_owner(context.store.url) as session:
        session.execute(select(func.pg_advisory_lock(7_416_672_151_002)))
        with pytest.raises(NotPossible):
            rotate(context.store.url, context.keys)


def test_an_old_fingerprint_leaves_with_the_old_key(context: Context, place: Place) -> None:
    with as_owner(context.store.url) as session:
        session.execute(insert(Keyring).values(fingerprint="0" * 16))
    with pytest.raises(KeyMismatch):
        meet_keys(context.store.url, context.keys)
    rotate(context.store.url, context.keys)
    meet_keys(context.store.url, context.keys)
