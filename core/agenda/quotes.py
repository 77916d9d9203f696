"""Quotes: which sentences of which signals may be shown beside a fiche, as a person picked them.

A quote keeps no words: it is the digest of a sentence. What is hidden in a signal later, or erased with it, or taken
back by its reporter, is therefore shown nowhere any more.
"""

import hashlib
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.agenda.table import lock_on_table
from core.people.sessions import Present
from core.store.tables import AgendaFiche, AgendaQuote, FicheSignal, Signal

_ENDS = re.compile(r"(?<=[.!?…])[ \t]+|\s*\n\s*")
# Shorter says nothing, and longer cannot be read from the last row.
_SHORTEST, _LONGEST = 12, 320  # characters
# The newest signals; a page with more could not be looked through.
MOST_SIGNALS = 40
_DIGEST = 16  # bytes


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a signal; `key` stands for it in a form, `shown`: it was picked."""

    key: str
    text: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Quotable:
    """A signal with the sentences that could be shown."""

    number: int
    sentences: tuple[Sentence, ...]


def cut_sentences(text: str) -> tuple[str, ...]:
    """Cut a text in sentences, without what is too short or too long to show; each once."""
    cut = (" ".join(part.split()) for part in _ENDS.split(text))
    return tuple(dict.fromkeys(part for part in cut if _SHORTEST <= len(part) <= _LONGEST))


def list_quotable(session: Session, present: Present, number: int, fiche: int) -> tuple[Quotable, ...]:
    """List the newest signals that carry a fiche on the table, with their sentences. Raises NotFound."""
    present.must("agenda.edit")
    present.must("signals.read")
    row = lock_on_table(session, number, fiche)
    picked = _picked(session, [row.id])[row.id]
    found: list[Quotable] = []
    for signal_id, number_, text in _texts(session, row.fiche_id):
        sentences = tuple(
            Sentence(f"{signal_id}:{digest.hex()}", sentence, (signal_id, digest) in picked)
            for sentence in cut_sentences(text)
            for digest in (digest_sentence(sentence),)
        )
        if sentences:
            found.append(Quotable(number_, sentences))
    return tuple(found)


def pick_quotes(
    session: Session, present: Present, number: int, fiche: int, before: Iterable[str], chosen: Iterable[str]
) -> bool:
    """Let sentences be shown, by their keys, and others no more; False when nothing changed.

    `before`: what was picked on the page; only what differs from it is changed, so that a colleague's picks stay.
    """
    present.must("agenda.edit")
    present.must("signals.read")
    row = lock_on_table(session, number, fiche)
    was, wanted = _read_keys(before), _read_keys(chosen)
    there = {
        (id_, digest_sentence(part)) for id_, _, text in _texts(session, row.fiche_id) for part in cut_sentences(text)
    }
    changed = False
    for signal_id, digest in was - wanted:
        mine = (AgendaQuote.agenda_fiche_id == row.id, AgendaQuote.signal_id == signal_id, AgendaQuote.digest == digest)
        changed |= session.scalar(delete(AgendaQuote).where(*mine).returning(AgendaQuote.id)) is not None
    for signal_id, digest in (wanted - was) & there:
        added = insert(AgendaQuote).values(
            municipality_id=row.municipality_id, agenda_fiche_id=row.id, signal_id=signal_id, digest=digest,
            staff_id=present.staff_id,
        ).on_conflict_do_nothing().returning(AgendaQuote.id)  # fmt: skip
        changed |= session.scalar(added) is not None
    return changed


def read_quotes(session: Session, present: Present, row_id: int) -> tuple[str, ...]:
    """Read the sentences that may be shown beside a fiche on the table, and still stand in a signal that carries it."""
    present.must("agenda.read")
    picked = _picked(session, [row_id])[row_id]
    fiche_id = session.scalar(select(AgendaFiche.fiche_id).where(AgendaFiche.id == row_id))
    if not picked or fiche_id is None:
        return ()
    texts = _texts(session, fiche_id, {signal_id for signal_id, _ in picked})
    said = (part for id_, _, text in texts for part in cut_sentences(text) if (id_, digest_sentence(part)) in picked)
    return tuple(dict.fromkeys(said))


def _picked(session: Session, rows: Sequence[int]) -> dict[int, set[tuple[uuid.UUID, bytes]]]:
    found: defaultdict[int, set[tuple[uuid.UUID, bytes]]] = defaultdict(set)
    for quote in session.scalars(select(AgendaQuote).where(AgendaQuote.agenda_fiche_id.in_(rows))):
        found[quote.agenda_fiche_id].add((quote.signal_id, quote.digest))
    return found


def _texts(
    session: Session, fiche_id: uuid.UUID, only: set[uuid.UUID] | None = None
) -> list[tuple[uuid.UUID, int, str]]:
    carries = (
        select(Signal.id, Signal.number, Signal.text)
        .join(FicheSignal, FicheSignal.signal_id == Signal.id)
        .where(FicheSignal.fiche_id == fiche_id, FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
        .order_by(Signal.number.desc())
    )
    chosen = carries.limit(MOST_SIGNALS) if only is None else carries.where(Signal.id.in_(only))
    return [(row.id, row.number, row.text) for row in session.execute(chosen)]


def digest_sentence(sentence: str) -> bytes:
    """Give what a quote keeps of a sentence."""
    return hashlib.sha256(sentence.encode()).digest()[:_DIGEST]


def _read_keys(keys: Iterable[str]) -> set[tuple[uuid.UUID, bytes]]:
    found: set[tuple[uuid.UUID, bytes]] = set()
    for key in keys:
        signal, _, digest = key.partition(":")
        try:
            found.add((uuid.UUID(signal), bytes.fromhex(digest)))
        except ValueError:
            continue
    return found
