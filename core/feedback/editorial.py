"""The editorial: a paragraph that a municipality puts at the head of its next digests, and which goes out once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import Refused
from core.intake.normalise import normalise
from core.people.audit import note
from core.people.sessions import Present
from core.review.fiches import Behind, Changed
from core.review.personal import UNSAID, Handling, handle
from core.store.tables import Editorial, Staff

WRITE = "digests.write"
LONGEST = 600  # characters


class TooLong(Refused):
    """A paragraph of more than LONGEST characters."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The paragraph that waits for the next digest; version 0: there is none."""

    text: str = ""
    version: int = 0


def read_editorial(session: Session) -> Paragraph:
    """Read the paragraph of the bound municipality that waits."""
    row = session.execute(select(Editorial.text, Editorial.version).where(Editorial.run_id.is_(None))).one_or_none()
    return Paragraph(row.text, row.version) if row else Paragraph()


def write_editorial(
    session: Session, present: Present, text: str, version: int, at: datetime, handling: Handling = UNSAID
) -> Changed | Behind:
    """Write the paragraph for the next digest, change it, or take it away with an empty text.

    `version`: that of the page. Raises TooLong, HasPersonal (core.review.personal), NotAllowed.
    """
    present.must(WRITE)
    text = normalise(text)
    if len(text) > LONGEST:
        raise TooLong("editorial")
    row = session.scalar(select(Editorial).where(Editorial.run_id.is_(None)).with_for_update())
    if text == (row.text if row else ""):
        return Changed(changed=False)
    if (row.version if row else 0) != version:
        return _behind(session, row, at)
    (text,) = handle(session, (text,), (row.text if row else "",), handling).texts
    values = {"text": text, "version": version + 1, "staff_id": present.staff_id, "written_at": at}
    if row is None:
        added = insert(Editorial).values(municipality_id=present.place.id, **values)
        if session.scalar(added.on_conflict_do_nothing().returning(Editorial.id)) is None:
            other = session.scalar(select(Editorial).where(Editorial.run_id.is_(None)))
            return _behind(session, other, at)
    elif text:
        for name, value in values.items():
            setattr(row, name, value)
        session.flush()
    else:
        session.execute(delete(Editorial).where(Editorial.id == row.id))
    note(session, present.place.id, present.staff_id, "digest.editorial")
    return Changed(changed=True)


def _behind(session: Session, row: Editorial | None, at: datetime) -> Behind:
    """Say who wrote it meanwhile; nobody: it went out, or was taken away."""
    if row is None:
        return Behind("", at)
    by = session.scalar(select(Staff.email).where(Staff.id == row.staff_id)) if row.staff_id else ""
    return Behind(by or "", row.written_at)
