"""Mailboxes: the names that mail to each municipality may carry, for the door that must know them at once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import cast as sql_cast

from core.errors import Refused
from core.municipalities import read_municipality
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Municipality

MOST_ALIASES = 20
_SETTING = "mail_aliases"
# No plus: what stands after it is a token. One letter b is where bounces go.
_LOCAL = r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?"
_ALIAS = re.compile(rf"(?P<local>{_LOCAL})(?:@(?P<domain>[a-z0-9](?:[a-z0-9-]{{0,62}}\.)+[a-z][a-z0-9-]{{0,62}}))?")
_BOUNCES = "b"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A municipality as mail finds it: its slug, and its aliases (local parts or whole addresses, as it set them)."""

    slug: str
    aliases: tuple[str, ...] = ()


def list_mailboxes(session: Session) -> list[Mailbox]:
    """List the mailbox of every municipality, oldest first. For the door's role."""
    rows = session.execute(select(Municipality.slug, Municipality.settings).order_by(Municipality.id))
    return [Mailbox(slug, read_aliases(settings)) for slug, settings in rows]


def read_aliases(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Read the aliases that are set; whatever a setting holds that is no text is no alias."""
    value = settings.get(_SETTING)
    return (
        tuple(alias for alias in cast("list[Any]", value) if isinstance(alias, str)) if isinstance(value, list) else ()
    )


def add_alias(session: Session, by: Present, typed: str, domain: str, known: Iterable[Mailbox]) -> str:
    """Add an address to the municipality that is bound, and return it as it is kept: without the shared `domain`.

    `known`: the mailboxes of all municipalities. Raises Refused with a word for what is wrong: form, taken, many.
    """
    alias = typed.strip().casefold().removesuffix(f"@{domain}")
    found = _ALIAS.fullmatch(alias)
    if not found or (found["local"] == _BOUNCES and not found["domain"]):
        raise Refused("form")
    for mailbox in known:
        if alias == mailbox.slug or alias in {
            one.strip().casefold().removesuffix(f"@{domain}") for one in mailbox.aliases
        }:
            raise Refused("taken")
    aliases = _hold(session, by)
    if len(aliases) >= MOST_ALIASES:
        raise Refused("many")
    _write(session, by, (*aliases, alias), "alias.added")
    return alias


def remove_alias(session: Session, by: Present, alias: str) -> None:
    """Take an address away from the municipality that is bound; one that it does not have is gone already."""
    aliases = _hold(session, by)
    if alias in aliases:
        _write(session, by, tuple(each for each in aliases if each != alias), "alias.removed")


def _hold(session: Session, by: Present) -> tuple[str, ...]:
    """Read the aliases, and keep others from changing them meanwhile."""
    session.execute(select(Municipality.id).where(Municipality.id == by.place.id).with_for_update())
    return read_aliases(read_municipality(session, by.place.id).settings)


def _write(session: Session, by: Present, aliases: tuple[str, ...], act: str) -> None:
    changed = func.jsonb_set(Municipality.settings, [_SETTING], sql_cast(list(aliases), JSONB))
    session.execute(update(Municipality).where(Municipality.id == by.place.id).values(settings=changed))
    note(session, by.place.id, by.staff_id, act)
