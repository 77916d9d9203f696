"""Acts on a fiche: its words changed and its state moved, each with who and when; nothing is overwritten unseen."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotPossible, Refused
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.sessions import Present
from core.review.action_rows import count_open_actions, put_action
from core.review.action_words import LONGEST_TITLE, ActionWords, owned_at_first
from core.review.bundling import lock_fiche, must_stand, note_fiche, tidy_title
from core.review.closing import begin_closing, is_closing, must_not_close
from core.review.evidence import count_evidence, read_sources
from core.review.fiche_moves import ACTION, CLOSED, MOVES, PARKED, Facts, Move, missing_for
from core.review.personal import UNSAID, Handling, handle
from core.store.tables import Fiche, Journal, Staff
from core.store.tables.fiche import OUTCOMES, OUTSIDE

EDITED, MOVED, LABELLED, FOLLOWED = "edited", "moved", "fiche.labelled", "fiche.followed"
PULLER_ASKED, PULLER_ANSWERED, PULLER_OUTSIDE = "fiche.asked", "fiche.answered", "fiche.outside"
WENT, TOOK, PARTED, PUT_BACK = "fiche.went", "fiche.took", "fiche.parted", "fiche.put-back"
# What makes a page of a fiche out of date.
_VERSIONS = (
    EDITED, MOVED, LABELLED, FOLLOWED, PULLER_ASKED, PULLER_ANSWERED, PULLER_OUTSIDE, WENT, TOOK, PARTED, PUT_BACK,
)  # fmt: skip
LONGEST_DESCRIPTION = 4000  # characters
_LONGEST_REASON, _LONGEST_NAME = 1000, 120


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a fiche."""

    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Done; `changed` is False when all of it was so already."""

    changed: bool


@dataclass(frozen=True, slots=True)
class Behind:
    """Not done: somebody changed the fiche since the page was opened. `by` is her e-mail, where known."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lacking:
    """Not done: what the state asks for is missing, by name (core.review.fiche_moves.missing_for)."""

    names: tuple[str, ...]


class TooLong(Refused):
    """A description of more than LONGEST_DESCRIPTION characters."""


def edit_fiche(
    session: Session, present: Present, number: int, wording: Wording, version: int, handling: Handling = UNSAID
) -> Changed | Behind:
    """Change the title and description of a fiche; the title it had is kept.

    `version`: that of the page; `handling`: what to do with personal data. Raises NoTitle (core.review.bundling),
    TooLong, HasPersonal, WentUp, NotFound.
    """
    present.must("fiches.edit")
    title, description = tidy_title(wording.title), normalise(wording.description)
    if len(description) > LONGEST_DESCRIPTION:
        raise TooLong("description")
    fiche = lock_fiche(session, number)
    must_stand(fiche)
    if (fiche.title, fiche.description) == (title, description):
        return Changed(changed=False)
    if fiche.version != version:
        return behind(session, fiche)
    handled = handle(session, (title, description), (fiche.title, fiche.description), handling)
    title, description = handled.texts
    changed = [
        name for name, value in (("title", title), ("description", description)) if getattr(fiche, name) != value
    ]
    if fiche.title != title:
        fiche.former_titles = [*(old for old in fiche.former_titles if old not in (title, fiche.title)), fiche.title]
    fiche.title, fiche.description = title, description
    write_fiche(
        session, present, fiche, EDITED, {"fields": changed} | ({"reason": handled.reason} if handled.reason else {})
    )
    return Changed(changed=True)


def move_fiche(
    session: Session, present: Present, number: int, move: Move, version: int, today: date
) -> Changed | Behind | Lacking:
    """Give a fiche another state, with what that asks for. Raises NotPossible for a move that does not exist."""
    present.must("fiches.edit")
    fiche = lock_fiche(session, number)
    move = _tidy(session, move)
    if move.puller == fiche.puller:
        move = replace(move, puller="")
    must_stand(fiche)
    if move.to == CLOSED and is_closing(session, fiche.id):
        return Changed(changed=False)
    must_not_close(session, fiche)
    if fiche.version != version:
        # The same form twice: the first time it did what it asks.
        again = fiche.status == move.to and fiche.version == version + 1
        return Changed(changed=False) if again else behind(session, fiche)
    if move.to not in MOVES[fiche.status]:
        raise NotPossible("fiche: move")
    evidence = count_evidence(read_sources(session, [fiche.id])[fiche.id])
    actions = count_open_actions(session, fiche.id)
    facts = Facts(
        fiche.status,
        fiche.description,
        evidence.organisations,
        fiche.puller or "",
        actions,
        fiche.puller_answer or "",
        fiche.puller_note or "",
    )
    missing = missing_for(facts, move, today, OUTCOMES)
    if missing:
        return Lacking(missing)
    if move.to == CLOSED and begin_closing(session, present, fiche, move):
        _touch(session, fiche)  # it closes once everybody was told
        return Changed(changed=True)
    details = _details(fiche, move)
    fiche.status = move.to
    fiche.review_on = move.review_on if move.to == PARKED else None
    fiche.outcome, fiche.told = (move.outcome, move.told) if move.to == CLOSED else (None, None)
    if move.to == ACTION and move.puller:
        fiche.puller, fiche.puller_id, fiche.puller_answer, fiche.puller_note = move.puller, None, OUTSIDE, move.reason
    write_fiche(session, present, fiche, MOVED, details)
    if move.to == ACTION and move.action:
        # Who pulls does it, until somebody says otherwise.
        owner_id, owner = owned_at_first(fiche)
        words = ActionWords(move.action, owner_id=owner_id, owner=owner, due_on=move.action_due)
        put_action(session, present, fiche, words)
    return Changed(changed=True)


def _details(fiche: Fiche, move: Move) -> dict[str, Any]:
    """Give what the journal keeps of a move."""
    details: dict[str, Any] = {"from": fiche.status, "to": move.to}
    details |= {name: value for name in ("reason", "puller") if (value := getattr(move, name))}
    if move.to == PARKED and move.review_on is not None:
        details["review_on"] = move.review_on.isoformat()
    if move.to == CLOSED:
        details |= {"outcome": move.outcome, "told": move.told}
    return details


def _tidy(session: Session, move: Move) -> Move:
    """Screen what goes into the journal, which is never rewritten; who pulls is named on purpose."""
    guard = read_guard(session)

    def screen(text: str) -> str:
        return guard.hide(normalise(text)[:_LONGEST_REASON])

    return replace(
        move,
        reason=screen(move.reason),
        told=screen(move.told) if move.to == CLOSED else "",
        puller=" ".join(normalise(move.puller).split())[:_LONGEST_NAME] if move.to == ACTION else "",
        action=screen(" ".join(move.action.split())[:LONGEST_TITLE]) if move.to == ACTION else "",
    )


def behind(session: Session, fiche: Fiche) -> Behind:
    """Say who changed a fiche last, and when; Refused when nobody did."""
    last = (
        select(Journal.at, Staff.email)
        .outerjoin(Staff, Staff.id == Journal.staff_id)
        .where(Journal.fiche_id == fiche.id, Journal.what.in_(_VERSIONS))
        .order_by(Journal.id.desc())
        .limit(1)
    )
    found = session.execute(last).one_or_none()
    if found is None:  # a form that was tampered with
        raise Refused("fiche: version")
    return Behind(found.email or "", found.at)


def write_fiche(session: Session, present: Present, fiche: Fiche, what: str, details: dict[str, Any]) -> None:
    """Write down a change of a locked fiche that makes its pages out of date."""
    _touch(session, fiche)
    note_fiche(session, present, fiche, what, details)


def _touch(session: Session, fiche: Fiche) -> None:
    fiche.version += 1
    fiche.changed_at = session.scalar(select(func.clock_timestamp())) or fiche.changed_at
    session.flush()
