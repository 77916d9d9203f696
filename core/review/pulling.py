"""Who pulls a fiche: a colleague who is asked and accepts or declines, or someone outside with what was agreed."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotAllowed, NotPossible, Refused
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.roles import allows
from core.people.sessions import Present
from core.review.action_words import owned_at_first
from core.review.bundling import CLOSED, lock_fiche
from core.review.fiche_moves import ACTION
from core.review.fiche_reading import FicheShown
from core.review.fiches import PULLER_ANSWERED, PULLER_ASKED, PULLER_OUTSIDE, Behind, Changed, behind, write_fiche
from core.review.personal import screen_line
from core.store.tables import Fiche, Staff
from core.store.tables.fiche import ACCEPTED, ASKED, DECLINED, OUTSIDE

LONGEST_NAME, LONGEST_NOTE = 120, 300  # characters


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who can be asked to pull a fiche."""

    id: uuid.UUID
    email: str


@dataclass(frozen=True, slots=True)
class Pulling:
    """Who pulls a fiche, as it stands: `answer` is one of ASKED, ACCEPTED, DECLINED, OUTSIDE, or empty for nobody.

    `mine`: it is the one who looks that was asked. `colleagues`: who can be asked.
    """

    puller: str
    answer: str
    note: str
    mine: bool
    colleagues: tuple[Colleague, ...]


class NoPuller(Refused):
    """Not taken: `names` says which of colleague, outside and outside_note is missing."""

    def __init__(self, *names: str) -> None:
        """Take the names of the fields."""
        super().__init__(", ".join(names))
        self.names = names


def ask_puller(session: Session, present: Present, number: int, staff_id: uuid.UUID, version: int) -> Changed | Behind:
    """Ask a colleague to pull a fiche; who asks herself has accepted. Raises NoPuller, NotFound, NotPossible."""
    present.must("fiches.edit")
    staff = session.scalar(select(Staff).where(Staff.id == staff_id, Staff.disabled_at.is_(None)))
    if staff is None or not allows(staff.role, "fiches.read"):
        raise NoPuller("colleague")
    fiche = _open(session, number)
    answer = ACCEPTED if staff.id == present.staff_id else ASKED
    if (fiche.puller_id, fiche.puller_answer) in ((staff.id, ASKED), (staff.id, ACCEPTED)):
        return Changed(changed=False)
    if fiche.version != version:
        return behind(session, fiche)
    fiche.puller, fiche.puller_id, fiche.puller_answer, fiche.puller_note = staff.email, staff.id, answer, None
    write_fiche(session, present, fiche, PULLER_ASKED, {"puller": staff.email, "answer": answer})
    return Changed(changed=True)


def answer_puller(session: Session, present: Present, number: int, *, accepts: bool, note: str) -> Changed:
    """Accept to pull a fiche, or decline, as the colleague who was asked; NotAllowed for anyone else.

    Who declines is not its puller any more; that she was asked stays in the journal.
    """
    present.reach("fiches.read")
    fiche = _open(session, number)
    if fiche.puller_id != present.staff_id:
        raise NotAllowed("fiche: puller")
    said = screen_line(read_guard(session), note, LONGEST_NOTE)
    if accepts and fiche.puller_answer == ACCEPTED:
        return Changed(changed=False)
    if not accepts and fiche.status == ACTION:
        # Somebody pulls what is acted upon: another one is asked first.
        raise NotPossible("fiche: puller")
    fiche.puller_answer, fiche.puller_note = (ACCEPTED if accepts else DECLINED), said or None
    if not accepts:
        fiche.puller, fiche.puller_id = None, None
    details: dict[str, Any] = {"answer": fiche.puller_answer, "note": said}
    write_fiche(session, present, fiche, PULLER_ANSWERED, details)
    return Changed(changed=True)


def set_outside(
    session: Session, present: Present, number: int, said: tuple[str, str], version: int
) -> Changed | Behind:
    """Say who outside pulls a fiche (a function or an organisation), and what was agreed with whom."""
    present.must("fiches.edit")
    name = " ".join(normalise(said[0]).split())[:LONGEST_NAME]
    note = screen_line(read_guard(session), said[1], LONGEST_NOTE)
    wrong = [field for field, value in (("outside", name), ("outside_note", note)) if not value]
    if wrong:
        raise NoPuller(*wrong)
    fiche = _open(session, number)
    if (fiche.puller, fiche.puller_answer, fiche.puller_note) == (name, OUTSIDE, note):
        return Changed(changed=False)
    if fiche.version != version:
        return behind(session, fiche)
    fiche.puller, fiche.puller_id, fiche.puller_answer, fiche.puller_note = name, None, OUTSIDE, note
    write_fiche(session, present, fiche, PULLER_OUTSIDE, {"puller": name, "note": note})
    return Changed(changed=True)


def read_pulling(session: Session, present: Present, shown: FicheShown) -> Pulling:
    """Read who pulls a fiche that somebody may read, and who can be asked."""
    fiche = session.scalars(select(Fiche).where(Fiche.id == shown.id)).one()
    staff = select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.email)
    may = present.may("fiches.edit")
    everyone: list[Staff] = list(session.scalars(staff)) if may else []
    return Pulling(
        fiche.puller or "",
        fiche.puller_answer or "",
        fiche.puller_note or "",
        fiche.puller_id == present.staff_id,
        tuple(Colleague(one.id, one.email) for one in everyone if allows(one.role, "fiches.read")),
    )


def read_first_owner(session: Session, shown: FicheShown) -> tuple[uuid.UUID | None, str]:
    """Read whose a new action of a fiche is, until somebody says otherwise (core.review.action_words)."""
    return owned_at_first(session.scalars(select(Fiche).where(Fiche.id == shown.id)).one())


def list_asked(session: Session, present: Present) -> tuple[tuple[int, str], ...]:
    """List the fiches that somebody was asked to pull and did not answer for: number and title."""
    asked = select(Fiche.number, Fiche.title).where(
        Fiche.puller_id == present.staff_id, Fiche.puller_answer == ASKED, Fiche.merged_into_id.is_(None)
    )
    return tuple((row.number, row.title) for row in session.execute(asked.order_by(Fiche.number)))


def _open(session: Session, number: int) -> Fiche:
    fiche = lock_fiche(session, number)
    if fiche.status == CLOSED or fiche.merged_into_id is not None:
        raise NotPossible("fiche: closed")
    return fiche
