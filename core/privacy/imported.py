"""Files that were put in and wait, or whose refused rows can be fetched: gone after as long as other deliveries."""

from sqlalchemy import ColumnElement, delete, literal, select, update
from sqlalchemy.orm import Session

from core.privacy.periods import Category, Limits, Part, change
from core.store.tables import ImportPart, ImportRun

# What never was put in whole, and now cannot be any more.
_HALF = ("nieuw", "bezig", "gestopt")


def _every(_limits: Limits) -> ColumnElement[bool]:
    return literal(value=True)


def _parts(limits: Limits) -> ColumnElement[bool]:
    return ImportPart.made_at < limits.before("intake")


def _erase_parts(session: Session, limits: Limits) -> int:
    """Erase rows that are too old, and what their columns are; an import that still had rows to put in says so."""
    waits = select(ImportPart.import_id).where(_parts(limits), ImportPart.waits)
    half = update(ImportRun).where(ImportRun.id.in_(waits), ImportRun.state.in_(_HALF)).values(state="verlopen")
    gone = update(ImportRun).where(ImportRun.made_at < limits.before("intake"), ImportRun.content.is_not(None))
    for statement in (half, gone.values(content=None)):
        session.execute(statement.execution_options(synchronize_session=False))
    return change(session, delete(ImportPart).where(_parts(limits)))


FILES = Category("files", (Part(ImportPart, _every, _parts, _erase_parts),))
