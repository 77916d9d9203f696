"""Our own words in somebody's mail: known because we know everything that we can say."""

import re

from core.dialogue.form import Form
from core.words import Words
from mail.compose import put_lines

_FILLED = re.compile(r"\{\w+\}")
_QUOTES = re.compile(r"^[>\s|]*")
_NUMBER = re.compile(r"^\d{1,2}[.)]\s*")
_PAGE = re.compile(r"https?://\S+/signaal(?:/\S*)?")
_LONGEST = 600
# What people write themselves too.
_COMMON = frozenset({"mail.greeting"})
_SEVERAL = 3
# Characters of a piece of ours that nobody writes by chance, how many of them tell, and how far is looked.
_TELLING, _TWO, _FAR = 25, 2, 20_000


class Ours:
    """The lines that our letters are made of, ready to be recognised."""

    def __init__(self, words: Words, form: Form) -> None:
        """Take the words of the room and the questions that it may ask."""
        keys = [
            key
            for key in sorted(words.keys())
            if key.startswith("mail.") and not key.startswith(("mail.subject.", "mail.type."))
        ]
        said = [words.say(key) for key in keys if key not in _COMMON and _weighs(words.say(key))]
        said.append(words.say("dialogue.danger"))
        fixed = {_plain(line) for text in said for line in text.split("\n") if not _FILLED.search(line)}
        for question in form.questions:
            fixed |= {_plain(line) for line in put_lines(words, question)}
        self._signed = re.compile(_pattern(words.say("mail.from")))
        self._greeting = _plain(words.say("mail.greeting"))
        self._fixed = frozenset(line for line in fixed if line)
        patterns = [_pattern(text) for text in said if _FILLED.search(text)]
        pieces = {_plain(piece) for text in said for line in text.split("\n") for piece in _FILLED.split(line)}
        self._pieces = tuple(piece for piece in pieces if len(piece) >= _TELLING)
        self._filled = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    def holds(self, line: str) -> bool:
        """Tell whether a whole line is ours, quoted or not."""
        line = _plain(line[:_LONGEST])
        return bool(line) and (line in self._fixed or self._filled.fullmatch(line) is not None)

    def find(self, text: str) -> str:
        """Give the lines of a text that are ours, without quote marks; empty when there are none."""
        lines = text.split("\n")
        if not any(self.holds(line) for line in lines):
            return ""
        return "\n".join(_QUOTES.sub("", line) for line in lines if self.holds(line) or self._goes_along(line))

    def _goes_along(self, line: str) -> bool:
        """Tell whether a line is what our letters hold beside sentences: greeting, signature, a link to our pages."""
        line = _plain(line[:_LONGEST])
        return line == self._greeting or self._signed.fullmatch(line) is not None or _PAGE.fullmatch(line) is not None

    def begins(self, text: str) -> bool:
        """Tell whether a text begins with the first line of our letters that ask something, or with its greeting."""
        first = next((line for line in text.split("\n") if line.strip()), "")
        return self.holds(first) or _plain(first) == self._greeting

    def echoes(self, text: str) -> bool:
        """Tell whether a text has our sentences in it, however they were wrapped up: such a text is never answered."""
        look = _plain(text[:_FAR])
        return sum(1 for piece in self._pieces if piece in look) >= _TWO

    def is_all(self, text: str) -> bool:
        """Tell whether a text is one of our letters and nothing else: several lines of ours, and hardly any other."""
        lines = [line for line in text.split("\n") if _plain(line)]
        ours = sum(1 for line in lines if self.holds(line))
        loose = sum(1 for line in lines if self._goes_along(line) or _plain(line) == "--")
        return ours >= _SEVERAL and len(lines) - ours - loose <= 1


def _weighs(text: str) -> bool:
    """Tell whether a text is enough of a sentence to be ours alone."""
    return len(_FILLED.sub("", text).split()) > 2  # noqa: PLR2004 # "naam" and "{first} en {last}" are anybody's


def _plain(line: str) -> str:
    return " ".join(_NUMBER.sub("", _QUOTES.sub("", line)).split()).casefold()


def _pattern(text: str) -> str:
    return r".{0,120}?".join(re.escape(part) for part in _FILLED.split(" ".join(text.split()).casefold()))
