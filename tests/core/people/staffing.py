"""Staff for tests: people with a known password and seed, codes of their app, and what is signed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from pyotp.totp import TOTP

from core.context import Context
from core.municipalities import Place
from core.people.codes import new_seed
from core.people.invite import totp_place
from core.people.passwords import Passwords
from core.people.sessions import Present
from core.store.tables import Staff

PASSWORD = "trage-egel-fietst-naar-huis"
EMAIL = "noor.peeters@example.org"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the staff, with what only she knows."""

    id: object
    place: Place
    email: str
    role: str
    seed: str

    def code(self, at: datetime) -> str:
        """Read the code off her app."""
        return TOTP(self.seed).at(at)

    def present(self) -> Present:
        """Stand in for her session."""
        return Present(self.id, self.email, self.role, self.place, "csrf", b"")  # pyright: ignore[reportArgumentType]  # a uuid


@cache
def hashed() -> str:
    """Hash the password that all of them have, once: it is slow on purpose."""
    return Passwords().hash(PASSWORD)


def hire(context: Context, place: Place, role: str = "verwerker", email: str = EMAIL) -> Person:
    """Add someone to the staff."""
    seed = new_seed()
    with context.store.tenant(place.id) as session:
        staff = Staff(municipality_id=place.id, email=email, role=role, password_hash=hashed(), totp=b"")
        staff.totp = context.keys.seal(seed.encode(), totp_place(place.id, staff.id))
        session.add(staff)
        session.flush()
        return Person(staff.id, place, email, role, seed)


class Clock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Move on, by the arguments of a timedelta."""
        self.at += timedelta(**by)


def with_clock(context: Context, clock: Callable[[], datetime]) -> Context:
    """Give a context another clock."""
    return replace(context, clock=clock)
