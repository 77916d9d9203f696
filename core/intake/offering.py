"""Offering: when a story comes to its review, the public fiches that are like it; only words that anyone may read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.alike import MOST, is_unlikened
from core.dialogue.engine import step
from core.dialogue.events import Alike, Findings, Likened, Prompt
from core.dialogue.labels import mark_story, tell
from core.intake.draft import Draft
from core.intake.joining import APPROVED, CLOSED
from core.intake.look import read_language
from core.log import describe_error
from core.municipalities import Place
from core.opening import open_text
from core.store.tables import Fiche, PublicText
from core.words import DUTCH

if TYPE_CHECKING:
    from uuid import UUID

    from core.classify.kept import Key
    from core.classify.model import Model

log = structlog.get_logger()

# A fiche that is less likely than this to be about the same problem is not offered. Measured by `bench/alike.py` on 36
# public texts and 1,040 stories: two of three stories about one of them then see it, and of the stories about none of
# them one in eight sees a fiche that it is not about.
LEAST = 0.3
# So much of a public text is shown; so many texts of a municipality are compared, the latest fiches first.
_OPENING, _COMPARED = 160, 400


@dataclass(frozen=True, slots=True)
class _Public:
    fiche_id: "UUID"
    version: int
    fiche: Alike


def offer_fiches(session: Session, context: Context, place: Place, draft: Draft) -> tuple[Prompt, ...]:
    """Note in a draft on review the public fiches that are like its story, and give the review with them.

    Nothing where no model runs, or where it fails: words alone find too few (`bench/alike.py`), and the review stays
    as it is.
    """
    if not is_unlikened(draft.form, draft.dialogue):
        return ()
    story = tell(draft.form, draft.dialogue)
    found = find_alike(session, context, place, story)
    if not found:
        return ()
    likened = Likened(mark_story(draft.form, draft.dialogue))
    taken = step(draft.form, draft.dialogue, likened, Findings(fiches=found))
    draft.dialogue = taken.dialogue
    return taken.prompts


def find_alike(session: Session, context: Context, place: Place, story: str) -> tuple[Alike, ...]:
    """Find the open public fiches of the bound municipality that are like a story, the most alike first."""
    model = context.shelf.model(place.slug) if place.setting("model") else None
    if model is None or read_language(story) != DUTCH:
        return ()
    public = _list_public(session, place)
    if not public:
        return ()
    try:
        return _rank(session, context, model, public, story)
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        log.warning("story not likened", **describe_error(error))
        return ()


def _list_public(session: Session, place: Place) -> list[_Public]:
    """List what is public and open, without the whole texts: most of them stand in memory already."""
    begins = func.left(PublicText.text, 2 * _OPENING)
    rows = session.execute(
        select(Fiche.id, PublicText.version, Fiche.number, PublicText.title, begins)
        .join(PublicText, PublicText.fiche_id == Fiche.id)
        .where(PublicText.municipality_id == place.id, PublicText.state == APPROVED)
        .where(Fiche.status != CLOSED, Fiche.merged_into_id.is_(None))
        .order_by(Fiche.number.desc())
        .limit(_COMPARED)
    )
    return [_Public(id_, version, Alike(number, title, open_text(text, _OPENING)))
            for id_, version, number, title, text in rows]  # fmt: skip


def _say(public: _Public) -> str:
    return f"{public.fiche.title}. {public.fiche.opening}"


def _rank(session: Session, context: Context, model: "Model", public: list[_Public], story: str) -> tuple[Alike, ...]:
    import numpy as np  # noqa: PLC0415 # only where a model runs

    from core.classify.likeness import share_words  # noqa: PLC0415 # onnxruntime is loaded by who uses a model
    from core.classify.model import weigh  # noqa: PLC0415 # the same

    keys: list[Key] = [(one.fiche_id, one.version, model.name) for one in public]
    kept = context.kept.get(keys)
    missing = [key for key in keys if key not in kept]
    if missing:
        texts = select(PublicText.fiche_id, PublicText.title, PublicText.text)
        rows = session.execute(texts.where(PublicText.fiche_id.in_([key[0] for key in missing]))).all()
        words = {row.fiche_id: f"{row.title}. {row.text}" for row in rows}
        placed = model.locate([words.get(key[0], "") for key in missing]).astype(np.float16)
        new = dict(zip(missing, placed, strict=True))
        context.kept.put(new)
        kept = {**kept, **new}
    cosines = np.stack([kept[key] for key in keys]).astype(np.float32) @ model.locate([story])[0]
    closest: list[int] = np.argsort(-cosines, kind="stable")[:MOST].tolist()
    counts = model.calibration.likeness[1] > 0  # whether shared words say anything
    shared = [share_words(model.ngrams, story, _say(public[at])) if counts else 0.0 for at in closest]
    chances = weigh(model.calibration.likeness, cosines[closest], np.asarray(shared, np.float32))
    likely = sorted(zip(chances.tolist(), closest, strict=True), reverse=True)
    return tuple(public[at].fiche for chance, at in likely if chance >= LEAST)
