"""The journal of a signal as a processor reads it: what happened, who did it, and how its labels changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.labels import FACETS
from core.dialogue.form import Form
from core.dialogue.load import labels
from core.intake.receive import RECEIVED
from core.review.decision import DECIDED, RECONSIDERED, Decision, read_decision
from core.review.told import LABELLED
from core.store.tables import Journal, Signal, Staff


@dataclass(frozen=True, slots=True)
class Change:
    """How the labels of a facet changed, in words; `new` equals `old` when they were confirmed."""

    facet: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to a signal, and who did it: `actor` reporter, staff or machine; `by` her e-mail, where known.

    `about`: the names of the questions that were answered. Of a labelling: `via`, the facets that changed, and whether
    it was called one case. `characters`: how long an answer to a question is. `decision`: what was decided, or what
    state it was put back in.
    """

    at: datetime
    what: str
    actor: str
    by: str
    about: tuple[str, ...] = ()
    via: str = ""
    changes: tuple[Change, ...] = ()
    one_case: bool = False
    characters: int = 0
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The journal of a signal, and the details of the entries that concern its labels, oldest first."""

    entries: tuple[Entry, ...]
    details: tuple[dict[str, Any], ...]

    @property
    def labelled(self) -> Entry | None:
        """The last labelling; None when there was none."""
        return next((entry for entry in reversed(self.entries) if entry.what == LABELLED), None)


def read_history(session: Session, signal: Signal, form: Form) -> History:
    """Read the journal of a signal, oldest first; `form`: as it was told."""
    rows = session.execute(
        select(Journal.at, Journal.what, Journal.actor, Staff.email, Journal.details)
        .outerjoin(Staff, Staff.id == Journal.staff_id)
        .where(Journal.signal_id == signal.id)
        .order_by(Journal.id)
    ).all()
    entries = tuple(_entry(form, at, what, actor, email or "", details) for at, what, actor, email, details in rows)
    return History(entries, tuple(row.details for row in rows))


def name_keys(facet: str, keys: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Give the labels of keys; a key that the taxonomy does not know (any more) stays a key."""
    names = labels(facet)
    return tuple(names.get(key, key) for key in keys)


def _entry(form: Form, at: datetime, what: str, actor: str, by: str, details: dict[str, Any]) -> Entry:
    if what == LABELLED:
        changes = tuple(
            Change(facet, name_keys(facet, given["old"]), name_keys(facet, given["new"]))
            for facet in FACETS
            if (given := details.get("facets", {}).get(facet)) and given["old"] != given["new"]
        )
        one_case = details.get("structural") is False
        return Entry(at, what, actor, by, via=details.get("via", ""), changes=changes, one_case=one_case)
    if what == RECEIVED and "source" in details:  # entered on someone's behalf
        return Entry(at, what, actor, by, via=details["source"])
    if what in ("split", "rejoined", "split-off"):  # core.review.splitting
        numbers = details.get("parts") or [details["whole"]]
        return Entry(at, what, actor, by, about=tuple(map(str, numbers)))
    if what == "hidden":  # core.review.hiding, which says what kind and never what
        return Entry(at, what, actor, by, via=details["kind"])
    if what in (DECIDED, RECONSIDERED):
        return Entry(at, what, actor, by, decision=read_decision(details))
    asked: dict[str, str] = {question.key: question.name or question.text for question in form.questions}
    about = _names(asked, details.get("answers", []))
    return Entry(at, what, actor, by, about, characters=details.get("characters", 0))


def _names(asked: dict[str, str], keys: list[str]) -> tuple[str, ...]:
    return tuple(asked.get(key, key) for key in keys)
