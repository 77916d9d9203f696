"""Alike: the public fiches of a municipality that are like a story; only words that anyone may read."""

from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.kept import Kept, Key
from core.classify.likeness import share_words
from core.classify.model import Model, weigh
from core.dialogue.alike import MOST
from core.dialogue.events import Alike
from core.opening import open_text
from core.store.tables import Fiche, PublicText
from core.store.tables.fiche import CLOSED
from core.store.tables.fiche_content import APPROVED

# A fiche that is less likely than this to be about the same problem is not offered. Measured by `bench/alike.py` on 36
# public texts and 1,040 stories: two of three stories about one of them then see it, and of the stories about none of
# them one in eight sees a fiche that it is not about.
LEAST = 0.3
# So much of a public text is shown; so many texts of a municipality are compared, the latest fiches first.
_OPENING, _COMPARED = 160, 400


def find_public(session: Session, kept: Kept, model: Model, municipality_id: int, story: str) -> tuple[Alike, ...]:
    """Find the open public fiches of the bound municipality that are like a story, the most alike first.

    Two queries where texts are kept already and something is likely; the vectors of new ones are kept.
    """
    keys: list[Key] = [(id_, version, model.name) for id_, version in _list_public(session, municipality_id)]
    near = _find_near(session, kept, model, keys, story) if keys else []
    return _choose(session, model, near, story) if near else ()


def _list_public(session: Session, municipality_id: int) -> list[tuple[UUID, int]]:
    """List what is public and open, without a word of it: where the texts stand is in memory."""
    rows = session.execute(
        select(Fiche.id, PublicText.version)
        .join(PublicText, PublicText.fiche_id == Fiche.id)
        .where(PublicText.municipality_id == municipality_id, PublicText.state == APPROVED)
        .where(Fiche.status != CLOSED, Fiche.merged_into_id.is_(None))
        .order_by(Fiche.number.desc())
        .limit(_COMPARED)
    )
    return [(row.id, row.version) for row in rows]


def _find_near(session: Session, kept: Kept, model: Model, keys: list[Key], story: str) -> list[tuple[UUID, float]]:
    """Give the public texts that stand nearest to a story, with their cosines; a text is placed once."""
    stand = kept.get(keys)
    missing = [key for key in keys if key not in stand]
    if missing:
        texts = select(PublicText.fiche_id, PublicText.title, PublicText.text)
        rows = session.execute(texts.where(PublicText.fiche_id.in_([key[0] for key in missing]))).all()
        words = {row.fiche_id: _say(row.title, row.text) for row in rows}
        placed = model.locate([words.get(key[0], "") for key in missing]).astype(np.float16)
        new = dict(zip(missing, placed, strict=True))
        kept.put(new)
        stand = {**stand, **new}
    cosines = np.stack([stand[key] for key in keys]).astype(np.float32) @ model.locate([story])[0]
    closest: list[int] = np.argsort(-cosines, kind="stable")[:MOST].tolist()
    return [(keys[at][0], float(cosines[at])) for at in closest]


def _choose(session: Session, model: Model, near: list[tuple[UUID, float]], story: str) -> tuple[Alike, ...]:
    """Choose what is likely enough to be about the same problem, and read how it begins."""
    weights = model.calibration.likeness
    cosines = np.asarray([cosine for _id, cosine in near], np.float32)
    at_best = weigh(weights, cosines, np.ones_like(cosines)).tolist()  # as if they shared all their words
    likely = [id_ for (id_, _cosine), chance in zip(near, at_best, strict=True) if chance >= LEAST]
    if not likely:
        return ()
    columns = select(PublicText.fiche_id, Fiche.number, PublicText.title, PublicText.text)
    rows = session.execute(columns.join(Fiche, Fiche.id == PublicText.fiche_id).where(Fiche.id.in_(likely)))
    read = {row.fiche_id: row for row in rows}
    shared = [
        share_words(model.ngrams, story, _say(read[id_].title, read[id_].text)) if weights[1] and id_ in read else 0.0
        for id_, _cosine in near
    ]
    chances = weigh(weights, cosines, np.asarray(shared, np.float32)).tolist()
    order = sorted(zip(chances, near, strict=True), key=lambda one: -one[0])
    return tuple(
        Alike(row.number, row.title, open_text(row.text, _OPENING))
        for chance, (id_, _cosine) in order
        if chance >= LEAST and (row := read.get(id_))
    )


def _say(title: str, text: str) -> str:
    return f"{title}. {text}"
