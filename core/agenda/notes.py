"""What is noted while people talk: dots, decisions and remarks of a fiche, and that it was talked about.

A fiche's journal is told once, when who notes says that the talk is done; what is corrected after that is told too.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.agenda.items import BRUSSELS, lock_item
from core.agenda.table import lock_on_table, lock_to_decide
from core.errors import NotFound, NotPossible, Refused
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.opening import open_text
from core.people.sessions import Present
from core.review.action_words import ActionWords, Wrong, owned_at_first
from core.review.actions import add_action
from core.review.bundling import lock_fiche, note_fiche
from core.review.fiche_moves import MOVES
from core.review.fiches import Changed
from core.store.tables import AgendaFiche, AgendaItem, AgendaNote, Fiche
from core.store.tables.agenda import DECISION, REMARK

DISCUSSED, NOTED, RECOUNTED = "meet.discussed", "meet.noted", "meet.recounted"
LONGEST_NOTE = 1000  # characters
MOST_VOTES = 9999
# What an opening adds where it is cut stays within the longest title of an action (150).
_LONGEST_OPENING = 140


@dataclass(frozen=True, slots=True)
class Note:
    """A decision or remark; `proposes`: the state it proposes for its fiche, `action_id`: the action it became."""

    id: uuid.UUID
    agenda_fiche_id: int | None
    kind: str
    text: str
    proposes: str
    action_id: uuid.UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many dots there are now. `outrun`: somebody else counted since the page was opened; nothing was changed."""

    votes: int
    changed: bool
    outrun: bool = False


def list_notes(session: Session, present: Present, item_id: uuid.UUID) -> tuple[Note, ...]:
    """List what was noted at an item, as it was noted."""
    present.must("agenda.read")
    rows = session.scalars(
        select(AgendaNote).where(AgendaNote.item_id == item_id).order_by(AgendaNote.at, AgendaNote.id)
    )
    return tuple(
        Note(row.id, row.agenda_fiche_id, row.kind, row.text, row.proposes or "", row.action_id, row.at) for row in rows
    )


def count_votes(session: Session, present: Present, number: int, fiche: int, seen: int, to: int) -> Counted:
    """Let a fiche have `to` dots, where it had `seen` on the page. Raises Refused, NotFound, TalkIsOver."""
    present.must("agenda.edit")
    if not 0 <= to <= MOST_VOTES:
        raise Refused("agenda: votes")
    row = lock_to_decide(session, number, fiche)
    if row.votes == to:
        return Counted(to, changed=False)
    if row.votes != seen:
        return Counted(row.votes, changed=False, outrun=True)
    row.votes = to
    session.flush()
    if row.discussed_at is not None:
        _tell(session, present, row, fiche, RECOUNTED, {"votes": to})
    return Counted(to, changed=True)


@dataclass(frozen=True, slots=True)
class Said:
    """A decision or remark as somebody typed it; `form`: the id of the form, which counts once."""

    kind: str
    text: str
    form: uuid.UUID
    proposes: str = ""


def write_note(session: Session, present: Present, number: int, fiche: int | None, said: Said) -> bool:
    """Note a decision or remark, of a fiche on the table or (None) in general; False when there was nothing to note.

    Raises NotFound, NotPossible for a state that the fiche cannot get, TalkIsOver for a decision where it is over.
    """
    present.must("agenda.edit")
    if said.kind not in (DECISION, REMARK) or (fiche is None and said.kind == DECISION):
        raise NotPossible("agenda: note")
    item = lock_item(session, number)
    lock = lock_to_decide if said.kind == DECISION else lock_on_table
    row = lock(session, number, fiche) if fiche is not None else None
    text = read_guard(session).hide(normalise(said.text)[:LONGEST_NOTE]).strip()
    if not text:
        return False
    proposes = _proposed(session, row, said)
    added = insert(AgendaNote).values(
        id=said.form, municipality_id=item.municipality_id, item_id=item.id, kind=said.kind, text=text,
        agenda_fiche_id=row.id if row else None, proposes=proposes, staff_id=present.staff_id,
    ).on_conflict_do_nothing(index_elements=["id"]).returning(AgendaNote.id)  # fmt: skip
    done = session.scalar(added) is not None
    if done and row is not None and fiche is not None and row.discussed_at is not None and said.kind == DECISION:
        _tell(session, present, row, fiche, NOTED, {"note": text})
    return done


def hides_in(session: Session, text: str) -> bool:
    """Tell whether something about a person is hidden in a note with this text."""
    shown = normalise(text)[:LONGEST_NOTE]
    return read_guard(session).hide(shown) != shown


def drop_note(session: Session, present: Present, number: int, note_id: uuid.UUID) -> bool:
    """Take a note away; False when it is gone, became an action, or stands in the fiche's journal."""
    present.must("agenda.edit")
    item = lock_item(session, number)
    told = select(AgendaFiche.id).where(AgendaFiche.item_id == item.id, AgendaFiche.discussed_at.is_not(None))
    gone = delete(AgendaNote).where(
        AgendaNote.id == note_id,
        AgendaNote.item_id == item.id,
        AgendaNote.action_id.is_(None),
        (AgendaNote.kind == REMARK) | AgendaNote.agenda_fiche_id.not_in(told),
    )
    return session.scalar(gone.returning(AgendaNote.id)) is not None


def make_action(session: Session, present: Present, number: int, note_id: uuid.UUID) -> int | Wrong:
    """Make a decision an action of its fiche, once; gives the number of the fiche. Raises NotFound, NotPossible."""
    present.must("agenda.edit")
    item = lock_item(session, number)
    found = session.execute(
        select(AgendaNote, Fiche)
        .join(AgendaFiche, AgendaFiche.id == AgendaNote.agenda_fiche_id)
        .join(Fiche, Fiche.id == AgendaFiche.fiche_id)
        .where(AgendaNote.id == note_id, AgendaNote.item_id == item.id, AgendaNote.kind == DECISION)
    ).one_or_none()
    if found is None:
        raise NotFound("note")
    note, fiche = found
    if note.action_id is None:
        done = add_action(session, present, fiche.number, _words(present, note.text, fiche), note.id)
        if isinstance(done, Wrong):
            return done
        note.action_id = note.id
        session.flush()
    return fiche.number


def close_talk(session: Session, present: Present, number: int, fiche: int) -> Changed:
    """Say that a fiche was talked about, in its journal with the dots and decisions; nothing when that was done."""
    present.must("agenda.edit")
    row = lock_on_table(session, number, fiche)
    if row.discussed_at is not None:
        return Changed(changed=False)
    row.discussed_at = session.scalar(select(func.clock_timestamp()))
    decided = select(AgendaNote.text).where(AgendaNote.agenda_fiche_id == row.id, AgendaNote.kind == DECISION)
    said = "\n".join(session.scalars(decided.order_by(AgendaNote.at, AgendaNote.id)))
    _tell(session, present, row, fiche, DISCUSSED, {"votes": row.votes, **({"note": said} if said else {})})
    return Changed(changed=True)


def _words(present: Present, text: str, fiche: Fiche) -> ActionWords:
    """Make the words of an action: its title is how the decision begins; it is the puller's, or else who notes'."""
    title = open_text(text, _LONGEST_OPENING)
    owner_id, owner = owned_at_first(fiche)
    return ActionWords(title, "" if title == text else text, owner_id or (None if owner else present.staff_id), owner)


def _proposed(session: Session, row: AgendaFiche | None, said: Said) -> str | None:
    if row is None or not said.proposes or said.kind != DECISION:
        return None
    status = session.scalar(select(Fiche.status).where(Fiche.id == row.fiche_id)) or ""
    if said.proposes not in MOVES.get(status, ()):
        raise NotPossible("fiche: move")
    return said.proposes


def _tell(session: Session, present: Present, row: AgendaFiche, fiche: int, what: str, details: dict[str, Any]) -> None:
    item = session.get_one(AgendaItem, row.item_id)
    title = read_guard(session).hide(item.title)
    day = item.starts_at.astimezone(BRUSSELS).strftime("%d/%m/%Y")
    told = {"item": item.number, "title": title, "day": day, **details}
    note_fiche(session, present, lock_fiche(session, fiche), what, told)
