"""The terms of a municipality: its dates, the days it is closed, who leads the processors and who stands in."""

import re
import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.municipalities import Place, read_municipality, set_setting
from core.people.audit import note
from core.people.roles import PERMISSIONS, allows
from core.people.sessions import Present
from core.store.tables import Staff
from core.working_days import read_closed

PERMISSION = "terms.set"
DAYS = ("working_days", "answer_days", "silent_days", "queue_days")
MOST_DAYS = 365
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """The terms as somebody typed them: whole numbers by name, days as people write them, ids of staff."""

    days: dict[str, str]
    closed: str
    lead: str
    backup: str


def show_terms(place: Place) -> Typed:
    """Give the terms that hold, as the form shows them."""
    return Typed(
        {name: str(place.setting(name)) for name in DAYS},
        "\n".join(_write_day(day) for day in place.setting("closing_days")),
        str(place.setting("lead")),
        str(place.setting("backup")),
    )


def list_processors(session: Session) -> tuple[tuple[uuid.UUID, str], ...]:
    """List who can lead or stand in: id and e-mail of who can sign in and may decide about signals."""
    deciding = [role for role in PERMISSIONS if allows(role, "signals.decide")]
    rows = session.execute(
        select(Staff.id, Staff.email).where(Staff.disabled_at.is_(None), Staff.role.in_(deciding)).order_by(Staff.email)
    )
    return tuple((row.id, row.email) for row in rows)


def set_terms(session: Session, present: Present, typed: Typed) -> tuple[str, ...]:
    """Set what was typed, where it differs, and name the fields that cannot be so; then nothing is set."""
    present.must(PERMISSION)
    known = {"", *(str(id_) for id_, _ in list_processors(session))}
    closed = read_written(typed.closed)
    wrong = [name for name in DAYS if not _counts(typed.days.get(name, ""))]
    wrong += ["closing_days"] if closed is None else []
    wrong += [name for name in ("lead", "backup") if getattr(typed, name) not in known]
    if typed.lead and typed.lead == typed.backup:
        wrong.append("backup")
    if wrong:
        return tuple(wrong)
    place = read_municipality(session, present.place.id)
    wanted = {**typed.days, "closing_days": ",".join(closed or ()), "lead": typed.lead, "backup": typed.backup}
    for name, value in wanted.items():
        held = place.setting(name)
        if (",".join(held) if isinstance(held, list) else str(held)) != value:  # pyright: ignore[reportUnknownArgumentType]  # a list of days
            set_setting(session, place.id, name, value)
            note(session, place.id, present.staff_id, f"terms.{name}")
    return ()


def read_written(typed: str) -> list[str] | None:
    """Read days as people write them, one a line: 11/7 for each year, 24/12/2026 for once; None for anything else."""
    days = [_DAY.fullmatch(part.strip()) for part in re.split(r"[\n,;]", typed) if part.strip()]
    written = [_read_day(found) if found else "" for found in days]
    try:
        read_closed(written)
    except ValueError:
        return None
    return sorted(set(written))


def _read_day(found: re.Match[str]) -> str:
    day = f"{int(found[2]):02}-{int(found[1]):02}"
    return f"{found[3]}-{day}" if found[3] else day


def _write_day(written: str) -> str:
    if len(written) == len("07-11"):
        return f"{int(written[3:])}/{int(written[:2])}"
    day = date.fromisoformat(written)
    return f"{day.day}/{day.month}/{day.year}"


def _counts(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and 0 < int(typed) <= MOST_DAYS
