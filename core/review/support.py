"""Evidence per sentence: which signals carry which sentence of a fiche's description, as people tick it."""

import hashlib
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.people.sessions import Present
from core.review.bundling import lock_fiche, note_fiche
from core.review.fiche_reading import FicheShown
from core.store.tables import FicheSignal, FicheSupport, Signal

SUPPORTED = "fiche.supported"
# Where a sentence ends: after its dot and the spaces behind it, or at a line's end. "bv. de" ends none.
_END = re.compile(r"(?<=[.!?])[ \t]+(?=[\"“„'«(]?[A-ZÀ-Ý0-9])|\n+")
_DIGEST = 32  # characters


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, what stands between it and the next, its digest, and the numbers of the signals that carry it."""

    text: str
    gap: str
    digest: str
    signals: tuple[int, ...] = ()


def cut_sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a text in sentences; together with what stands between them they are the text."""
    cut: list[Sentence] = []
    begin = 0
    for end in _END.finditer(text):
        cut.append(Sentence(text[begin : end.start()], end[0], _digest(text[begin : end.start()])))
        begin = end.end()
    cut.append(Sentence(text[begin:], "", _digest(text[begin:])))
    return tuple(sentence for sentence in cut if sentence.text)


def support(session: Session, present: Present, number: int, digest: str, signals: Collection[uuid.UUID]) -> bool:
    """Let a sentence be carried by these signals of the fiche alone; False when it is so. NotFound where it is gone."""
    present.must("fiches.edit")
    fiche = lock_fiche(session, number)
    sentences = {sentence.digest: place for place, sentence in enumerate(cut_sentences(fiche.description), 1)}
    if digest not in sentences:
        raise NotFound("sentence")
    inside = session.execute(
        select(Signal.id, Signal.number)
        .join(FicheSignal, FicheSignal.signal_id == Signal.id)
        .where(FicheSignal.fiche_id == fiche.id, FicheSignal.released_at.is_(None), Signal.id.in_(signals))
    ).all()
    now = {row.id for row in inside}
    mine = (FicheSupport.fiche_id == fiche.id, FicheSupport.sentence == digest)
    before = set(session.scalars(select(FicheSupport.signal_id).where(*mine)))
    if now == before:
        return False
    session.execute(delete(FicheSupport).where(*mine, FicheSupport.signal_id.in_(before - now)))
    session.add_all(
        FicheSupport(
            municipality_id=fiche.municipality_id,
            fiche_id=fiche.id,
            signal_id=signal_id,
            sentence=digest,
            staff_id=present.staff_id,
        )
        for signal_id in now - before
    )
    numbers = sorted(row.number for row in inside)
    note_fiche(session, present, fiche, SUPPORTED, {"sentence": sentences[digest], "signals": numbers})
    return True


def read_support(session: Session, shown: FicheShown) -> tuple[Sentence, ...]:
    """Read the sentences of a fiche that somebody may read, with what carries them and is still in the fiche."""
    rows = session.execute(
        select(FicheSupport.sentence, Signal.number)
        .join(Signal, Signal.id == FicheSupport.signal_id)
        .join(FicheSignal, (FicheSignal.signal_id == Signal.id) & (FicheSignal.fiche_id == FicheSupport.fiche_id))
        .where(FicheSupport.fiche_id == shown.id, FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
        .order_by(Signal.number)
    ).all()
    carried: dict[str, tuple[int, ...]] = {}
    for row in rows:
        carried[row.sentence] = (*carried.get(row.sentence, ()), row.number)
    return tuple(
        Sentence(sentence.text, sentence.gap, sentence.digest, carried.get(sentence.digest, ()))
        for sentence in cut_sentences(shown.description)
    )


def _digest(sentence: str) -> str:
    return hashlib.sha256(" ".join(sentence.casefold().split()).encode()).hexdigest()[:_DIGEST]
