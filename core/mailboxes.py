"""Mailboxes: the names that mail to each municipality may carry, for the door that must know them at once."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.tables import Municipality


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A municipality as mail finds it: its slug, and its aliases (local parts or whole addresses, as it set them)."""

    slug: str
    aliases: tuple[str, ...] = ()


def list_mailboxes(session: Session) -> list[Mailbox]:
    """List the mailbox of every municipality, oldest first. For the door's role."""
    rows = session.execute(select(Municipality.slug, Municipality.settings).order_by(Municipality.id))
    return [Mailbox(slug, _aliases(settings.get("mail_aliases"))) for slug, settings in rows]


def _aliases(value: Any) -> tuple[str, ...]:
    """Read the aliases; whatever a setting holds that is no text is no alias."""
    return (
        tuple(alias for alias in cast("list[Any]", value) if isinstance(alias, str)) if isinstance(value, list) else ()
    )
