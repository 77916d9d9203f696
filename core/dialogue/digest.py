"""Mark what a choice is about, so that it is not taken for something that was shown before or on another page."""

from hashlib import sha256

from core.dialogue.events import Dialogue, Pending
from core.dialogue.form import Answer


def digest(shown: Pending | dict[str, Answer]) -> str:
    """Give 16 hexadecimal characters for a text that waits, or for the answers of a review."""
    what = (shown.key, shown.value) if isinstance(shown, Pending) else sorted(shown.items())
    return sha256(repr(what).encode()).hexdigest()[:16]


def is_about(over: str, dialogue: Dialogue) -> bool:
    """Tell whether a choice marked with (the first characters of) a digest is about the text that waits now.

    A choice without a mark is about whatever is on the table.
    """
    waiting = digest(dialogue.pending) if dialogue.pending else ""
    return waiting.startswith(over)
