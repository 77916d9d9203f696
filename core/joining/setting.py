"""What the steps of a start set: name and code, languages, periods, who is asked, the agreement; each is audited."""

import re
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.joining.naming import name_it
from core.mail_languages import read_languages, set_languages
from core.municipal_defaults import DEFAULTS
from core.municipalities import read_municipality, read_new, set_setting
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Municipality

PERMISSION = "start.set"
FRENCH = "fr"
# The longest that each thing may be kept, in days: a period can be shorter than what we propose, hardly longer.
LONGEST: Mapping[str, int] = {"intake": 30, "drafts": 14, "contact": 730, "signals": 3650, "guests": 90}
ASKED = ("public_contact", "privacy_contact", "agreement")
_CONTACT = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}|https?://[^\s/]+\.[^\s]{2,}")
_LONGEST_CONTACT = 200


def read_nis(session: Session, by: Present) -> str:
    """Read the NIS code of the municipality that is bound; empty: none."""
    return session.scalar(select(Municipality.nis).where(Municipality.id == by.place.id)) or ""


def set_name(session: Session, by: Present, name: str, nis: str) -> None:
    """Set name and code. An old code becomes what it is now. Raises Refused, Other for the code of another one."""
    by.must(PERMISSION)
    named = name_it(by.place.slug, name, nis)
    _slug, name, _nis = read_new(by.place.slug, named.name, named.nis)
    values = {"name": name, "nis": named.nis if nis.strip() else None}
    session.execute(update(Municipality).where(Municipality.id == by.place.id).values(**values))
    note(session, by.place.id, by.staff_id, "municipality.named", named.nis or "")


def set_french(session: Session, by: Present, *, on: bool) -> None:
    """Put French beside Dutch, or take it away; other languages stay as they are."""
    by.must(PERMISSION)
    others = [language for language in read_languages(session, by) if language != FRENCH]
    set_languages(session, by, [FRENCH, *others] if on else others)


def set_periods(session: Session, by: Present, typed: Mapping[str, str], erased: str) -> tuple[str, ...]:
    """Set how long things are kept (days), and what becomes of old signals; names what cannot be."""
    by.must(PERMISSION)
    wrong = tuple(name for name, most in LONGEST.items() if not _counts(typed.get(name, ""), most))
    if wrong:
        return wrong
    for name in LONGEST:
        set_setting(session, by.place.id, f"retention.{name}", typed[name])
    set_setting(session, by.place.id, "retention_signals", erased)
    note(session, by.place.id, by.staff_id, "periods.set")
    return ()


def read_periods(session: Session, by: Present) -> dict[str, str]:
    """Read how long things are kept, in days."""
    held = {**DEFAULTS["retention"], **read_municipality(session, by.place.id).setting("retention")}
    return {name: str(held[name]) for name in LONGEST}


def set_asked(session: Session, by: Present, typed: Mapping[str, str], today: date) -> tuple[str, ...]:
    """Set who is asked and when the agreement was signed; names what cannot be, then nothing is set."""
    by.must(PERMISSION)
    wrong = tuple(name for name in ASKED if not _fits(name, typed.get(name, "").strip(), today))
    if wrong:
        return wrong
    place = read_municipality(session, by.place.id)
    for name in ASKED:
        value = typed.get(name, "").strip()
        if place.setting(name) != value:
            set_setting(session, place.id, name, value)
            note(session, place.id, by.staff_id, f"start.{name}")
    return ()


def is_contact(value: str) -> bool:
    """Tell whether people can be sent there with a question: an address of mail or of a page."""
    return len(value) <= _LONGEST_CONTACT and bool(_CONTACT.fullmatch(value))


def _fits(name: str, value: str, today: date) -> bool:
    if not value:
        return True
    if name != "agreement":
        return is_contact(value)
    try:
        return date.fromisoformat(value) <= today
    except ValueError:
        return False


def _counts(typed: str, most: int) -> bool:
    return typed.isascii() and typed.isdecimal() and 0 < int(typed) <= most
