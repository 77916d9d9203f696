"""The words of an action, made fit to be kept: tidied, screened, and the complaints about what cannot be."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.store.tables import Fiche, Staff
from core.store.tables.fiche import ACCEPTED

LONGEST_TITLE, LONGEST_NAME, LONGEST_TEXT = 150, 120, 2000  # characters
MOST_PARTNERS = 20
# The codes of the multi-year plan (BBC) differ from one municipality to the next: WVG100, AP-1.2, 2026/ACT-12.
_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9 ._/-]{0,38}[A-Z0-9])?", re.ASCII)
_SCREENED = ("title", "description", "before", "after", "source")


@dataclass(frozen=True, slots=True)
class ActionWords:
    """What somebody types about an action. Whose it is: `owner_id`, a colleague, or `owner`, a function elsewhere."""

    title: str = ""
    description: str = ""
    owner_id: uuid.UUID | None = None
    owner: str = ""
    partners: tuple[str, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    plan_code: str = ""
    before: str = ""
    after: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Not done: these fields cannot be as they are."""

    names: tuple[str, ...]


def tidy_words(session: Session, words: ActionWords) -> ActionWords | Wrong:
    """Tidy and screen what was typed; the names of owner and partners are given on purpose and stay."""
    guard = read_guard(session)
    lines = {name: " ".join(normalise(getattr(words, name)).split()) for name in ("title", "owner")}
    texts = {name: normalise(getattr(words, name)) for name in ("description", "before", "after", "source")}
    tidy = replace(
        words,
        **lines,
        **texts,
        partners=read_partners("\n".join(words.partners)),
        plan_code=" ".join(words.plan_code.upper().split()),
        owner_id=words.owner_id if _works_here(session, words.owner_id) else None,
    )
    if wrong := _complain(tidy):
        return Wrong(wrong)
    return replace(tidy, **{name: guard.hide(getattr(tidy, name)) for name in _SCREENED})


def read_partners(typed: str) -> tuple[str, ...]:
    """Read names, one a line or with commas between them; each once."""
    names = (" ".join(normalise(name).split()) for name in re.split(r"[\n,;]", typed))
    return tuple(dict.fromkeys(name for name in names if name))


def is_plan_code(code: str) -> bool:
    """Tell whether this can be a code of a multi-year plan: capitals and digits, at least one digit, short."""
    return _CODE.fullmatch(code) is not None and any(sign.isdigit() for sign in code)


def owned_at_first(fiche: Fiche) -> tuple[uuid.UUID | None, str]:
    """Say whose an action of a fiche is until somebody says otherwise, as `owner_id` and `owner`: its puller's.

    A colleague's only once she said yes; nobody's where nobody pulls.
    """
    if fiche.puller_id is None:
        return None, fiche.puller or ""
    return (fiche.puller_id if fiche.puller_answer == ACCEPTED else None), ""


def list_owners(session: Session) -> tuple[tuple[uuid.UUID, str], ...]:
    """List the colleagues who can own an action: id and e-mail of who can sign in."""
    rows = session.execute(select(Staff.id, Staff.email).where(Staff.disabled_at.is_(None)).order_by(Staff.email))
    return tuple((row.id, row.email) for row in rows)


def _works_here(session: Session, staff_id: uuid.UUID | None) -> bool:
    return staff_id is not None and session.scalar(select(Staff.id).where(Staff.id == staff_id)) is not None


def _complain(words: ActionWords) -> tuple[str, ...]:
    reversed_days = words.starts_on and words.due_on and words.due_on < words.starts_on
    wrong = {
        "title": not words.title or len(words.title) > LONGEST_TITLE,
        "owner": (not words.owner and words.owner_id is None) or len(words.owner) > LONGEST_NAME,
        "partners": not _short(words.partners),
        "due_on": bool(reversed_days),
        "plan_code": bool(words.plan_code) and not is_plan_code(words.plan_code),
        **{name: len(getattr(words, name)) > LONGEST_TEXT for name in ("description", "before", "after", "source")},
    }
    return tuple(name for name, complains in wrong.items() if complains)


def _short(partners: Sequence[str]) -> bool:
    return len(partners) <= MOST_PARTNERS and all(len(name) <= LONGEST_NAME for name in partners)
