"""Rotate the secret key: everything sealed is sealed again with the newest key, in steps, while the program runs."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, inspect, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from core.errors import KeyMismatch, NotPossible
from core.privacy.keys import Keys, add_key, drop_old_keys, new_key, read_keys
from core.privacy.sealed_columns import SEALED, SealedColumn
from core.store.engine import make_engine
from core.store.tables import Keyring

_ROTATE_LOCK = 7_416_672_151_002
_BATCH = 200
# Rows that the program is working on are passed by and taken later; so long one such row may take.
_PATIENCE = 180.0


@dataclass(slots=True)
class Rotated:
    """What was done: records sealed again by column. `new_setting`: what a person must do first, and run this again."""

    resealed: dict[str, int] = field(default_factory=dict[str, int])
    new_setting: str | None = None


def rotate_installation(url: str, setting: str | None, folder: Path, told: Callable[[int], object]) -> Rotated:
    """Do all of `signaal keys rotate`. `setting` is SIGNAAL_SECRET_KEY where it is set, else the key is in `folder`.

    A key of our own file gets a new one put before it, at once used by every program on that file; a rotation that was
    interrupted is finished instead. A key from a setting we cannot change: then `new_setting` gives the key to put
    first, for every program, before this runs again. The old key stays, for backups; see `retire_old_keys`.
    """
    keys = read_keys(setting, folder)
    if count_stale(url, keys) == 0:
        if setting is None:
            add_key(folder)
        elif len(keys.ring) == 1:
            return Rotated(new_setting=f"{new_key()},{setting.strip()}")
    return rotate(url, keys, told=told)


def rotate(url: str, keys: Keys, *, batch: int = _BATCH, told: Callable[[int], object] = lambda _: None) -> Rotated:
    """Seal everything again with the newest of these keys. As the owner; a killed run is finished by the next.

    When it returns, nothing is sealed with an older key any more and the keyring knows the newest alone, so that the
    program starts with only that one. `told` hears how many records were done. Raises NotPossible while another
    rotation runs or when a row stays locked, KeyMismatch for a record that none of the keys opens (nothing of its
    batch is changed then).
    """
    done = Rotated()
    with _alone(url) as sessions:
        with sessions.begin() as session:
            session.execute(insert(Keyring).values(fingerprint=keys.active.fingerprint).on_conflict_do_nothing())
        deadline = time.monotonic() + _PATIENCE
        while True:
            for column in SEALED:
                while resealed := _reseal(sessions, keys, column, batch):
                    done.resealed[column.name] = done.resealed.get(column.name, 0) + resealed
                    told(sum(done.resealed.values()))
                    deadline = time.monotonic() + _PATIENCE
            if _finish(sessions, keys):
                return done
            if time.monotonic() > deadline:
                raise NotPossible("some rows stay locked: stop the program and rotate again")
            time.sleep(0.1)


def count_stale(url: str, keys: Keys) -> int:
    """Count the records that the newest key did not seal. As the owner."""
    engine = make_engine(url, size=1, role=None)
    try:
        with Session(engine) as session:
            return sum(_stale(session, keys, column) for column in SEALED)
    finally:
        engine.dispose()


def retire_old_keys(url: str, folder: Path) -> None:
    """Drop all but the newest key from the file; backups made before the rotation then stay closed for ever.

    Raises NotPossible when something is still sealed with an older key.
    """
    if count_stale(url, read_keys(None, folder)):
        raise NotPossible("something is still sealed with an older key: rotate first")
    drop_old_keys(folder)


@contextmanager
def _alone(url: str) -> Generator[sessionmaker[Session]]:
    """Sessions of the owner, while no other rotation runs on this database."""
    engine = make_engine(url, size=2, role=None)
    try:
        with engine.connect() as holder:
            # One transaction as long as the rotation would be ended as idle, and would keep dead rows alive.
            if not holder.scalar(text("select pg_try_advisory_lock(:key)"), {"key": _ROTATE_LOCK}):
                raise NotPossible("another rotation runs")
            holder.commit()
            try:
                yield sessionmaker(engine)
            finally:
                holder.execute(text("select pg_advisory_unlock(:key)"), {"key": _ROTATE_LOCK})
                holder.commit()
    finally:
        engine.dispose()


def _reseal(sessions: sessionmaker[Session], keys: Keys, sealed: SealedColumn, batch: int) -> int:
    """Seal one batch again, in one commit; 0 when there is none left that is free."""
    table = sealed.table.__table__
    key = list(inspect(sealed.table).primary_key)
    value = table.c[sealed.column]
    names = dict.fromkeys([*(column.name for column in key), *sealed.needs])
    wanted = [*(table.c[name] for name in names), value.label("sealed_value")]
    with sessions.begin() as session:
        # A row that the program holds is passed by, so that neither waits for the other; what it writes meanwhile is
        # seen afresh, because the condition is checked again under the row's lock.
        rows = session.execute(
            select(*wanted).where(_is_stale(keys, sealed)).order_by(*key).limit(batch).with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            place = sealed.place(row)
            try:
                fresh = keys.seal(keys.open(row.sealed_value, place), place)
            except KeyMismatch as wrong:
                raise KeyMismatch(f"{place.column} of row {place.row}: {wrong}") from None
            this = (column == getattr(row, column.name) for column in key)
            session.execute(update(sealed.table).where(*this).values({sealed.column: fresh}))
    return len(rows)


def _finish(sessions: sessionmaker[Session], keys: Keys) -> bool:
    """Look once more while nobody writes, and forget the old fingerprints if nothing is left; False: not yet."""
    names = ", ".join(sorted({column.table.__tablename__ for column in SEALED}))
    try:
        with sessions.begin() as session:
            # Shorter than the server's deadlock timeout: if we are in someone's way, it is us who give up.
            session.execute(text("set local lock_timeout = '400ms'"))
            session.execute(text(f"lock table {names} in share mode"))
            if any(_stale(session, keys, column) for column in SEALED):
                return False
            session.execute(delete(Keyring).where(Keyring.fingerprint != keys.active.fingerprint))
            return True
    except OperationalError:
        return False


def _stale(session: Session, keys: Keys, sealed: SealedColumn) -> int:
    return session.scalar(select(func.count()).select_from(sealed.table).where(_is_stale(keys, sealed))) or 0


def _is_stale(keys: Keys, sealed: SealedColumn) -> ColumnElement[bool]:
    value = sealed.table.__table__.c[sealed.column]
    head = keys.active.head
    return func.substring(value, 1, len(head)) != head
