"""Mark what a choice is about, so that it is not taken for something that was shown before or on another page."""

from hashlib import sha256

from core.dialogue.events import Dialogue, Pending
from core.dialogue.form import Answer
from core.dialogue.labels import LABELS, held_keys


def digest(shown: Pending | dict[str, Answer]) -> str:
    """Give 16 hexadecimal characters for a text that waits, or for what a review shows."""
    what = (shown.key, shown.value) if isinstance(shown, Pending) else sorted(shown.items())
    return sha256(repr(what).encode()).hexdigest()[:16]


def is_about(over: str, dialogue: Dialogue) -> bool:
    """Tell whether a choice marked with (the first characters of) a digest is about the text that waits now.

    What waits is the text about which a choice is to be made, or the review. A choice without a mark is about whatever
    is on the table.
    """
    reviewed = digest(reviewing(dialogue)) if dialogue.status == "review" else ""
    waiting = digest(dialogue.pending) if dialogue.pending else reviewed
    return waiting.startswith(over)


def reviewing(dialogue: Dialogue) -> dict[str, Answer]:
    """Give what a review shows: the answers, the fiche that it joins, and the labels where a model judged the story."""
    shown = dict(dialogue.answers) | ({"=joins": str(dialogue.joins.number)} if dialogue.joins else {})
    return shown if dialogue.proposed is None else shown | {key: held_keys(dialogue, key) for key in LABELS}
