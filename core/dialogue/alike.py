"""Public fiches in a dialogue: those that are like the story, and the one that the reporter says it belongs to."""

from dataclasses import replace

from core.dialogue.events import Alike, Dialogue, Findings, Offered
from core.dialogue.form import Form, Question
from core.dialogue.labels import mark_story, tell

MOST = 3
# Asks for more words about a thin story: who only adds to a fiche may be short.
_NUDGE = "thin"
_SHORTEST = 2


def begin_at(dialogue: Dialogue, fiche: Alike) -> Dialogue:
    """Let a dialogue in which nothing was told yet be about a public fiche: answers lead to the review at once."""
    return replace(dialogue, joins=fiche, brief=True, hurried=True)


def begin_anew(before: Dialogue, fresh: Dialogue) -> Dialogue:
    """Let a dialogue that begins anew be about what it was begun with: a call, a public fiche."""
    fresh = replace(fresh, call=before.call)
    return begin_at(fresh, before.joins) if before.brief and before.joins else fresh


def shorten(form: Form) -> Form:
    """Give the form of who adds to a public fiche: the story may be a few words, or passed over."""
    return replace(form, questions=tuple(_shorten(q, form) for q in form.questions if q.noted != _NUDGE))


def fit(form: Form, dialogue: Dialogue) -> Form:
    """Give the form that a dialogue goes through."""
    return shorten(form) if dialogue.brief else form


def is_unlikened(form: Form, dialogue: Dialogue) -> bool:
    """Tell whether a review is on the table of a story that no public fiche was compared with yet."""
    waits = dialogue.status == "review" and dialogue.offered is None and dialogue.joins is None
    return waits and bool(tell(form, dialogue))


def offer(form: Form, dialogue: Dialogue, about: str, findings: Findings) -> Dialogue:
    """Note the public fiches that are like the story on review; a story that changed meanwhile was not compared."""
    if dialogue.status != "review" or about != mark_story(form, dialogue):
        return dialogue
    fiches = tuple(fiche for fiche in findings.fiches if fiche.number not in dialogue.unlike)
    return replace(dialogue, offered=Offered(about, fiches[:MOST]))


def drop_offer(form: Form, dialogue: Dialogue) -> Dialogue:
    """Drop what was found for another story than the one that is told; what the reporter said of a fiche stays."""
    known = dialogue.offered
    stale = known is not None and known.about != mark_story(form, dialogue)
    return replace(dialogue, offered=None) if stale else dialogue


def offers(dialogue: Dialogue) -> tuple[Alike, ...]:
    """List the fiches about which the review asks; none once she said so of one, or that it is something else."""
    if dialogue.offered is None or dialogue.joins is not None:
        return ()
    return tuple(fiche for fiche in dialogue.offered.fiches if fiche.number not in dialogue.unlike)


def join(dialogue: Dialogue, number: int) -> Dialogue:
    """Let a story on review belong to one of the fiches that were offered; any other number changes nothing."""
    known = dialogue.offered.fiches if dialogue.offered and dialogue.status == "review" else ()
    chosen = next((fiche for fiche in known if fiche.number == number), None)
    return replace(dialogue, joins=chosen, unlike=dialogue.unlike - {number}) if chosen else dialogue


def differ(form: Form, dialogue: Dialogue) -> Dialogue:
    """Let a story on review belong to none of the fiches that are offered, or no longer to the one that was chosen."""
    if dialogue.status != "review":
        return dialogue
    if dialogue.joins is None:
        return replace(dialogue, unlike=dialogue.unlike | {fiche.number for fiche in offers(dialogue)})
    if not may_differ(form, dialogue):
        return dialogue
    return replace(dialogue, joins=None, brief=False, unlike=dialogue.unlike | {dialogue.joins.number})


def may_differ(form: Form, dialogue: Dialogue) -> bool:
    """Tell whether a story may be taken away from its fiche: not when that is all that is said."""
    return dialogue.joins is not None and form.story in dialogue.answers


def _shorten(question: Question, form: Form) -> Question:
    if question.key != form.story:
        return question
    return replace(
        question,
        text=question.brief or question.text,
        hint=question.brief_hint or question.hint,
        required=False,
        shortest=_SHORTEST,
        reworded=True,
    )
