"""Tell text from bytes that were never meant to be read."""

import unicodedata

# Characters: how far is looked, and how many different signs (no letters, digits or spaces) no text has in so many.
_LOOK, _MOST = 2_000, 40


def is_noise(text: str) -> bool:
    """Whether a text has more kinds of signs than anybody writes with; letters of any script are text."""
    signs = (sign for sign in set(text[:_LOOK]) if not sign.isalnum() and not sign.isspace())
    return sum(1 for sign in signs if unicodedata.category(sign)[0] in "SPC") > _MOST
