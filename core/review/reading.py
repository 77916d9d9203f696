"""One signal as a processor reads it: opened (which puts it in review, once), with its answers and its journal."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.quality import Depth, is_thin, measure_depth
from core.dialogue.form import Form
from core.dialogue.load import labels
from core.errors import NotFound
from core.intake.supplement import answered_before
from core.municipalities import Place
from core.people.audit import note
from core.people.sessions import Present
from core.questionnaire.asked import read_told
from core.review.history import Entry, read_history
from core.review.labelling import Labels, holding, stamp
from core.review.proposed import Proposed, read_proposed
from core.review.signal_rows import lock_signal
from core.review.told import Keys, held, left_as_proposed, said, told_before
from core.store.tables import Journal, Proposal, Signal
from core.store.tables.signal import ONLY_WEIGHT

# The answers that are shown below the words themselves: column, and the question that it answers.
_ANSWERS = (
    ("breadth", "breadth"),
    ("trend", "trend"),
    ("kinds", "kinds"),
    ("levels", "rule"),
    ("others", "others"),
    ("impact", "impact"),
    ("suggestion", "suggestion"),
)
_UNKNOWN = "onbekend"
_SEVERAL = ("enkele", "veel", "groep")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a mail, screened; `why` it was left out of the signal (quote, signature, ...), empty when not."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A mail as it came, screened; `sure`: there was no doubt about what its sender wrote herself."""

    pieces: tuple[Piece, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A signal with what its keys mean: answers as (question, values), the label of its sector, and its journal.

    `whole`: the mail that it came as; None when it came otherwise, or was emptied. `labels` hold, by key; `labelled`:
    the last labelling, None while no processor's labels hold; `seen` is what a form carries of it. `told`: what the
    reporter chose or sent as it was proposed; `untouched`: of that, what she only left as the machine proposed it.
    `breadth`: how many people, in words, where she said so, and `several` where that is more than one case;
    `individual`: she said that it is one person's case. `depth`: how much it tells; `thin`: too little to work with.
    """

    id: uuid.UUID
    number: int
    text: str
    status: str
    channel: str
    sector: str
    organisation: str
    flags: tuple[str, ...]
    wants: str
    received_at: datetime
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    journal: tuple[Entry, ...]
    reachable: bool
    language: str
    whole: Whole | None
    labels: Labels
    labelled: Entry | None
    seen: str
    told: Keys
    untouched: Keys
    breadth: str
    several: bool
    individual: bool
    depth: Depth
    thin: bool
    proposed: Proposed

    @property
    def contradicted(self) -> bool:
        """Tell whether the machine is sure of the opposite of what the reporter said: a pattern or one case."""
        verdict = self.proposed.structural
        said = self.individual if verdict and verdict.label else self.several and not self.individual
        return verdict is not None and verdict.sure and said


def open_signal(session: Session, present: Present, signal_id: uuid.UUID) -> None:
    """Open a signal: a new one is in review from now on. Safe when two open it at once: the row is locked.

    Raises NotFound when it is not of the bound municipality, NotAllowed without the permission `signals.review`.
    """
    present.must("signals.review")
    signal = lock_signal(session, signal_id)
    note(session, present.place.id, present.staff_id, "signal.opened", signal.id)
    if signal.status != "nieuw":
        return
    signal.status = "in-nazicht"
    opened = Journal(
        municipality_id=signal.municipality_id,
        signal_id=signal.id,
        what="opened",
        actor="staff",
        staff_id=present.staff_id,
    )
    session.add(opened)
    session.flush()


def read_signal(session: Session, present: Present, signal_id: uuid.UUID) -> Shown:
    """Read a signal of the bound municipality: everything but who sent it. NotFound when there is none."""
    present.must("signals.read")
    signal = session.scalar(select(Signal).where(Signal.id == signal_id))
    if signal is None:
        raise NotFound("signal")
    sector = signal.sector or ""
    form = read_told(session, present.place, signal)
    history = read_history(session, signal, form)
    details = list(history.details)
    told = said(session, signal) if signal.labelled_at is None else told_before(held(signal), details)
    answers = _answers(form, signal, told, unsaid=_unsaid(session, signal))
    on = bool(present.place.setting("model"))
    return Shown(
        id=signal.id,
        number=signal.number,
        text=signal.text,
        status=signal.status,
        channel=signal.channel,
        sector=labels("sectors").get(sector, sector),
        organisation=signal.organisation or "",
        flags=tuple(signal.flags),
        wants=signal.wants,
        received_at=signal.received_at,
        answers=answers,
        journal=history.entries,
        reachable=signal.reporter_id is not None,
        language=signal.language,
        whole=_whole(signal.whole),
        labels=holding(signal, details),
        labelled=history.labelled if signal.labelled_at else None,
        seen=stamp(signal.labelled_at),
        told=told,
        untouched=left_as_proposed(told, details),
        breadth=labels("breadth").get(signal.breadth, "") if signal.breadth != _UNKNOWN else "",
        several=signal.breadth in _SEVERAL,
        individual="individual" in signal.flags,
        depth=measure_depth(
            signal.text, breadth=signal.breadth, trend=signal.trend, impact=signal.impact, kinds=told["kinds"]
        ),
        thin=is_thin(signal.text) and ONLY_WEIGHT not in signal.flags,
        proposed=read_proposed(session.get(Proposal, signal.id), on=on),
    )


def read_answers(session: Session, place: Place, signal: Signal) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read the answers of a signal as (question, values), with the labels that hold."""
    holds = said(session, signal) if signal.labelled_at is None else held(signal)
    return _answers(read_told(session, place, signal), signal, holds, unsaid=_unsaid(session, signal))


def name_signals(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Give the numbers of signals of the bound municipality, by id."""
    rows = session.execute(select(Signal.id, Signal.number).where(Signal.id.in_(ids)))
    return {row.id: row.number for row in rows}


def _unsaid(session: Session, signal: Signal) -> frozenset[str]:
    """List what stands in a signal though nobody said it: a mail has no answers until some come."""
    if signal.channel != "mail" or signal.breadth != _UNKNOWN:
        return frozenset()
    return frozenset({"breadth"}) - answered_before(session, signal)


def _answers(form: Form, signal: Signal, said: Keys, unsaid: frozenset[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    answers: list[tuple[str, tuple[str, ...]]] = []
    given: list[tuple[str, str | list[str] | None]] = [
        (key, said[column] if column in said else getattr(signal, column)) for column, key in _ANSWERS
    ]
    given += [(question.key, signal.own.get(question.key)) for question in form.questions if question.own]
    for key, value in given:
        question = form.question(key)
        if not value or question is None or key in unsaid:
            continue
        keys = [value] if isinstance(value, str) else value
        options = [question.option(option) for option in keys]
        values = tuple(option.label if option else key_ for option, key_ in zip(options, keys, strict=True))
        answers.append((question.name, values))
    return tuple(answers)


def _whole(stored: dict[str, Any] | None) -> Whole | None:
    """Read a stored mail; a piece of white space between two that were cut goes with the first."""
    if not stored:
        return None
    pieces: list[Piece] = []
    for piece in stored["pieces"]:
        text, why = piece["text"], piece["why"]
        before = pieces[-1] if pieces else None
        if before and (before.why == why or not text.strip()):
            pieces[-1] = Piece(before.text + text, before.why)
        elif text.strip():
            pieces.append(Piece(text, why))
    return Whole(tuple(Piece(piece.text.strip("\n"), piece.why) for piece in pieces), bool(stored["sure"]))
