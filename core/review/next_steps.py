"""The next step of a fiche: what its state still asks for before it can get on, derived from the table of moves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.review.fiche_moves import (
    ABOVE,
    ACTION,
    CLOSED,
    DRAFT,
    MOVES,
    PARKED,
    PRIORITY,
    TESTED,
    Facts,
    Move,
    missing_for,
)

# The state that usually follows; what else can follow stands beside it on the page.
FORWARD: Mapping[str, str] = {
    DRAFT: TESTED,
    TESTED: PRIORITY,
    PRIORITY: ACTION,
    PARKED: PRIORITY,
    ACTION: CLOSED,
    ABOVE: CLOSED,
    CLOSED: ACTION,
}
CLOSING = "sluiten"  # what is said of a fiche whose reporters are being told
JUDGED = 3  # scores that people give


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next step depends on, beside the facts of a move; `may`: permissions of who looks.

    `asked`: she was asked to pull, and did not answer. `scores`: how many of JUDGED are given. `ended`: how many
    actions are over. `talks`: how often it was talked about. `logged`: something was noted as it was followed up.
    `hints`: how many words of its title and text may name, blame or solve. `telling`: while it is being closed, how
    many were told, of how many, and how many cannot be.
    """

    facts: Facts
    may: frozenset[str] = frozenset()
    asked: bool = False
    scores: int = 0
    ended: int = 0
    talks: int = 0
    logged: bool = False
    hints: int = 0
    telling: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: `where` is the anchor on the page. `needed`: the next state asks for it, else it is advice.

    `own`: who looks may do it herself. `count` is a number that its text may say.
    """

    name: str
    where: str
    done: bool
    needed: bool
    own: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is needed to get on: `about` is the state (or CLOSING), `to` the state that usually follows."""

    about: str
    to: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Gate:
    """A step that a move asks for, and the names of what is missing (`missing_for`) while it is not done."""

    name: str
    where: str
    permission: str
    missing: frozenset[str]


_GATES: Mapping[str, tuple[_Gate, ...]] = {
    TESTED: (
        _Gate("describe", "description", "fiches.edit", frozenset({"description"})),
        _Gate("recognise", "signalen", "signals.decide", frozenset({"reason"})),
    ),
    ACTION: (
        _Gate("puller", "trekker", "fiches.edit", frozenset({"puller", "accepts", "reason"})),
        _Gate("action", "acties", "actions.edit", frozenset({"action"})),
    ),
}
# What each state lets open on the page; the rest is folded.
OPENED: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({"signalen"}),
    TESTED: frozenset({"scores"}),
    PRIORITY: frozenset({"trekker", "acties"}),
    PARKED: frozenset(),
    ACTION: frozenset({"acties", "log"}),
    ABOVE: frozenset({"log"}),
    CLOSED: frozenset(),
}


def find_next(standing: Standing) -> NextStep:
    """Say what is needed to get on, in the order in which it is done; the move itself comes last."""
    status = standing.facts.status
    if standing.telling is not None:
        return NextStep(CLOSING, CLOSED, _telling(standing, *standing.telling))
    answers = (Step("answer", "trekker", done=False, needed=True, own=True),) if standing.asked else ()
    to = FORWARD[status]
    if status == CLOSED:
        return NextStep(status, to, (*answers, *_after(standing)))
    move = Step(f"move.{status}", f"naar-{to}", done=False, needed=True, own="fiches.edit" in standing.may)
    return NextStep(status, to, (*answers, *_gates(standing, to), *_advice(standing), move))


def _gates(standing: Standing, to: str) -> tuple[Step, ...]:
    missing = {*missing_for(standing.facts, Move(to), date.min, ())}
    counts = {"recognise": standing.facts.organisations, "action": standing.facts.actions}
    return tuple(
        Step(
            gate.name,
            gate.where,
            done=not gate.missing & missing,
            needed=True,
            own=gate.permission in standing.may,
            count=counts.get(gate.name, 0),
        )
        for gate in _GATES.get(to, ())
    )


def _advice(standing: Standing) -> tuple[Step, ...]:
    """Name what helps and is not asked for."""
    facts, may = standing.facts, standing.may
    logs = Step("log", "log", done=standing.logged, needed=False, own="fiches.log" in may)
    neutral = Step("neutral", "title", done=False, needed=False, own="fiches.edit" in may, count=standing.hints)
    advice: Mapping[str, tuple[Step, ...]] = {
        DRAFT: (neutral,) if standing.hints else (),
        TESTED: (
            Step("score", "scores", standing.scores >= JUDGED, needed=False, own="fiches.score" in may,
                 count=standing.scores),
            Step("discuss", "momenten", standing.talks > 0, needed=False, own="agenda.edit" in may,
                 count=standing.talks),
        ),
        ACTION: (
            Step("finish", "acties", done=not facts.actions and standing.ended > 0, needed=False,
                 own="actions.edit" in may, count=facts.actions),
            logs,
        ),
        ABOVE: (replace(logs, name="answered"),),
    }  # fmt: skip
    return advice.get(facts.status, ())


def _telling(standing: Standing, told: int, of: int, stuck: int) -> tuple[Step, ...]:
    own = "fiches.edit" in standing.may
    tell = Step("tell", "status", done=told == of, needed=True, own=own, count=of - told)
    return (tell, *((Step("stuck", "status", done=False, needed=True, own=own, count=stuck),) if stuck else ()))


def _after(standing: Standing) -> tuple[Step, ...]:
    own = "fiches.edit" in standing.may
    reopen = tuple(
        Step("reopen", f"naar-{to}", done=False, needed=False, own=own) for to in MOVES[standing.facts.status]
    )
    return (*reopen, Step("again", "terugkerend", done=False, needed=False, own=own))
