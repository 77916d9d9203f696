"""Wishes: how often, about what and where a reporter hears, as she says it herself; the same through every door."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound, Refused
from core.feedback.planning import PLANNED
from core.feedback.reaching import PAUSED, kind_of
from core.feedback.schedule import BRUSSELS
from core.feedback.schedules import read_schedule
from core.intake.stopping import STOPPED, stop_letters
from core.intake.tongue import answer_language
from core.municipalities import Place
from core.store.tables import Contact, Door, Reporter, Signal, Told
from core.store.tables.digest import RHYTHMS
from core.words import DUTCH

SCOPES = ("alles", "eigen")
CHANNELS = ("mail", "telegram")
# What may be wished, by name; `until` is the day until which nothing comes, empty for none.
NAMES = ("rhythm", "scope", "channel", "language", "until")
LONGEST_PAUSE = timedelta(days=366)
_AS_TYPED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class WrongWishes(Refused):
    """Wishes that cannot be: by name, the end of the message key that says why (unknown, date, past or far)."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        """Take what is wrong."""
        super().__init__("wishes")
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Held:
    """What holds for a reporter.

    - `rhythm`: hers, or the municipality's where she chose none; `scope`; `language`, and the `languages` on offer.
    - `paused_until`: the day from which she hears again; None: she hears.
    - `ways`: the kinds of door where she has an address; `channel`: the one of them that comes first.
    - `stopped`, `gone`: those to which nothing is sent: because she asked, or because it does not arrive.
    """

    rhythm: str
    scope: str
    language: str
    languages: tuple[str, ...]
    paused_until: date | None
    ways: tuple[str, ...]
    channel: str
    stopped: frozenset[str]
    gone: frozenset[str]

    @property
    def silent(self) -> bool:
        """Tell whether she asked for nothing at all: there is an address, and none where anything goes."""
        return bool(self.stopped) and self.stopped | self.gone >= set(self.ways)


def read_wishes(session: Session, place: Place, reporter_id: uuid.UUID, today: date) -> Held:
    """Read what holds for a reporter of the bound municipality. Raises NotFound when she is not known (any more)."""
    reporter = session.get(Reporter, reporter_id)
    if reporter is None:
        raise NotFound("reporter")
    rows = session.execute(
        select(Door.kind, Contact.paused)
        .join(Contact, Contact.door_id == Door.id)
        .where(Contact.reporter_id == reporter_id, Contact.address.is_not(None), Door.kind.in_(CHANNELS))
        .order_by(Contact.used_at.desc())
    ).all()
    ways = tuple(dict.fromkeys(row.kind for row in rows))
    open_ = {row.kind for row in rows if row.paused is None}
    stopped = {row.kind for row in rows if row.paused == STOPPED} - open_
    until = reporter.paused_until
    return Held(
        rhythm=reporter.rhythm or read_schedule(session).rhythm,
        scope=reporter.scope,
        language=answer_language(place, reporter.language),
        languages=(DUTCH, *place.setting("languages")),
        paused_until=until if until is not None and until > today else None,
        ways=ways,
        channel=_first(session, reporter, ways),
        stopped=frozenset(stopped),
        gone=frozenset(ways) - open_ - stopped,
    )


def _first(session: Session, reporter: Reporter, ways: tuple[str, ...]) -> str:
    """Give the way that comes first: hers, else as she said with her last signal."""
    last = select(Signal).where(Signal.reporter_id == reporter.id).order_by(Signal.number.desc()).limit(1)
    signal = session.scalar(last)
    wanted = reporter.channel or (kind_of(signal.wants, signal.channel) if signal else "")
    return wanted if wanted in ways else next(iter(ways), "")


def set_wishes(session: Session, place: Place, reporter_id: uuid.UUID, wishes: Mapping[str, str], today: date) -> bool:
    """Hold what a reporter wishes (any of NAMES) from now on; False when it was so already.

    All of it or nothing. Raises WrongWishes, and NotFound when she is not known (any more).
    """
    reporter = session.get(Reporter, reporter_id, with_for_update=True, populate_existing=True)
    if reporter is None:
        raise NotFound("reporter")
    held = read_wishes(session, place, reporter_id, today)
    known = {"rhythm": RHYTHMS, "scope": SCOPES, "channel": held.ways, "language": held.languages}
    wrong = {name: "unknown" for name, values in known.items() if name in wishes and wishes[name] not in values}
    wrong |= dict.fromkeys(set(wishes) - set(NAMES), "unknown")
    until = reporter.paused_until
    if "until" in wishes:
        until, complaint = _read_until(wishes["until"].strip(), held.paused_until, today)
        wrong |= {"until": complaint} if complaint else {}
    if wrong:
        raise WrongWishes(wrong)
    # Who leaves everything as it was goes on with what her municipality does, also when that changes.
    chosen = {name: wishes[name] for name in known if name in wishes and wishes[name] != getattr(held, name)}
    changed = bool(chosen) or until != reporter.paused_until
    for name, value in chosen.items():
        setattr(reporter, name, value)
    reporter.language_chosen = reporter.language_chosen or "language" in chosen
    _pause(session, reporter, until)
    return changed


def _read_until(typed: str, holds: date | None, today: date) -> tuple[date | None, str]:
    """Read until when nothing is to come; a day that holds already may stay. Gives what is wrong with it as well."""
    if not typed:
        return None, ""
    as_typed = _AS_TYPED.fullmatch(typed)
    try:
        day = date(int(as_typed[3]), int(as_typed[2]), int(as_typed[1])) if as_typed else date.fromisoformat(typed)
    except ValueError:
        return None, "date"
    if day != holds and day <= today:
        return None, "past"
    return (None, "far") if day > today + LONGEST_PAUSE else (day, "")


def stop_all(session: Session, reporter_id: uuid.UUID) -> None:
    """Stop all letters to every address of a reporter; safe to repeat."""
    for contact in session.scalars(_addresses(reporter_id)):
        if contact.paused is None:
            stop_letters(session, contact)


def begin_again(session: Session, reporter_id: uuid.UUID) -> None:
    """Send letters again where she stopped them herself, and end her pause; safe to repeat."""
    for contact in session.scalars(_addresses(reporter_id)):
        if contact.paused == STOPPED:
            contact.paused = None
    reporter = session.get(Reporter, reporter_id, with_for_update=True)
    if reporter is not None:
        _pause(session, reporter, None)
    session.flush()


def _pause(session: Session, reporter: Reporter, until: date | None) -> None:
    """Pause until a day; what waited for the end of another pause is due as if there had been none."""
    if reporter.paused_until != until:
        reporter.paused_until = until
        waits = update(Told).where(Told.reporter_id == reporter.id, Told.state == PLANNED, Told.why == PAUSED)
        session.execute(waits.values(due_at=func.now(), why=None))
    session.flush()


def _addresses(reporter_id: uuid.UUID) -> Select[Contact]:
    return select(Contact).where(Contact.reporter_id == reporter_id).order_by(Contact.id).with_for_update()


def today_of(context: Context) -> date:
    """Give the day that it is in Brussels."""
    return context.clock().astimezone(BRUSSELS).date()
