"""Offering: when a story comes to its review, the public fiches that are like it; only words that anyone may read."""

import structlog
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.alike import is_unlikened
from core.dialogue.engine import step
from core.dialogue.events import Alike, Findings, Likened, Prompt
from core.dialogue.labels import mark_story, tell
from core.intake.draft import Draft
from core.intake.look import read_language
from core.log import describe_error
from core.municipalities import Place
from core.words import DUTCH

log = structlog.get_logger()


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
    if not place.setting("model") or read_language(story) != DUTCH:
        return ()
    from core.classify.alike import find_public  # noqa: PLC0415 # onnxruntime is loaded by who uses a model

    try:
        model = context.shelf.model(place.slug)
        return find_public(session, context.kept, model, place.id, story) if model else ()
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        log.warning("story not likened", **describe_error(error))
        return ()
