"""A municipality's own way to sign in (OpenID Connect): set by who runs the accounts, its secret sealed."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound, Refused
from core.people.audit import note
from core.people.roles import EIGENAAR, ONDERSTEUNER, ROLES
from core.people.sessions import Present
from core.privacy.keys import Place
from core.store.tables import Municipality, SignInProvider

_PERMISSION = "sign-in.set"
_ISSUER = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")
_WORD = re.compile(r"[\x21-\x7e]{1,200}")
_SCOPES = re.compile(r"[\x21-\x7e]+( [\x21-\x7e]+)*")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Provider:
    """How staff sign in elsewhere. `organisation`: the key (KBO) that must stand in a sign-in, and in each role.

    `roles`: what the provider calls a role, with ours.
    """

    issuer: str
    client_id: str
    organisation: str
    scopes: str = "openid profile vo"
    organisation_claim: str = "vo_orgcode"
    role_claim: str = "lokaalsignaal_rol_3d"
    roles: Mapping[str, str] = field(default_factory=dict[str, str])
    active: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A municipality as the entrance names it."""

    slug: str
    name: str


def read_provider(session: Session) -> Provider | None:
    """Read how the bound municipality set it; None when it did not."""
    row = session.scalar(select(SignInProvider))
    return Provider(**row.settings, active=row.active) if row else None


def list_providers(session: Session) -> list[Named]:
    """List the municipalities whose people sign in by their organisation, by name. As the door."""
    active = select(Municipality.slug, Municipality.name).join(
        SignInProvider, SignInProvider.municipality_id == Municipality.id
    )
    rows = session.execute(active.where(SignInProvider.active).order_by(Municipality.name, Municipality.id))
    return [Named(slug, name) for slug, name in rows]


def open_provider(session: Session, context: Context) -> tuple[Provider, str]:
    """Read it with its secret, to sign in by; NotFound when it is not there or switched off."""
    row = session.scalar(select(SignInProvider).where(SignInProvider.active))
    if row is None:
        raise NotFound("provider")
    return Provider(**row.settings, active=True), context.keys.open(row.secret, _place(row)).decode()


def set_provider(session: Session, context: Context, present: Present, wanted: Provider, secret: str) -> None:
    """Set it. A secret stays when none is given and the issuer is the same: who may change that learns no secret.

    Raises Refused, with the name of the field, for what cannot be.
    """
    present.must(_PERMISSION)
    _check(wanted)
    row = session.scalar(select(SignInProvider).with_for_update())
    if not secret and (row is None or row.settings["issuer"] != wanted.issuer):
        raise Refused("secret")
    settings = asdict(wanted)
    active = settings.pop("active")
    if row is None:
        row = SignInProvider(municipality_id=present.place.id, settings=settings, secret=b"", active=active)
        session.add(row)
    row.settings, row.active = settings, active
    row.changed_at = session.scalar(select(func.clock_timestamp())) or context.clock()
    if secret:
        row.secret = context.keys.seal(secret.encode(), _place(row))
    session.flush()
    note(session, present.place.id, present.staff_id, "provider.changed", row.id)


def _check(wanted: Provider) -> None:
    wrong = [
        name
        for name, pattern in (
            ("issuer", _ISSUER), ("client_id", _WORD), ("organisation", _WORD), ("organisation_claim", _WORD),
            ("role_claim", _WORD), ("scopes", _SCOPES),
        )
        if not pattern.fullmatch(getattr(wanted, name)) or len(getattr(wanted, name)) > _LONGEST
    ]  # fmt: skip
    if "openid" not in wanted.scopes.split():
        wrong.append("scopes")
    if not wanted.roles or not set(wanted.roles.values()) <= set(ROLES) - {EIGENAAR, ONDERSTEUNER}:
        wrong.append("roles")
    if wrong:
        raise Refused(wrong[0])


def _place(row: SignInProvider) -> Place:
    return Place(row.municipality_id, str(row.id), "sign_in_provider.secret")
