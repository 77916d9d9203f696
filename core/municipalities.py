"""Municipalities: made, listed, and what each of them set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import cast, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from core.dialogue.load import labels
from core.errors import NotFound, Refused
from core.municipal_defaults import DEFAULTS
from core.privacy.keys import hash_token, new_token
from core.store.tables import Door, Invitation, Municipality, Organisation
from core.words import OTHERS
from core.working_days import MOST_CLOSED, read_closed

_TRUE, _FALSE = frozenset({"ja", "true", "aan"}), frozenset({"nee", "false", "uit"})
LOGO, LOGO_ALT, FIGURES_SHARED = "logo", "logo_alt", "figures_shared"
# Random, with its size in pixels, so that a page leaves room for it; or none.
LOGO_NAME = re.compile(r"([0-9a-f]{32}-(?P<width>\d{1,4})x(?P<height>\d{1,4})\.(?P<kind>png|jpg))?")
_COLOUR = re.compile(r"([0-9a-f]{6})?")
_CHOICES = {"retention_signals": ("anonymise", "delete")}
SHARED_DOORS = ("telegram", "web", "terminal", "mail")
_LONGEST_NAME, _LONGEST_TEXT, _MOST_DAYS = 120, 2000, 36_500
_SLUG = re.compile(r"[a-z0-9](-?[a-z0-9]){1,58}")
TAKEN = frozenset({
    "beheer", "mijn", "afmelden", "huisstijl", "api", "ldes", "dcat", "telegram", "healthz", "readyz", "metrics",
    "static", "toegankelijkheid", "uitnodiging",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as the rest of the program passes it around."""

    id: int
    slug: str
    name: str
    settings: Mapping[str, Any]

    def setting(self, name: str) -> Any:
        """Give what the municipality set, or the default."""
        return self.settings.get(name, DEFAULTS[name])


def ensure_doors(session: Session) -> None:
    """Make the doors that all municipalities share. As the owner; safe to repeat."""
    for kind in SHARED_DOORS:
        session.execute(insert(Door).values(kind=kind, name=kind).on_conflict_do_nothing())


def add_municipality(session: Session, slug: str, name: str, nis: str | None = None) -> Municipality:
    """Add a tenant with defaults. As the owner. Raises Refused for a slug that cannot be or is there already."""
    slug, name, nis = read_new(slug, name, nis)
    if session.scalar(select(Municipality.id).where(Municipality.slug == slug)):
        raise Refused(f"slug {slug}: is there already")
    added = Municipality(slug=slug, name=name, nis=nis)
    session.add(added)
    session.flush()
    return added


def read_new(slug: str, name: str, nis: str | None) -> tuple[str, str, str | None]:
    """Give short name, name and code of a new municipality; Refused when one of them cannot be."""
    if not _SLUG.fullmatch(slug) or slug in TAKEN:
        raise Refused(f"slug {slug}: two or more small letters, digits and single hyphens; no reserved word")
    if nis is not None and not re.fullmatch(r"\d{5}", nis):
        raise Refused("NIS code: five digits")
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise Refused(f"name of a municipality: 1 to {_LONGEST_NAME} characters")
    return slug, name.strip(), nis


def list_municipalities(session: Session) -> list[Place]:
    """List every municipality by name."""
    columns = select(Municipality.id, Municipality.slug, Municipality.name).order_by(Municipality.name)
    return [Place(id_, slug, name, {}) for id_, slug, name in session.execute(columns)]


def find_municipality(session: Session, slug: str) -> Place:
    """Find a municipality by its slug; NotFound when there is none."""
    return _one(session, Municipality.slug == slug)


def read_municipality(session: Session, municipality_id: int) -> Place:
    """Read a municipality by its id; NotFound when there is none (or it is not the one bound)."""
    return _one(session, Municipality.id == municipality_id)


def only_municipality(session: Session) -> Place | None:
    """Find the municipality of an installation that has just one."""
    ids = list(session.scalars(select(Municipality.id).limit(2)))
    return read_municipality(session, ids[0]) if len(ids) == 1 else None


def list_organisations(session: Session) -> list[str]:
    """List the organisations of the municipality that is bound, by name."""
    return list(session.scalars(select(Organisation.name).order_by(Organisation.name)))


def _one(session: Session, condition: Any) -> Place:
    columns = select(Municipality.id, Municipality.slug, Municipality.name, Municipality.settings).where(condition)
    row = session.execute(columns).one_or_none()
    if row is None:
        raise NotFound("municipality")
    return Place(*row)


def add_organisation(session: Session, municipality_id: int, name: str, sector: str | None = None) -> None:
    """List an organisation for the reporters of a municipality; a name that is there already keeps its row."""
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise Refused(f"organisation: 1 to {_LONGEST_NAME} characters")
    if sector is not None and sector not in labels("sectors"):
        raise Refused(f"sector {sector}: one of {', '.join(labels('sectors'))}")
    added = insert(Organisation).values(municipality_id=municipality_id, name=name, sector=sector)
    session.execute(
        added.on_conflict_do_update(
            constraint="uq_organisation_municipality_id_name", set_={"sector": added.excluded.sector}
        )
    )


def invite_reporters(
    session: Session, municipality_id: int, sector: str | None, organisation: str | None, expires_at: datetime | None
) -> str:
    """Make a link for reporters that fills in sector and organisation, and return its token. It gives no rights."""
    if sector is not None and sector not in labels("sectors"):
        raise Refused(f"sector {sector}: one of {', '.join(labels('sectors'))}")
    if organisation is not None and not 0 < len(organisation.strip()) <= _LONGEST_NAME:
        raise Refused(f"organisation: 1 to {_LONGEST_NAME} characters")
    token = new_token()
    session.add(
        Invitation(
            municipality_id=municipality_id,
            token_hash=hash_token(token),
            sector=sector,
            organisation=organisation,
            expires_at=expires_at,
        )
    )
    return token


def set_setting(session: Session, municipality_id: int, name: str, value: str) -> Any:
    """Change a setting of the municipality that is bound, and return it; `retention.drafts` names one inside another.

    Raises Refused for a name that is not in DEFAULTS, or a value of another kind than its default.
    """
    place = read_municipality(session, municipality_id)
    outer, _, inner = name.partition(".")
    if name not in _names():
        raise Refused(f"setting {name}: one of {', '.join(_names())}")
    new: Any
    if inner:
        known: dict[str, Any] = {**DEFAULTS[outer], **place.settings.get(outer, {})}
        new = {**known, inner: _like(name, known[inner], value)}
    else:
        new = _like(name, DEFAULTS[outer], value)
    session.execute(
        update(Municipality)
        .where(Municipality.id == municipality_id)
        .values(settings=func.jsonb_set(Municipality.settings, [outer], cast(new, JSONB)))
    )
    return new


def _read_days(value: str) -> list[str]:
    days = sorted({part.strip() for part in value.split(",") if part.strip()})
    try:
        read_closed(days)
    except ValueError:
        raise Refused(f"setting closing_days: 07-11 or 2026-12-24, with commas, at most {MOST_CLOSED}") from None
    return days


def _names() -> list[str]:
    nested = "retention"
    return [*(name for name in DEFAULTS if name != nested), *(f"{nested}.{inner}" for inner in DEFAULTS[nested])]


def _like(name: str, default: Any, value: str) -> Any:
    """Read a value by the rule of its name, else as the kind of thing that its default is."""
    if name == "languages" and not {part.strip() for part in value.split(",")} <= {"", *OTHERS}:
        raise Refused(f"setting {name}: of {', '.join(OTHERS)}")
    if name == "closing_days":
        return _read_days(value)
    if name in _CHOICES and value not in _CHOICES[name]:
        raise Refused(f"setting {name}: one of {', '.join(_CHOICES[name])}")
    if name == "colour" and not _COLOUR.fullmatch(value):
        raise Refused(f"setting {name}: six hexadecimal digits, such as 0d5f63, or nothing")
    if name == LOGO and not LOGO_NAME.fullmatch(value):
        raise Refused(f"setting {name}: sent in on the page Huisstijl, or nothing")
    return _of_kind(name, default, value)


def _of_kind(name: str, default: Any, value: str) -> Any:
    if isinstance(default, list):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(default, bool):
        if value.casefold() not in _TRUE | _FALSE:
            raise Refused(f"setting {name}: ja or nee")
        return value.casefold() in _TRUE
    if isinstance(default, int):
        if not value.isdecimal() or not 0 < int(value) <= _MOST_DAYS:
            raise Refused(f"setting {name}: a whole number of days, 1 to {_MOST_DAYS}")
        return int(value)
    if len(value) > _LONGEST_TEXT:
        raise Refused(f"setting {name}: at most {_LONGEST_TEXT} characters")
    return value
