"""Our own words in somebody's mail: known because we know everything that we can say."""

import re
from collections.abc import Sequence
from copy import copy

from core.dialogue.form import Form
from core.dialogue.translated import translate
from core.words import Words
from mail.compose import put_lines

_FILLED = re.compile(r"\{\w+\}")
_QUOTES = re.compile(r"^[>\s|]*")
_NUMBER = re.compile(r"^\d{1,2}[.)]\s*")
_PAGE = re.compile(r"https?://\S+/signaal(?:/\S*)?")
_LONGEST = 600
# What people write themselves too.
_COMMON = frozenset({"mail.greeting"})
_NOT_SAID = ("mail.subject.", "mail.type.", "mail.question.")
_SEVERAL = 3
# What people put between a question and the answer behind it.
_BETWEEN = " \t>-–—=:→*|"
# Characters of a piece of ours that nobody writes by chance, how many of them tell, and how far is looked.
_TELLING, _TWO, _FAR = 25, 2, 20_000


class Ours:
    """The lines that our letters are made of, ready to be recognised."""

    def __init__(self, words: Words, form: Form, others: Sequence[Words] = ()) -> None:
        """Take the words of the room, the questions that it may ask, and the other languages that it writes."""
        said: list[str] = []
        fixed: set[str] = set()
        for tongue in (words, *others):
            said += _said(tongue)
            for question in (known for known in translate(form, tongue).questions if not known.offered):
                fixed |= {_plain(line) for line in put_lines(tongue, question)}
        fixed |= {_plain(line) for text in said for line in text.split("\n") if not _FILLED.search(line)}
        self._signed = re.compile("|".join(_pattern(tongue.say("mail.from")) for tongue in (words, *others)))
        self._greetings = frozenset(_plain(tongue.say("mail.greeting")) for tongue in (words, *others))
        self._fixed = frozenset(line for line in fixed if line)
        self._questions = _asking(self._fixed)
        self._words = words
        patterns = dict.fromkeys(_pattern(text) for text in said if _FILLED.search(text))
        pieces = {_plain(piece) for text in said for line in text.split("\n") for piece in _FILLED.split(line)}
        self._pieces = tuple(piece for piece in pieces if len(piece) >= _TELLING)
        self._filled = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    def also(self, forms: Sequence[Form]) -> "Ours":
        """Give the same, with the questions that a municipality put in words of its own."""
        both = copy(self)
        both.learn(forms)
        return both

    def learn(self, forms: Sequence[Form]) -> None:
        """Take these questions as said by us, from now on."""
        asked = [q for form in forms for q in form.questions if q.own or q.reworded]
        self._fixed |= {line for q in asked for said in put_lines(self._words, q) if (line := _plain(said))}
        self._questions = _asking(self._fixed)

    def holds(self, line: str) -> bool:
        """Tell whether a whole line is ours, quoted or not."""
        line = _plain(line[:_LONGEST])
        return bool(line) and (line in self._fixed or self._filled.fullmatch(line) is not None)

    def find(self, text: str) -> str:
        """Give the lines of a text that are ours, without quote marks; empty when there are none."""
        lines = text.split("\n")
        known = [(line, self._asked(line) or (_QUOTES.sub("", line) if self.holds(line) else "")) for line in lines]
        if not any(ours for _line, ours in known):
            return ""
        return "\n".join(ours or _QUOTES.sub("", line) for line, ours in known if ours or self._goes_along(line))

    def without_questions(self, text: str) -> str:
        """Give a text in which of a line that holds our question and an answer only its number and the answer stay."""
        return "\n".join(self._answer_behind(line) if self._asked(line) else line for line in text.split("\n"))

    def _answer_behind(self, line: str) -> str:
        number = _NUMBER.match(_QUOTES.sub("", line))
        said = line.partition("?")[2].strip(_BETWEEN)
        return f"{number[0].strip()} {said}" if number and said else said

    def _asked(self, line: str) -> str:
        """Give the question of ours that stands in front of more words on a line: an answer was written behind it."""
        if "?" not in line:
            return ""
        plain = _plain(line[:_LONGEST])
        return next((asked for asked in self._questions if plain.startswith(asked) and plain != asked), "")

    def _goes_along(self, line: str) -> bool:
        """Tell whether a line is what our letters hold beside sentences: greeting, signature, a link to our pages."""
        line = _plain(line[:_LONGEST])
        return line in self._greetings or self._signed.fullmatch(line) is not None or _PAGE.fullmatch(line) is not None

    def begins(self, text: str) -> bool:
        """Tell whether a text begins with the first line of our letters that ask something, or with its greeting."""
        first = next((line for line in text.split("\n") if line.strip()), "")
        return self.holds(first) or _plain(first) in self._greetings

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


def _asking(lines: frozenset[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line.endswith("?") and len(line) >= _TELLING)


def _said(words: Words) -> list[str]:
    """List what letters say beside their questions, as far as nobody else would say it."""
    keys = [
        key
        for key in sorted(words.keys())
        if key.startswith("mail.") and not key.startswith(_NOT_SAID) and key not in _COMMON
    ]
    return [text for text in map(words.say, keys) if _weighs(text)] + [words.say("dialogue.danger")]


def _weighs(text: str) -> bool:
    """Tell whether a text is enough of a sentence to be ours alone."""
    return len(_FILLED.sub("", text).split()) > 2  # noqa: PLR2004 # "naam" and "{first} en {last}" are anybody's


def _plain(line: str) -> str:
    return " ".join(_NUMBER.sub("", _QUOTES.sub("", line)).split()).casefold()


def _pattern(text: str) -> str:
    return r".{0,120}?".join(re.escape(part) for part in _FILLED.split(" ".join(text.split()).casefold()))
