"""What people were promised will be gone in time: deliveries, drafts, letters, traces of chats, and links."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, literal, select, update
from sqlalchemy.orm import Session

from core.privacy.imported import FILES
from core.privacy.met import GUESTS
from core.privacy.periods import Category, Condition, Limits, Part, change
from core.store.tables import (
    Conversation,
    Intake,
    Invitation,
    Letter,
    SignInAttempt,
    StaffInvitation,
    StaffSession,
    Told,
)

_ATTEMPTS_KEPT = timedelta(days=1)


def _of_place(table: type[Intake | Letter], limits: Limits) -> ColumnElement[bool]:
    """Keep to the rows of one place, also for the door, which sees those of every place."""
    return table.municipality_id == limits.place.id if limits.place.id else table.municipality_id.is_(None)


def _deliveries(limits: Limits) -> ColumnElement[bool]:
    return and_(_of_place(Intake, limits), Intake.body.is_not(None))


def _old_deliveries(limits: Limits) -> ColumnElement[bool]:
    return and_(_deliveries(limits), Intake.received_at < limits.before("intake"))


def _homeless(limits: Limits) -> ColumnElement[bool]:
    """Words that wait for a municipality wait no longer than a draft."""
    waits = and_(Intake.state == "waiting", Intake.held, Intake.reason == "where")
    return and_(_deliveries(limits), waits, Intake.received_at < limits.before("drafts"))


def _deliveries_part(due: Condition) -> Part:
    def erase(session: Session, limits: Limits) -> int:
        gone: dict[str, Any] = {"state": "settled", "outcome": "aside", "reason": "expired", "held": False}
        gone |= {"body": None, "lookup": None, "settled_at": limits.now}
        return change(session, update(Intake).where(due(limits)).values(gone))

    return Part(Intake, _deliveries, due, erase)


def _open(_limits: Limits) -> ColumnElement[bool]:
    return Conversation.state == "open"


def _drafts(limits: Limits) -> ColumnElement[bool]:
    return and_(_open(limits), Conversation.touched_at < limits.before("drafts"))


def _erase_drafts(session: Session, limits: Limits) -> int:
    gone: dict[str, Any] = {"state": "erased", "dialogue": None, "link": None, "link_hash": None}
    return change(session, update(Conversation).where(_drafts(limits)).values(gone))


def _letters(limits: Limits) -> ColumnElement[bool]:
    return and_(_of_place(Letter, limits), Letter.body.is_not(None))


def _old_letters(limits: Limits) -> ColumnElement[bool]:
    return and_(_letters(limits), Letter.queued_at < limits.before("intake"))


def _erase_letters(session: Session, limits: Limits) -> int:
    gone: dict[str, Any] = {"state": "dropped", "reason": "expired", "body": None, "lookup": None}
    if limits.place.id:
        # What they were to tell was not told: the next digest does.
        held = select(Letter.id).where(_old_letters(limits))
        untold = (
            update(Told).where(Told.letter_id.in_(held), Told.state == "queued").values(state="failed", why="expired")
        )
        session.execute(untold.execution_options(synchronize_session=False))
    return change(session, update(Letter).where(_old_letters(limits)).values(gone))


def _traces_part(table: type[Intake | Letter], moment: Any) -> Part:
    """Settled rows that still tell which chat they were of: nobody needs to know that for longer."""

    def there(limits: Limits) -> ColumnElement[bool]:
        return and_(_of_place(table, limits), table.body.is_(None), table.lookup.is_not(None))

    def due(limits: Limits) -> ColumnElement[bool]:
        return and_(there(limits), moment < limits.before("intake"))

    def erase(session: Session, limits: Limits) -> int:
        return change(session, update(table).where(due(limits)).values({"lookup": None}))

    return Part(table, there, due, erase)


def _term_part(table: type[StaffSession | StaffInvitation | Invitation]) -> Part:
    def due(limits: Limits) -> ColumnElement[bool]:
        return table.expires_at <= limits.now

    def erase(session: Session, limits: Limits) -> int:
        return change(session, delete(table).where(due(limits)))

    return Part(table, _all, due, erase)


def _attempts(limits: Limits) -> ColumnElement[bool]:
    return and_(SignInAttempt.slow_until < limits.now, SignInAttempt.since < limits.now - _ATTEMPTS_KEPT)


def _erase_attempts(session: Session, limits: Limits) -> int:
    return change(session, delete(SignInAttempt).where(_attempts(limits)))


def _all(_limits: Limits) -> ColumnElement[bool]:
    return literal(value=True)


_LETTERS = Category("letters", (Part(Letter, _letters, _old_letters, _erase_letters),))
_TRACES = Category("traces", (_traces_part(Intake, Intake.received_at), _traces_part(Letter, Letter.queued_at)))

PROMISED = (
    Category("intake", (_deliveries_part(_old_deliveries),)),
    Category("drafts", (Part(Conversation, _open, _drafts, _erase_drafts),)),
    _LETTERS,
    _TRACES,
    GUESTS,
    FILES,
    Category("access", tuple(_term_part(table) for table in (StaffSession, StaffInvitation, Invitation))),
)
# What no municipality sees, because nobody could tell whose it is: erased by the door.
UNPLACED = (
    Category("intake", (_deliveries_part(_homeless), _deliveries_part(_old_deliveries))),
    _LETTERS,
    _TRACES,
    Category("attempts", (Part(SignInAttempt, _all, _attempts, _erase_attempts),)),
)
