"""What a walk of all routes needs: a store that keeps nothing, somebody in every role, and ids of rows that exist."""

import re
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from fastapi.routing import APIRoute
from sqlalchemy import inspect, text
from starlette.types import ASGIApp

from admin.desk import LIMITED, PERMISSION
from admin.routes import make_router
from core.context import Context
from core.mailbox_settings import OwnMailbox, Secret
from core.municipalities import Place
from core.own_mailboxes import add_mailbox
from core.people.passwords import Passwords
from core.people.roles import ALL, ROLES, reach
from core.people.sessions import begin_session
from core.store.engine import CLOCK, Store, Writing, bind
from core.store.tables import Base, Fiche, Organisation, Partner, Signal, Staff
from core.work import retry_job
from tests.admin.panel import make_panel
from tests.contract.filling import as_owner, fill
from tests.core.people.staffing import Person

_FAR = 9000  # added to the numbers of who is far, so that no number means two things
_MOST_TRIES = 60
Values = dict[str, tuple[str, str]]  # by parameter: the table and the column whose value it is


class Undone(Store):
    """A store that undoes every transaction: what a route changes, the next one does not notice."""

    @contextmanager
    def door(self) -> Generator[Writing]:
        with self._sessions() as session:
            yield Writing(session)
            session.rollback()

    @contextmanager
    def tenant(self, municipality_id: int) -> Generator[Writing]:
        with self.door() as session:
            bind(session, municipality_id)
            yield session

    @contextmanager
    def clock(self) -> Generator[Writing]:
        with self.door() as session:
            session.execute(text(f"set local role {CLOCK}"))
            yield session


class Unasked(Passwords):
    """Passwords that are always wrong, at once."""

    def __init__(self) -> None:
        """Hash nothing."""

    def matches(self, password: str, hashed: str | None) -> bool:  # noqa: ARG002 # as the panel calls it
        return False


class Unchecked:
    """Checks of mail that find nothing."""

    def check_mailbox(self, door: int, slug: str, mailbox: OwnMailbox, secret: Secret) -> list[Any]:  # noqa: ARG002 # as the panel calls it
        return []

    def check_shared(self, slug: str) -> list[Any]:  # noqa: ARG002 # as the panel calls it
        return []


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the panel, and whether it is for who has its permission only so far."""

    method: str
    path: str
    permission: str
    limited: bool

    @property
    def parameters(self) -> list[str]:
        """List the names of its parameters."""
        return re.findall(r"\{(\w+)\}", self.path)

    def filled(self, values: dict[str, str]) -> str:
        """Give its address with values for its parameters."""
        return self.path.format(**values)

    def lets(self, role: str) -> bool:
        """Tell whether a role comes in, by the table."""
        far = reach(role, self.permission)
        return bool(far) if self.limited else far == ALL


def list_routes(context: Context) -> list[Route]:
    """List every route of the panel."""
    routes: list[Route] = []
    for route in make_router(context, retry_job, Unasked(), checks=Unchecked()).routes:
        assert isinstance(route, APIRoute)
        extra = route.openapi_extra or {}
        limited = bool(extra.get(LIMITED, False))
        routes += [
            Route(method, route.path, extra.get(PERMISSION, ""), limited) for method in sorted(route.methods or ())
        ]
    return routes


def undoing(context: Context) -> ASGIApp:
    """Make a panel that keeps nothing of what is done in it."""
    kept = replace(context, store=Undone(context.store.url, size=10))
    return make_panel(kept, Unchecked(), Unasked())


@dataclass(frozen=True, slots=True)
class World:
    """Two municipalities with a row in every table; of each role somebody in the first, as her session's token and id.

    `near`: what is within everybody's reach (the trekker pulls that fiche, that signal is of her organisation); `far`:
    of the same municipality and within the reach only of who reaches all; `other`: of the other municipality.
    """

    tokens: dict[str, tuple[str, str]]
    near: dict[str, dict[str, str]]
    far: dict[str, dict[str, str]]
    other: dict[str, dict[str, str]]

    def candidates(self, parameter: str) -> list[tuple[str, str]]:
        """List the tables and columns whose values a parameter may stand for: named as it is, or else any."""
        # The kind of a trial is a key, and the same everywhere.
        known = [(table, column) for table, values in self.near.items() for column in values if table != "trial"]
        named = [of for of in known if parameter in of]
        return sorted(named or known, key=lambda of: of[0] != "fiche")

    def ways(self, route: Route) -> Iterator[Values]:
        """Give the ways to fill a route's parameters, the likeliest first, and not without end."""
        each = [self.candidates(parameter) for parameter in route.parameters]
        for way in islice(product(*each), _MOST_TRIES):
            yield dict(zip(route.parameters, way, strict=True))

    def take(self, values: Values, where: dict[str, dict[str, str]]) -> dict[str, str]:
        """Give the values for parameters in one of the three places."""
        return {name: where[table][column] for name, (table, column) in values.items()}


def unknown(values: dict[str, str]) -> dict[str, str]:
    """Give values of the same shape that nobody has."""
    return {name: "987654321" if value.isdigit() else str(uuid.uuid4()) for name, value in values.items()}


def make_world(context: Context, place: Place, other: Place) -> World:
    """Fill both municipalities, and hire somebody of each role; no password is hashed."""
    rows = {each.id: fill(context.store.url, context.keys, each) for each in (place, other)}
    near = {name: _values(row) for name, row in rows[place.id].items()}
    tokens: dict[str, tuple[str, str]] = {}
    with as_owner(context.store.url) as session:
        for name, row in rows[other.id].items():
            if isinstance(getattr(row, "number", None), int):
                session.execute(text(f"update {name} set number = number + {_FAR} where municipality_id = {other.id}"))
        session.execute(text(f"update municipality set next_number = {_FAR}, next_fiche = {_FAR}"))
        # What is sealed there are words of a test, and no columns of a file.
        session.execute(text("update import_run set content = null"))
    others = {name: _values(row, more=_FAR) for name, row in rows[other.id].items()}
    for each, values in ((place, near), (other, others)):
        present = Person(uuid.uuid4(), each, "", "coordinator", "").present()
        with context.store.tenant(each.id) as session:
            mailbox = OwnMailbox("imap.example.org", f"signaal@{each.slug}.example.org")
            values["door"] = {"id": str(add_mailbox(session, context.keys, present, mailbox, Secret("geheim")))}
    with context.store.tenant(place.id) as session:
        organisation = session.get_one(Organisation, int(near["organisation"]["id"]))
        for role in ROLES:
            email = f"{role}@walk.example.org"
            staff = Staff(municipality_id=place.id, email=email, role=role, password_hash="none", totp=b"")
            staff.organisation_id = organisation.id
            session.add(staff)
            session.flush()
            token = begin_session(session, context, staff, "signed-in")
            tokens[role] = (token, str(staff.id))
        far = _spread(session, place, tokens, organisation, near)
    return World(tokens, near, {**near, **far}, others)


def _spread(
    session: Writing, place: Place, tokens: dict[str, tuple[str, str]], organisation: Organisation, near: Any
) -> dict[str, dict[str, str]]:
    """Put one fiche and signal within everybody's reach, and add one of each that is not."""
    signal = session.get_one(Signal, uuid.UUID(near["signal"]["id"]))
    signal.organisation = organisation.name
    session.get_one(Partner, int(near["partner"]["id"])).name = organisation.name
    fiche = session.get_one(Fiche, uuid.UUID(near["fiche"]["id"]))
    fiche.puller_id, fiche.status = uuid.UUID(tokens["trekker"][1]), "in-actie"
    strange = Signal(
        municipality_id=place.id, number=_FAR, conversation_id=uuid.uuid4(), channel="web",
        started_at=signal.started_at, text="Een signaal van een andere organisatie.", organisation="Elders vzw",
    )  # fmt: skip
    draft = Fiche(municipality_id=place.id, number=_FAR, title="Een fiche van een ander")
    session.add_all((strange, draft))
    session.flush()
    return {"signal": _values(strange), "fiche": _values(draft)}


def _values(row: Base, more: int = 0) -> dict[str, str]:
    columns = [str(column.key) for column in inspect(type(row)).primary_key]
    values = {column: str(getattr(row, column)) for column in columns if not isinstance(getattr(row, column), bytes)}
    for column in ("number", "version"):  # both count within a municipality
        number: object = getattr(row, column, None)
        if isinstance(number, int):
            values[column] = str(number + more)
    return values
