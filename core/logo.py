"""A municipality's logo: set, removed, read; its name stands with the settings, its bytes in a table apart."""

import re
import secrets

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.html.pictures import remake
from core.municipalities import LOGO, LOGO_ALT, LOGO_NAME, set_setting
from core.people.audit import note
from core.people.sessions import Present
from core.store.engine import Reading
from core.store.tables import LogoFile

PERMISSION = "style.set"
LONGEST_ALT = 120  # characters
_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


class LongAlt(Refused):
    """What stands for the logo is longer than LONGEST_ALT characters."""


def set_logo(session: Session, by: Present, given: bytes, alt: str) -> None:
    """Set the logo of the municipality that is bound, made anew from its pixels (`remake`), under a new random name.

    Without bytes only what stands for it changes. Raises NoPicture, LongAlt, NotAllowed; NotFound for words about no
    logo.
    """
    by.must(PERMISSION)
    alt = re.sub(r"\s+", " ", alt).strip()
    if len(alt) > LONGEST_ALT:
        raise LongAlt("alt")
    if given:
        made = remake(given)
        name = f"{secrets.token_hex(16)}-{made.width}x{made.height}.{made.kind}"
        kept = {"name": name, "body": made.body}
        row = insert(LogoFile).values(municipality_id=by.place.id, **kept)
        session.execute(row.on_conflict_do_update(index_elements=["municipality_id"], set_=kept))
        set_setting(session, by.place.id, LOGO, name)
    elif session.scalar(select(LogoFile.name)) is None:
        raise NotFound("logo")
    set_setting(session, by.place.id, LOGO_ALT, alt)
    note(session, by.place.id, by.staff_id, "logo.set")


def remove_logo(session: Session, by: Present) -> None:
    """Remove the logo; safe to repeat."""
    by.must(PERMISSION)
    gone = session.scalar(delete(LogoFile).returning(LogoFile.name))
    if gone is not None:
        set_setting(session, by.place.id, LOGO, "")
        set_setting(session, by.place.id, LOGO_ALT, "")
        note(session, by.place.id, by.staff_id, "logo.removed")


def read_file(session: Reading, name: str) -> tuple[bytes, str]:
    """Read a logo by its name, as anyone may: its bytes and their type; NotFound when it is not there (any more)."""
    found = LOGO_NAME.fullmatch(name)
    body = session.scalar(select(LogoFile.body).where(LogoFile.name == name)) if found and found["kind"] else None
    if found is None or body is None:
        raise NotFound("logo")
    return body, _TYPES[found["kind"]]
