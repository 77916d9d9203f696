"""What hangs on a signal and may hold its words: letters that wait, questions, quotes, its reporter, its fiches.

What a person can change on a page is hers, and only warned of (`find_fiches`); what nobody can mend is replaced.
"""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.orm import Session

from core.agenda.quotes import cut_sentences, digest_sentence
from core.context import Context
from core.errors import NotPossible
from core.intake.letters import letter_place
from core.review.masking import count_in, mask_letter, mask_row
from core.store.tables import (
    Action,
    AgendaFiche,
    AgendaItem,
    AgendaNote,
    AgendaQuote,
    Approval,
    Closing,
    Contact,
    Fiche,
    FicheItem,
    FicheScore,
    FicheSignal,
    Journal,
    Letter,
    PublicText,
    Question,
    Remark,
    Reporter,
    Signal,
    Told,
    Weighing,
)

_UNSENT = ("queued", "failed")


@dataclass(frozen=True, slots=True)
class FicheSpot:
    """A fiche with the words in what people can change: `where` of words, items, public, actions and agenda."""

    number: int
    title: str
    where: tuple[str, ...]


def fiches_around(signal_id: uuid.UUID) -> Select[uuid.UUID]:
    """Select the fiches that a signal is or was in."""
    return select(FicheSignal.fiche_id).where(FicheSignal.signal_id == signal_id)


def find_fiches(session: Session, signal_id: uuid.UUID, pattern: re.Pattern[str]) -> tuple[FicheSpot, ...]:
    """Find the fiches of a signal with the words in texts that people can change, and in which of those."""
    found: dict[uuid.UUID, set[str]] = {}
    for where, rows in _changeable(signal_id):
        for fiche_id, *texts in session.execute(rows).all():
            if count_in(texts, pattern):
                found.setdefault(fiche_id, set()).add(where)
    fiches = select(Fiche.id, Fiche.number, Fiche.title).where(Fiche.id.in_(found)).order_by(Fiche.number)
    return tuple(FicheSpot(row.number, row.title, tuple(sorted(found[row.id]))) for row in session.execute(fiches))


def _changeable(signal_id: uuid.UUID) -> tuple[tuple[str, Any], ...]:
    around = fiches_around(signal_id)
    return (
        ("words", select(Fiche.id, Fiche.title, Fiche.description, Fiche.puller).where(Fiche.id.in_(around))),
        ("items", select(FicheItem.fiche_id, FicheItem.text, FicheItem.source).where(FicheItem.fiche_id.in_(around))),
        (
            "public",
            select(PublicText.fiche_id, PublicText.title, PublicText.text).where(PublicText.fiche_id.in_(around)),
        ),
        (
            "actions",
            select(
                Action.fiche_id, Action.title, Action.description, Action.owner, Action.partners, Action.stop_reason,
                Action.before, Action.after, Action.source, Action.plan_code,
            ).where(Action.fiche_id.in_(around)),
        ),
        (
            "agenda",
            select(
                AgendaFiche.fiche_id, AgendaFiche.question, AgendaItem.title, AgendaItem.body, AgendaItem.venue
            )
            .join(AgendaItem, AgendaItem.id == AgendaFiche.item_id)
            .where(AgendaFiche.fiche_id.in_(around)),
        ),
    )  # fmt: skip


def hide_beside(
    session: Session, context: Context, signal: Signal, before: str, pattern: re.Pattern[str], instead: str
) -> Counter[str]:
    """Hide words in what hangs on a signal; gives how many rows, by place. `before`: its text as it was.

    NotPossible while a letter with them is just being sent.
    """
    return Counter(
        letters=_hide_in_letters(session, context, signal, pattern, instead),
        questions=_hide_in(
            session, select(Question).where(Question.signal_id == signal.id), ("text",), pattern, instead
        ),
        weighings=_hide_in(
            session, select(Weighing).where(Weighing.signal_id == signal.id), ("remark",), pattern, instead
        ),
        remarks=_hide_in(
            session,
            select(Remark).where(Remark.reporter_id == signal.reporter_id),
            ("text", "answer"),
            pattern,
            instead,
        ),
        reporter=_hide_in(
            session, select(Reporter).where(Reporter.id == signal.reporter_id), ("organisation",), pattern, instead
        ),
        quotes=_hide_in_quotes(session, signal, before, pattern, instead),
        fiches=sum(_hide_in(session, rows, names, pattern, instead) for rows, names in _kept(signal.id)),
    )


def count_beside(session: Session, signal_id: uuid.UUID, pattern: re.Pattern[str]) -> dict[str, int]:
    """Count the questions, entries of logs and kept texts of fiches with the words."""
    of_fiches = Journal.fiche_id.in_(fiches_around(signal_id))
    entries = session.scalars(select(Journal.details).where(or_(Journal.signal_id == signal_id, of_fiches)))
    asked = session.scalars(select(Question.text).where(Question.signal_id == signal_id))
    kept = (getattr(row, name) for rows, names in _kept(signal_id) for row in session.scalars(rows) for name in names)
    return {
        "questions": sum(count_in(text, pattern) for text in asked),
        "journal": sum(count_in(details, pattern) for details in entries),
        "fiches": sum(count_in(held, pattern) for held in kept),
    }


def _kept(signal_id: uuid.UUID) -> tuple[tuple[Select[Any], tuple[str, ...]], ...]:
    """List the texts about the fiches of a signal that nobody can change on a page."""
    around = fiches_around(signal_id)
    meetings = select(AgendaFiche.item_id).where(AgendaFiche.fiche_id.in_(around))
    return (
        (select(Fiche).where(Fiche.id.in_(around)).order_by(Fiche.number), ("former_titles", "told", "puller_note")),
        (select(Closing).where(Closing.fiche_id.in_(around)), ("told",)),
        (select(FicheScore).where(FicheScore.fiche_id.in_(around)), ("note",)),
        (select(Approval).where(Approval.fiche_id.in_(around)), ("reason",)),
        (select(AgendaNote).where(AgendaNote.item_id.in_(meetings)), ("text",)),
    )


def _hide_in(session: Session, rows: Select[Any], names: Sequence[str], pattern: re.Pattern[str], instead: str) -> int:
    changed = [mask_row(row, names, pattern, instead) > 0 for row in session.scalars(rows).all()]
    session.flush()
    return sum(changed)


def _hide_in_letters(session: Session, context: Context, signal: Signal, pattern: re.Pattern[str], instead: str) -> int:
    """Hide words in letters that were not sent yet: to the reporter, and to whoever is told of its fiches."""
    hers = select(Contact.door_id, Contact.lookup).where(Contact.reporter_id == signal.reporter_id)
    told = (
        select(Told.letter_id)
        .join(Journal, Journal.id == Told.entry_id)
        .where(Journal.fiche_id.in_(fiches_around(signal.id)), Told.letter_id.is_not(None))
    )
    waiting = select(Letter).where(
        or_(tuple_(Letter.door_id, Letter.lookup).in_(hers), Letter.id.in_(told)),
        Letter.state.in_((*_UNSENT, "sending")),
        Letter.body.is_not(None),
    )
    hidden = 0
    for letter in session.scalars(waiting.order_by(Letter.seq).with_for_update()):
        place = letter_place(letter.municipality_id, letter.id)
        body = context.keys.open_json(letter.body or b"", place)
        masked = mask_letter(body, pattern, instead)
        if masked == body:
            continue
        if letter.state not in _UNSENT:
            raise NotPossible("letter: being sent")
        letter.body = context.keys.seal_json(masked, place)
        hidden += 1
    return hidden


def _hide_in_quotes(session: Session, signal: Signal, before: str, pattern: re.Pattern[str], instead: str) -> int:
    """Let a quote be the digest of its sentence as it reads now; one whose sentence is gone goes too."""
    there = {digest_sentence(sentence): sentence for sentence in cut_sentences(before)}
    still = {digest_sentence(sentence) for sentence in cut_sentences(signal.text)}
    quotes = session.scalars(select(AgendaQuote).where(AgendaQuote.signal_id == signal.id)).all()
    moved = 0
    for quote in quotes:
        if quote.digest in still:
            continue
        now = digest_sentence(pattern.sub(instead, there.get(quote.digest, "")))
        twice = any(now == other.digest and other.agenda_fiche_id == quote.agenda_fiche_id for other in quotes)
        session.delete(quote)
        if now in still and not twice:
            session.add(
                AgendaQuote(
                    municipality_id=quote.municipality_id,
                    agenda_fiche_id=quote.agenda_fiche_id,
                    signal_id=signal.id,
                    digest=now,
                    staff_id=quote.staff_id,
                )
            )
        moved += 1
    session.flush()
    return moved
