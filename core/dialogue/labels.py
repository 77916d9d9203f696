"""Labels in the review: what the machine proposes for a story, and what the reporter makes of it."""

from dataclasses import replace
from hashlib import sha256

from core.dialogue.events import Dialogue, Findings, Labels, Proposed
from core.dialogue.form import Form, Question
from core.dialogue.path import path

# The questions that are offered, and how many keys of each are proposed at most.
LABELS = {"themes": 2, "target_groups": 1}
# What stands beside the story in the signal's text, and is judged with it.
_EXAMPLE = "example"
# Questions that ask already whether it also plays with others.
_ASKING = ("pattern", "elsewhere")
_SAID = "single"


def tell(form: Form, dialogue: Dialogue) -> str:
    """Give the story with its example, as it will stand in the signal; empty when none is told yet."""
    told = (dialogue.answers.get(key) for key in (form.story, _EXAMPLE))
    return "\n\n".join(text for text in told if isinstance(text, str))


def mark_story(form: Form, dialogue: Dialogue) -> str:
    """Give 16 hexadecimal characters for the story, so that a proposal is not taken for another one's."""
    return sha256(repr(tell(form, dialogue)).encode()).hexdigest()[:16]


def is_unjudged(form: Form, dialogue: Dialogue) -> bool:
    """Tell whether a review is on the table for which no model judged the story yet."""
    return dialogue.status == "review" and dialogue.proposed is None and bool(tell(form, dialogue))


def propose(form: Form, dialogue: Dialogue, about: str, findings: Findings) -> Dialogue:
    """Note what a model proposes for the story on review; a story that changed meanwhile is not what it judged."""
    if dialogue.status != "review" or about != mark_story(form, dialogue):
        return dialogue
    found = {"themes": findings.themes, "target_groups": findings.target_groups}
    sure = {key: tuple(name for name in names if _is_option(form, key, name)) for key, names in found.items()}
    return replace(
        dialogue,
        proposed=Proposed(
            about,
            findings.model,
            themes=sure["themes"][: LABELS["themes"]],
            target_groups=sure["target_groups"][: LABELS["target_groups"]],
            single=findings.single,
        ),
    )


def drop_stale(form: Form, dialogue: Dialogue) -> Dialogue:
    """Drop a proposal for another story than the one that is told; what the reporter chose herself stays."""
    known = dialogue.proposed
    if known is None or known.about == mark_story(form, dialogue):
        return dialogue
    # Who was in a hurry and told the story anew while a label was on the table reads the review again.
    back = dialogue.hurried and dialogue.at in LABELS and not dialogue.waiting
    return replace(dialogue, proposed=None, at=None, status="review") if back else replace(dialogue, proposed=None)


def held(dialogue: Dialogue, question: Question) -> tuple[str, ...]:
    """List the keys that hold for a question that is offered: what the reporter chose, or else what is proposed."""
    return held_keys(dialogue, question.key)


def held_keys(dialogue: Dialogue, key: str) -> tuple[str, ...]:
    """List the keys that hold, by the key of the question."""
    chosen = dialogue.answers.get(key)
    if chosen is not None:
        return (chosen,) if isinstance(chosen, str) else chosen
    return proposed_keys(dialogue, key)


def proposed_keys(dialogue: Dialogue, key: str) -> tuple[str, ...]:
    """List the keys that the machine proposed for a question."""
    known = dialogue.proposed
    if known is None:
        return ()
    return known.themes if key == "themes" else known.target_groups if key == "target_groups" else ()


def show_labels(form: Form, dialogue: Dialogue) -> tuple[Labels, ...]:
    """Give what the review shows of the labels; nothing where no model judged and nothing was chosen."""
    return tuple(
        Labels(
            question,
            tuple(o for key in held(dialogue, question) if (o := question.option(key)) and not o.alone),
            proposed=question.key not in dialogue.answers,
        )
        for question in path(form, dialogue)
        if question.offered
    )


def confirm_labels(form: Form, dialogue: Dialogue) -> dict[str, list[str]]:
    """Give the keys that hold when the review is sent as it stands, by the key of the question that is offered."""
    shown = show_labels(form, dialogue)
    return {labels.question.key: [option.key for option in labels.options] for labels in shown}


def hints_single(dialogue: Dialogue) -> bool:
    """Tell whether the review says that the story seems one case: once, and not to who was asked about that."""
    asked = any(key in dialogue.answers or key in dialogue.skipped for key in _ASKING)
    return dialogue.proposed is not None and dialogue.proposed.single and not asked and _SAID not in dialogue.notes


def note_hint(dialogue: Dialogue) -> Dialogue:
    """Note that the hint was read by who goes on from the review that shows it."""
    read = dialogue.status == "review" and hints_single(dialogue)
    return replace(dialogue, notes=dialogue.notes | {_SAID}) if read else dialogue


def _is_option(form: Form, key: str, name: str) -> bool:
    question = form.question(key)
    option = question.option(name) if question else None
    return option is not None and not option.alone
