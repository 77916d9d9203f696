"""Words of courtesy that are no answer: a greeting before anything was told, thanks after it was sent."""

from typing import Literal

from core.dialogue.answers import plain

_GREETINGS = frozenset({
    "hallo", "hey", "hei", "hi", "hoi", "hello", "dag", "goeiedag", "goedendag", "goedemorgen", "goeiemorgen",
    "goedemiddag", "goeiemiddag", "goedenamiddag", "goeienamiddag", "goedenavond", "goeienavond", "goeieavond",
    "bonjour",
})  # fmt: skip
_THANKS = frozenset({
    "dank", "dank u", "dank je", "dankjewel", "dank je wel", "dank u wel", "dankuwel", "bedankt", "merci", "thanks",
    "danku", "dankje", "ok", "oke", "ok bedankt", "oke bedankt", "ok merci", "top", "super", "prima", "graag gedaan",
})  # fmt: skip
# "Dag allemaal", "bedankt hoor", "dank u wel en tot later": beside the courtesy at most this many words more.
_BESIDE = 3


def read_courtesy(text: str) -> Literal["greeting", "thanks"] | None:
    """Tell whether a text is only a greeting or only thanks."""
    words = plain(text).split()
    if not words:
        return None
    if words[0] in _GREETINGS and len(words) < _BESIDE:
        return "greeting"
    begun = (" ".join(words[:count]) for count in range(1, len(words) + 1))
    thanks = any(head in _THANKS and len(words) - len(head.split()) <= _BESIDE for head in begun)
    return "thanks" if thanks else None
