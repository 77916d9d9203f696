"""What a municipality writes about itself on its public page, and how far that page is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.intake.normalise import normalise
from core.municipalities import read_municipality, set_setting
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Publication, PublicationDue

PERMISSION = "public.set"
# By setting, how many characters it takes.
LONGEST: Mapping[str, int] = {"public_intro": 2000, "public_agreements": 2000, "public_contact": 300}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the public page stands: made when, with how much on it; `waits`: something changed and comes soon."""

    made_at: datetime | None = None
    fiches: int = 0
    actions: int = 0
    days: int = 0
    waits: bool = False


def read_own_page(session: Session, present: Present) -> dict[str, str]:
    """Read what the bound municipality wrote, by setting."""
    present.must(PERMISSION)
    place = read_municipality(session, present.place.id)
    return {name: str(place.setting(name)) for name in LONGEST}


def set_own_page(session: Session, present: Present, typed: Mapping[str, str]) -> tuple[str, ...]:
    """Set what was typed where it differs, and name the fields that are too long; then nothing is set."""
    present.must(PERMISSION)
    tidy = {name: normalise(typed.get(name, "")).strip() for name in LONGEST}
    wrong = tuple(name for name, most in LONGEST.items() if len(tidy[name]) > most)
    if not wrong:
        held = read_own_page(session, present)
        for name, value in tidy.items():
            if held[name] != value:
                set_setting(session, present.place.id, name, value)
                note(session, present.place.id, present.staff_id, f"public.{name.removeprefix('public_')}")
    return wrong


def read_standing(session: Session) -> Standing:
    """Read how the public page of the bound municipality stands."""
    waits = session.scalar(select(PublicationDue.id).limit(1)) is not None
    row = session.execute(select(Publication.made_at, Publication.summary)).one_or_none()
    if row is None:
        return Standing(waits=waits)
    summary = row.summary
    days = len(summary.get("days", ()))
    return Standing(row.made_at, summary.get("fiches", 0), summary.get("actions", 0), days, waits)
