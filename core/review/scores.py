"""Scores of a fiche: two that are computed from its signals, three that people give; side by side, never added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refused
from core.intake.guard import read_guard
from core.people.sessions import Present
from core.review.bundling import lock_fiche, note_fiche
from core.review.evidence import Origin, count_evidence, read_sources
from core.review.fiche_reading import FicheShown
from core.review.personal import screen_line
from core.store.tables import FicheScore, Staff
from core.store.tables.fiche_content import JUDGED

FREQUENCY, SUPPORT = "frequentie", "draagvlak"
COMPUTED = (FREQUENCY, SUPPORT)
SCORED = "fiche.scored"
HIGHEST = 5
LONGEST_NOTE = 300  # characters
PERIOD = timedelta(days=365)
# From how many signals in PERIOD a fiche has a score of 1, 2, 3, 4, 5.
SIGNALS: Final = (1, 3, 5, 10, 20)
# From how many organisations that are certainly different, and how many sectors, both needed.
SPREAD: Final = ((1, 0), (2, 0), (3, 2), (5, 3), (8, 4))


@dataclass(frozen=True, slots=True)
class Given:
    """A score that somebody gave; `by` is her e-mail, where known."""

    value: int
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Score:
    """A score: 0 where there is none yet. `given`: every time that people gave it, the last first.

    `count` and `sectors`: what a computed one is computed from: signals, or organisations and sectors.
    """

    kind: str
    value: int
    given: tuple[Given, ...] = ()
    count: int = 0
    sectors: int = 0

    @property
    def computed(self) -> bool:
        """Tell whether this score follows from the signals."""
        return self.kind in COMPUTED


class NoScore(Refused):
    """A score is one of JUDGED, and 1 to HIGHEST."""


def give_score(session: Session, present: Present, number: int, kind: str, value: int, note: str) -> bool:
    """Give a fiche a score; False when the same person said the same last. Raises NoScore, NotFound."""
    present.must("fiches.score")
    if kind not in JUDGED or not 1 <= value <= HIGHEST:
        raise NoScore(kind if kind in JUDGED else "score")
    fiche = lock_fiche(session, number)
    said = screen_line(read_guard(session), note, LONGEST_NOTE)
    last = select(FicheScore).where(FicheScore.fiche_id == fiche.id, FicheScore.kind == kind)
    before = session.scalar(last.order_by(FicheScore.id.desc()).limit(1))
    if before and (before.value, before.note or "", before.staff_id) == (value, said, present.staff_id):
        return False
    session.add(
        FicheScore(
            municipality_id=fiche.municipality_id,
            fiche_id=fiche.id,
            kind=kind,
            value=value,
            note=said or None,
            staff_id=present.staff_id,
        )
    )
    note_fiche(session, present, fiche, SCORED, {"kind": kind, "value": value, "note": said})
    return True


def give_scores(
    session: Session, present: Present, number: int, given: Mapping[str, tuple[int, str]]
) -> tuple[str, ...]:
    """Give a fiche scores at once, as (value, note) by kind, and name those that were written.

    One that holds already, without a note of its own, is not written. Raises NoScore, before anything is written, and
    NotFound.
    """
    present.must("fiches.score")
    fiche = lock_fiche(session, number)
    said = select(FicheScore.kind, FicheScore.value).where(FicheScore.fiche_id == fiche.id).order_by(FicheScore.id)
    holds = {row.kind: row.value for row in session.execute(said)}
    fresh = {kind: one for kind, one in given.items() if one[0] != holds.get(kind, 0) or one[1].strip()}
    for kind, (value, _) in fresh.items():
        if kind not in JUDGED or not 1 <= value <= HIGHEST:
            raise NoScore(kind if kind in JUDGED else "score")
    return tuple(kind for kind, one in fresh.items() if give_score(session, present, number, kind, *one))


def read_scores(session: Session, shown: FicheShown, now: datetime) -> tuple[Score, ...]:
    """Read the five scores of a fiche that somebody may read, in their fixed order."""
    origins = read_sources(session, [shown.id])[shown.id]
    rows = session.execute(
        select(FicheScore.kind, FicheScore.value, FicheScore.note, Staff.email, FicheScore.at)
        .outerjoin(Staff, Staff.id == FicheScore.staff_id)
        .where(FicheScore.fiche_id == shown.id)
        .order_by(FicheScore.id.desc())
    ).all()
    given = {
        kind: tuple(Given(row.value, row.note or "", row.email or "", row.at) for row in rows if row.kind == kind)
        for kind in JUDGED
    }
    people = (Score(kind, said[0].value if said else 0, said) for kind, said in given.items())
    return (*compute(origins, now), *people)


def compute(origins: Sequence[Origin], now: datetime) -> tuple[Score, Score]:
    """Compute how often and how widely the problem is seen, from where and when signals came."""
    lately = sum(1 for origin in origins if origin.received_at > now - PERIOD)
    evidence = count_evidence(origins)
    spread = sum(
        1
        for organisations, sectors in SPREAD
        if evidence.organisations >= organisations and evidence.sectors >= sectors
    )
    return (
        Score(FREQUENCY, sum(1 for least in SIGNALS if lately >= least), count=lately),
        Score(SUPPORT, spread, count=evidence.organisations, sectors=evidence.sectors),
    )
