"""Slowing down who guesses: failed sign-ins are counted by keyed hash, for accounts that exist and that do not alike.

Nobody is locked out by a stranger: only the same address with the same account, or an address with many failures, is
asked to wait; an account under attack from everywhere just answers more slowly.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.store.tables import SignInAttempt

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 20
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 300.0
_FIRST_DELAY, _LONGEST_DELAY = 0.5, 8.0
_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast an attempt may go: `wait` seconds before trying again (0: now), `delay` seconds before the answer."""

    wait: float = 0.0
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """Someone at an address who tries an account; both only as keyed hashes."""

    account: bytes
    address: bytes
    pair: bytes


def name_attempt(context: Context, email: str, address: str) -> Attempt:
    """Hash what an attempt is counted by."""
    return Attempt(
        account=context.keys.lookup("sign-in.account", email),
        address=context.keys.lookup("sign-in.address", address),
        pair=context.keys.lookup("sign-in.pair", f"{email} {address}"),
    )


def begin_attempt(session: Session, context: Context, attempt: Attempt) -> Pace:
    """Count an attempt as failed before it is made (so that many at once are all counted) and tell its pace.

    An attempt that must wait is not counted.
    """
    now = context.clock()
    session.execute(delete(SignInAttempt).where(SignInAttempt.slow_until < now - _FORGOTTEN))
    keys = sorted((attempt.account, attempt.address, attempt.pair))  # in one order, so that attempts do not deadlock
    fresh = [{"key": key, "failures": 0, "since": now, "slow_until": now} for key in keys]
    session.execute(insert(SignInAttempt).values(fresh).on_conflict_do_nothing())
    locked = select(SignInAttempt).where(SignInAttempt.key.in_(keys)).order_by(SignInAttempt.key).with_for_update()
    rows = {row.key: row for row in session.scalars(locked)}
    now = context.clock()  # again: who waited for the lock is not early
    account, address, pair = rows[attempt.account], rows[attempt.address], rows[attempt.pair]
    wait = max((row.slow_until - now).total_seconds() for row in (address, pair))
    if wait > 0:
        return Pace(wait=wait)
    for row in rows.values():
        if row.since < now - WINDOW:
            row.failures, row.since = 0, now
        row.failures += 1
    for row, most in ((address, PER_ADDRESS), (pair, PER_ACCOUNT)):
        row.slow_until = now + timedelta(seconds=_grow(row.failures - most, _FIRST_WAIT, _LONGEST_WAIT))
    account.slow_until = now
    session.flush()
    # The attempt itself is the last one counted: the delay looks at those before it.
    return Pace(delay=_grow(account.failures - 1 - PER_ACCOUNT, _FIRST_DELAY, _LONGEST_DELAY))


def forgive(session: Session, attempt: Attempt) -> None:
    """Take back what was counted against someone who turned out to be right."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_((attempt.account, attempt.pair))))
    address = update(SignInAttempt).where(SignInAttempt.key == attempt.address, SignInAttempt.failures > 0)
    session.execute(address.values(failures=SignInAttempt.failures - 1, slow_until=SignInAttempt.since))


def _grow(over: int, first: float, longest: float) -> float:
    return min(first * 2.0 ** min(over, 30), longest) if over >= 0 else 0.0
