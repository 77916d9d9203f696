"""Masking: words found as a whole and in any case, and replaced by a placeholder in text or in JSON."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from core.errors import Refused

LONGEST = 200  # characters
SHORTEST = 2
# What of a letter's body is words; the rest says where it goes.
_SPOKEN = ("text", "html", "subject", "caption")


class NoWords(Refused):
    """Nothing to hide: at least two signs with a letter or figure, at most LONGEST."""


def tidy_words(words: str) -> str:
    """Give words on one line."""
    return " ".join(words.replace("\x00", " ").split())


def make_pattern(words: str) -> re.Pattern[str]:
    """Find words as a whole and in any case; the database finds the same in a journal (migration `joins`)."""
    tidy = tidy_words(words)
    if not SHORTEST <= len(tidy) <= LONGEST or not re.search(r"\w", tidy):
        raise NoWords("words")
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, tidy.split())) + r"(?!\w)", re.IGNORECASE)


def mask_row(row: Any, columns: Iterable[str], pattern: re.Pattern[str], instead: str) -> int:
    """Replace words in the texts, and lists of texts, of a row; gives how often they stood there."""
    found = 0
    for name in columns:
        held = getattr(row, name)
        times = count_in(held, pattern)
        if times:
            found += times
            setattr(row, name, mask_values(held, pattern, instead))
    return found


def count_in(held: Any, pattern: re.Pattern[str]) -> int:
    """Count words in a text, in a list of texts, or in the values of JSON; in nothing they stand never."""
    if isinstance(held, str):
        return len(pattern.findall(held))
    if isinstance(held, list):
        return sum(count_in(item, pattern) for item in cast("list[Any]", held))
    if isinstance(held, Mapping):
        return sum(count_in(item, pattern) for item in cast("Mapping[str, Any]", held).values())
    return 0


def mask_letter(value: Any, pattern: re.Pattern[str], instead: str, *, spoken: bool = False) -> Any:
    """Give the body of a letter with words replaced in what it says, and not in where it goes."""
    if isinstance(value, str):
        return pattern.sub(instead, value) if spoken else value
    if isinstance(value, list):
        return [mask_letter(item, pattern, instead, spoken=spoken) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        return {name: mask_letter(item, pattern, instead, spoken=name in _SPOKEN) for name, item in held.items()}
    return value


def mask_values(value: Any, pattern: re.Pattern[str], instead: str) -> Any:
    """Give JSON with words replaced in each of its texts."""
    if isinstance(value, str):
        return pattern.sub(instead, value)
    if isinstance(value, list):
        return [mask_values(item, pattern, instead) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {name: mask_values(item, pattern, instead) for name, item in cast("dict[str, Any]", value).items()}
    return value
