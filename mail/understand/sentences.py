"""A letter as sentences, each with the families that its words belong to."""

import re
from dataclasses import dataclass

from mail.understand import closing_words
from mail.understand.families import Bit, family
from mail.understand.lines import seen
from mail.understand.wording_phrases import OWN_FAMILY

_ENDS = re.compile(
    r"(?<=[^\d\s][.!?])\s+(?=[\"“'A-ZÀ-Þ0-9])|(?<=\d[!?])\s+|(?<=\d\.)\s+(?=[A-ZÀ-Þ][a-zà-ÿ]+\s[a-zà-ÿ])|\n+"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ELIDED = frozenset({"l", "d", "j", "n", "s", "c", "qu", "m", "t"})
# "Zit op kamp": verbs that open a sentence without its "ik".
_UNSAID = frozenset({"zit", "werk", "lees", "bin", "vertoef", "geniet", "hey", "gone"})
# What somebody else is quoted to say is not said by the letter.
_SPEECH = re.compile(r"(?<=[\s:(])['\"“‘«][^'\"”’»\n]{5,200}['\"”’»]")
_LOOK = 4_000
_WRAPPED = 55


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: what a reader sees, its words in lower case, and the families of them all together."""

    text: str
    words: tuple[str, ...]
    bits: int

    def has(self, *bits: int) -> bool:
        """Tell whether there is a word of each of these families."""
        return all(self.bits & bit for bit in bits)


def read_sentences(text: str) -> list[Sentence]:
    """Cut the first 4,000 characters of a letter into sentences; quoted speech is left out."""
    told = _SPEECH.sub(" ", _unwrap(text[:_LOOK]))
    found = (read_sentence(piece) for piece in _ENDS.split(told))
    return [sentence for sentence in found if sentence.text]


def read_sentence(piece: str) -> Sentence:
    """Read one sentence."""
    look = seen(piece)
    words: list[str] = []
    bits = 0
    for word in _WORD.findall(OWN_FAMILY.sub("thuis", look).lower().replace("’", "'")):
        head, mark, tail = word.partition("'")
        words.append(word)
        bits |= family(word)
        if mark and head in _ELIDED:
            bits |= family(tail) | (Bit.SELF if head == "j" else 0)
    if words and words[0] in _UNSAID:
        bits |= Bit.SELF
    return Sentence(look, tuple(words), bits)


def _unwrap(text: str) -> str:
    """Join lines that a mail program broke: a long one goes on below in small letters."""
    out: list[str] = []
    for line in text.split("\n"):
        if out and len(out[-1]) >= _WRAPPED and line[:1].islower() and out[-1].rstrip()[-1:] not in ".!?:":
            out[-1] = f"{out[-1].rstrip()} {line}"
        elif not closing_words.CONTACT.match(seen(line)):
            out.append(line)
    return "\n".join(out)
