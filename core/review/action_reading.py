"""Actions as staff read them: those of a fiche, all of a municipality narrowed and page after page, and one."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, any_, func, literal, or_, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.people.sessions import Present
from core.review.action_moves import MOVES, OPEN
from core.review.action_rows import words_of
from core.review.action_words import ActionWords
from core.review.history import name_keys
from core.review.scope import within_fiches
from core.store.tables import Action, Fiche, Staff

PAGE = 30
_PERMISSION = "fiches.read"
_LONGEST_SEARCH = 200  # characters


@dataclass(frozen=True, slots=True)
class ActionFilters:
    """What the list is narrowed to; empty: everything. `owner_id`: a colleague; `owner`: words in an owner's name.

    `open`: still to be done; `overdue`: that, and past its date. `after`: the id of the last action of the page before.
    """

    owner_id: uuid.UUID | None = None
    owner: str = ""
    state: str = ""
    theme: str = ""
    open: bool = False
    overdue: bool = False
    after: uuid.UUID | None = None

    @property
    def any(self) -> bool:
        """Tell whether anything is narrowed."""
        return bool(self.owner_id or self.owner or self.state or self.theme or self.open or self.overdue)


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action with its fiche; `owner` is the e-mail of a colleague, or a name. `late`: past its date and not done."""

    id: uuid.UUID
    fiche: int
    fiche_title: str
    fiche_status: str
    themes: tuple[str, ...]
    words: ActionWords
    owner: str
    state: str
    begun_on: date | None
    ended_on: date | None
    stop_reason: str
    version: int
    late: bool
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionList:
    """A page of actions, the first due first and those without a date last; `next` is None at the end."""

    lines: tuple[ActionShown, ...]
    total: int
    next: uuid.UUID | None


def list_actions(session: Session, present: Present, filters: ActionFilters, today: date) -> ActionList:
    """List the actions of the bound municipality; so many queries however many there are."""
    narrowed = [*within_fiches(present, _PERMISSION), *_narrowing(filters, today)]
    counted = select(func.count()).select_from(Action).join(Fiche, Fiche.id == Action.fiche_id).where(*narrowed)
    total = session.scalar(counted) or 0
    page = _columns().where(*narrowed)
    if filters.after is not None:
        page = page.where(_beyond(session, filters.after))
    order = (Action.due_on.asc().nulls_last(), Action.id)
    rows = session.execute(page.order_by(*order).limit(PAGE + 1)).all()
    lines = tuple(_shown(*row, today=today) for row in rows[:PAGE])
    return ActionList(lines, total, lines[-1].id if len(rows) > PAGE else None)


def actions_of(session: Session, present: Present, number: int, today: date) -> tuple[ActionShown, ...]:
    """List the actions of a fiche: what is still to be done first, the first due first."""
    rows = session.execute(
        _columns()
        .where(Fiche.number == number, *within_fiches(present, _PERMISSION))
        .order_by(Action.ended_on.desc().nulls_first(), Action.due_on.asc().nulls_last(), Action.id)
    )
    return tuple(_shown(*row, today=today) for row in rows)


def read_action(session: Session, present: Present, action_id: uuid.UUID, today: date) -> ActionShown:
    """Read an action of the bound municipality; NotFound when there is none."""
    mine = _columns().where(Action.id == action_id, *within_fiches(present, _PERMISSION))
    row = session.execute(mine).one_or_none()
    if row is None:
        raise NotFound("action")
    return _shown(*row, today=today)


def _columns() -> Select[Action, Fiche, str]:
    columns = select(Action, Fiche, Staff.email).join(Fiche, Fiche.id == Action.fiche_id)
    return columns.outerjoin(Staff, Staff.id == Action.owner_id)


def _narrowing(filters: ActionFilters, today: date) -> list[ColumnElement[bool]]:
    given: list[ColumnElement[bool]] = []
    if filters.owner_id is not None:
        given.append(Action.owner_id == filters.owner_id)
    if words := " ".join(filters.owner.replace("\x00", " ").split())[:_LONGEST_SEARCH]:
        # Some hundreds of actions in a municipality at most.
        given.append(Action.owner.icontains(words, autoescape=True))
    if filters.state:
        given.append(Action.state == filters.state)
    if filters.theme:
        given.append(literal(filters.theme) == any_(Fiche.themes))
    if filters.open or filters.overdue:
        given.append(Action.state.in_(OPEN))
    if filters.overdue:
        given.append(Action.due_on < today)
    return given


def _beyond(session: Session, after: uuid.UUID) -> ColumnElement[bool]:
    """Say what stands after an action in the list; one that is not there any more begins at the top."""
    here = session.execute(select(Action.due_on).where(Action.id == after)).one_or_none()
    if here is None:
        return literal(value=True)
    if here.due_on is None:
        return and_(Action.due_on.is_(None), Action.id > after)
    later = or_(Action.due_on > here.due_on, and_(Action.due_on == here.due_on, Action.id > after))
    return or_(later, Action.due_on.is_(None))


def _shown(action: Action, fiche: Fiche, email: str | None, *, today: date) -> ActionShown:
    return ActionShown(
        id=action.id,
        fiche=fiche.number,
        fiche_title=fiche.title,
        fiche_status=fiche.status,
        themes=name_keys("themes", fiche.themes),
        words=words_of(action),
        owner=email or action.owner,
        state=action.state,
        begun_on=action.begun_on,
        ended_on=action.ended_on,
        stop_reason=action.stop_reason,
        version=action.version,
        late=action.state in OPEN and action.due_on is not None and action.due_on < today,
        moves=MOVES[action.state],
    )
