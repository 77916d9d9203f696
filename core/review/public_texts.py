"""The public text of a fiche: written apart, proposed, and approved by who may publish; a change makes a draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotFound, NotPossible, Refused
from core.insight import suppression
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.partners.approvals import find_standings
from core.people.sessions import Present
from core.review.bundling import LONGEST_TITLE, lock_fiche, note_fiche
from core.review.fiche_reading import FicheShown
from core.review.fiches import Behind, Changed
from core.review.personal import UNSAID, Handling, handle
from core.store.tables import Fiche, PublicText, Staff

DRAFT, PROPOSED, APPROVED = "ontwerp", "voorgesteld", "goedgekeurd"
REWRITTEN, PUT_FORWARD, GRANTED, WITHDRAWN = (
    "fiche.rewritten", "fiche.put-forward", "fiche.granted", "fiche.withdrawn",
)  # fmt: skip
GRANTED_DESPITE = "fiche.granted-despite"  # without the approval of partners that had to give it
# Which state follows which, and what it takes; writing makes a draft of any.
MOVES = {
    DRAFT: {PROPOSED: "fiches.edit"},
    PROPOSED: {APPROVED: "fiches.publish", DRAFT: "fiches.edit"},
    APPROVED: {DRAFT: "fiches.publish"},
}
_NAMES = {PROPOSED: PUT_FORWARD, APPROVED: GRANTED, DRAFT: WITHDRAWN}
LONGEST = 3000  # characters
SHORTEST_REASON, LONGEST_REASON = 5, 1000  # characters
_MOST = 10  # named on one page
FEWEST = 3  # signals; with fewer, the text must stand on its own, and a count is not told


@dataclass(frozen=True, slots=True)
class Publication:
    """The public text of a fiche as it stands, who put it in its `state` and when; `version` is 0 where there is none.

    `band`: how many signals may be told, in a band; empty below FEWEST.
    """

    title: str = ""
    text: str = ""
    state: str = DRAFT
    version: int = 0
    by: str = ""
    at: datetime | None = None
    band: str = ""


class NoPublicText(Refused):
    """A public text needs a title and words, neither too long: `names` says which is wrong."""

    def __init__(self, *names: str) -> None:
        """Take the names of the fields."""
        super().__init__(", ".join(names))
        self.names = names


class Unapproved(Refused):
    """Partners that have to approve these words did not, and nobody said why it goes out without them: `names`."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Take the names of the partners; how many there are is no secret."""
        super().__init__(f"public text: {len(names)} partners")
        self.names = names


def band(signals: int) -> str:
    """Say how many signals there are as the public may know it; empty below FEWEST."""
    return suppression.band(signals) if signals >= FEWEST else ""


def write_public(
    session: Session, present: Present, number: int, words: tuple[str, str], version: int, handling: Handling = UNSAID
) -> Changed | Behind:
    """Write the public title and text, which are a draft then. Raises NoPublicText, HasPersonal, NotFound."""
    present.must("fiches.edit")
    title, text = " ".join(normalise(words[0]).split()), normalise(words[1])
    wrong = [name for name, value, most in (("title", title, LONGEST_TITLE), ("text", text, LONGEST))
             if not 0 < len(value) <= most]  # fmt: skip
    if wrong:
        raise NoPublicText(*wrong)
    fiche, row = _lock(session, number)
    if row is not None and (row.title, row.text) == (title, text):
        return Changed(changed=False)
    if (row.version if row else 0) != version:
        return _behind(session, row)
    # What was kept in the fiche itself is asked again: this is for everyone to read.
    handled = handle(session, (title, text), (row.title, row.text) if row else (), handling)
    title, text = handled.texts
    if row is None:
        row = PublicText(municipality_id=fiche.municipality_id, fiche_id=fiche.id, title=title, text=text, version=0)
        session.add(row)
    row.title, row.text = title, text
    _put(session, present, (fiche, row), (DRAFT, REWRITTEN), reason=handled.reason)
    return Changed(changed=True)


def move_public(  # which text, where to, and why so
    session: Session, present: Present, number: int, to: str, version: int, despite: str = ""
) -> Changed | Behind:
    """Propose, approve or withdraw a public text; what is approved is kept in the journal, screened.

    `despite`: why it is approved without partners that have to approve the words first; kept as well. Raises NotFound
    where there is no text, NotPossible for a move that does not exist, NotAllowed, Unapproved.
    """
    fiche, row = _lock(session, number)
    if row is None:
        raise NotFound("public text")
    if row.version != version:
        return Changed(changed=False) if (row.state, row.version) == (to, version + 1) else _behind(session, row)
    if to not in MOVES[row.state]:
        raise NotPossible("public text")
    present.must(MOVES[row.state][to])
    what, kept = (_NAMES[to], {}) if to != APPROVED else _grant(session, fiche, row, despite)
    _put(session, present, (fiche, row), (to, what), **kept)
    return Changed(changed=True)


def _grant(session: Session, fiche: Fiche, row: PublicText, despite: str) -> tuple[str, dict[str, Any]]:
    """Say how a text is approved, and what is kept of that. Raises Unapproved."""
    guard = read_guard(session)
    kept = {"note": guard.hide(f"{row.title}\n{row.text}")}
    lacking = find_standings(session, fiche).lacking
    if not lacking:
        return GRANTED, kept
    why = guard.hide(normalise(despite)[:LONGEST_REASON]).strip()
    if len(why) < SHORTEST_REASON:
        raise Unapproved(lacking)
    return GRANTED_DESPITE, {**kept, "reason": why, "partners": ", ".join(lacking)}


def read_public(session: Session, shown: FicheShown) -> Publication:
    """Read the public text of a fiche that somebody may read."""
    told = band(shown.evidence.signals)
    found = session.execute(
        select(PublicText, Staff.email)
        .outerjoin(Staff, Staff.id == PublicText.staff_id)
        .where(PublicText.fiche_id == shown.id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        return Publication(band=told)
    row, email = found
    return Publication(row.title, row.text, row.state, row.version, email or "", row.at, told)


def list_proposed(session: Session, present: Present) -> tuple[tuple[int, str], ...]:
    """List the fiches whose public text waits for who may approve it, by number and title; others get none."""
    if not present.may("fiches.publish"):
        return ()
    waiting = (
        select(Fiche.number, Fiche.title)
        .join(PublicText, PublicText.fiche_id == Fiche.id)
        .where(PublicText.state == PROPOSED, Fiche.merged_into_id.is_(None))
    )
    return tuple((row.number, row.title) for row in session.execute(waiting.order_by(PublicText.at).limit(_MOST)))


def _lock(session: Session, number: int) -> tuple[Fiche, PublicText | None]:
    fiche = lock_fiche(session, number)
    row = session.scalar(
        select(PublicText).where(PublicText.fiche_id == fiche.id).execution_options(populate_existing=True)
    )
    return fiche, row


def _behind(session: Session, row: PublicText | None) -> Behind:
    if row is None:  # a form that was tampered with
        raise Refused("public text: version")
    return Behind(session.scalar(select(Staff.email).where(Staff.id == row.staff_id)) or "", row.at)


def _put(session: Session, present: Present, both: tuple[Fiche, PublicText], to: tuple[str, str], **kept: Any) -> None:
    """Put a text in a state and note it: `to` is the state and what happened."""
    (fiche, row), (state, what) = both, to
    row.state, row.version, row.staff_id = state, row.version + 1, present.staff_id
    row.at = session.scalars(select(func.clock_timestamp())).one()
    session.flush()
    note_fiche(session, present, fiche, what, {"version": row.version, **kept})
