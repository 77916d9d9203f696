"""Heard: what the reporter of a signal was told about it, in which letter, and why she got that; never where she is."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.feedback.digest_model import NEWS
from core.feedback.schedules import read_schedule
from core.people.sessions import Present
from core.store.tables import DigestRun, DigestSent, Fiche, FicheSignal, Journal, Letter, Reporter, Signal, Told

READ = "signals.read"
_MOST = 200  # entries
AT_ONCE = "brief"


@dataclass(frozen=True, slots=True)
class Happened:
    """What a letter told: what happened, as the journal calls it, and to which fiche (None: to the signal)."""

    what: str
    fiche: int | None


@dataclass(frozen=True, slots=True)
class Heard:
    """One letter, or what is still to be told. `kind`: brief (at once), nieuws, stil or jaar (a digest).

    `state`: of what it tells, planned to withdrawn; `at`: when it was handed over, else when it is due. `slot`: of the
    digest's run; None: no run sent it. `response`: what the relay said when it took it, for whoever has to look it up
    there.
    """

    kind: str
    state: str
    why: str
    at: datetime
    slot: datetime | None
    told: tuple[Happened, ...]
    response: str = ""


@dataclass(frozen=True, slots=True)
class Hearing:
    """All letters about a signal, the newest first, and how its reporter hears. `rhythm`: `chosen` or the place's.

    `known`: there is a reporter; without one nobody was told anything.
    """

    known: bool
    rhythm: str
    chosen: bool
    scope: str
    letters: tuple[Heard, ...]


def read_heard(session: Session, present: Present, signal_id: uuid.UUID) -> Hearing:
    """Read what a reporter heard about a signal; in four queries. Raises NotAllowed."""
    present.must(READ)
    found = session.execute(
        select(Reporter.id, Reporter.rhythm, Reporter.scope, Signal.received_at)
        .join(Signal, Signal.reporter_id == Reporter.id)
        .where(Signal.id == signal_id)
    ).one_or_none()
    usual = read_schedule(session).rhythm
    if found is None:
        return Hearing(known=False, rhythm=usual, chosen=False, scope="alles", letters=())
    letters = [*_told(session, found.id, signal_id), *_bare(session, found.id, found.received_at)]
    letters.sort(key=lambda letter: letter.at, reverse=True)
    return Hearing(
        known=True,
        rhythm=found.rhythm or usual,
        chosen=found.rhythm is not None,
        scope=found.scope,
        letters=tuple(letters),
    )


def _told(session: Session, reporter_id: uuid.UUID, signal_id: uuid.UUID) -> list[Heard]:
    """Read what told her of the signal, or of a fiche that it is in."""
    held = select(FicheSignal.fiche_id).where(FicheSignal.signal_id == signal_id)
    rows = session.execute(
        select(
            Told.state, Told.why, Told.due_at, Told.done_at, Told.letter_id,
            Journal.what, Fiche.number, DigestSent.kind, DigestRun.slot, Letter.response,
        )
        .join(Journal, Journal.id == Told.entry_id)
        .outerjoin(Fiche, Fiche.id == Journal.fiche_id)
        .outerjoin(Letter, Letter.id == Told.letter_id)
        .outerjoin(DigestSent, DigestSent.letter_id == Told.letter_id)
        .outerjoin(DigestRun, DigestRun.id == DigestSent.run_id)
        .where(Told.reporter_id == reporter_id, or_(Journal.signal_id == signal_id, Journal.fiche_id.in_(held)))
        .order_by(Told.id.desc())
        .limit(_MOST)
    )  # fmt: skip
    letters: dict[object, Heard] = {}
    for place, row in enumerate(rows):
        key = row.letter_id or place
        first = letters.get(key)
        happened = Happened(row.what, row.number)
        told = (*(first.told if first else ()), *(() if first and happened in first.told else (happened,)))
        letters[key] = Heard(
            row.kind or AT_ONCE,
            row.state,
            row.why or "",
            row.done_at or row.due_at,
            row.slot,
            told,
            row.response or "",
        )
    return list(letters.values())


def _bare(session: Session, reporter_id: uuid.UUID, since: datetime) -> list[Heard]:
    """Read the digests that told her that there is no news yet, or of a whole year."""
    rows = session.execute(
        select(
            DigestSent.kind,
            DigestSent.made_at,
            Letter.state,
            Letter.reason,
            Letter.sent_at,
            Letter.response,
            DigestRun.slot,
        )
        .outerjoin(Letter, Letter.id == DigestSent.letter_id)
        .outerjoin(DigestRun, DigestRun.id == DigestSent.run_id)
        .where(DigestSent.reporter_id == reporter_id, DigestSent.kind != NEWS, DigestSent.made_at >= since)
        .order_by(DigestSent.made_at.desc())
        .limit(_MOST)
    )
    return [
        Heard(
            row.kind,
            row.state or "sent",
            row.reason or "",
            row.sent_at or row.made_at,
            row.slot,
            (),
            row.response or "",
        )
        for row in rows
    ]
