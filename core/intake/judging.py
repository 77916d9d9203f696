"""Judging: when a story comes to its review, the model that runs says what it would propose; once for each wording."""

import structlog

from core.context import Context
from core.dialogue.engine import step
from core.dialogue.events import Judged, Prompt
from core.dialogue.labels import is_unjudged, mark_story, tell
from core.intake.draft import Draft
from core.intake.look import judge
from core.log import describe_error
from core.municipalities import Place

log = structlog.get_logger()


def judge_story(context: Context, place: Place, draft: Draft) -> tuple[Prompt, ...]:
    """Note in a draft on review what the model proposes, and give the review with it.

    Nothing where none runs, where the municipality switched it off, or where it fails: then the review stays as it is.
    """
    if not is_unjudged(draft.form, draft.dialogue) or not place.setting("model"):
        return ()
    try:
        model = context.shelf.model(place.slug)
        if model is None:
            return ()
        found = judge(model, tell(draft.form, draft.dialogue))
    except Exception as error:  # noqa: BLE001 # whatever the runtime raises: the reporter goes on without
        log.warning("story not judged", **describe_error(error))
        return ()
    judged = step(draft.form, draft.dialogue, Judged(mark_story(draft.form, draft.dialogue)), found)
    draft.dialogue = judged.dialogue
    return judged.prompts
