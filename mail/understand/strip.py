"""Keep of a letter what its writer wrote herself, and say what was cut: quotes, originals, signatures, disclaimers.

Lines are cut whole, and when unsure they are kept and the result is marked: a quote too many can be read over, a lost
answer cannot.
"""

import re
from dataclasses import dataclass

from core.classify.language import language
from mail.understand import closing_words, footer_words, words
from mail.understand.disclaimer import is_banner
from mail.understand.forward import Forward, is_forward
from mail.understand.inline import Sent
from mail.understand.letter import Letter
from mail.understand.lines import Line, split
from mail.understand.originals import cut_originals
from mail.understand.quoted import cut_quotes
from mail.understand.several import several
from mail.understand.signature import peel

_BLANKS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_LONGEST = 300_000
_TWO = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the letter that is not its writer's. Why: quote, original, forward, signature, mobile, ..."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Stripped:
    """Her own words. `cut` are stretches of the letter as given (with LF line ends), in order, without overlap."""

    text: str
    cut: tuple[Cut, ...]
    forward: Forward | None
    sure: bool
    language: str
    several: bool


def strip(text: str, *, subject: str = "", sent: str = "", sender: str = "", reply: bool = False) -> Stripped:
    """Strip a letter.

    `sent` is what we wrote to her, when this answers it; `sender` her name; `reply` whether a header says it answers.
    Nothing beyond 300,000 characters is looked at; that part is cut as "length" and the result is not sure.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    whole, text = len(text), text[:_LONGEST]
    lines = split(text)
    answered = reply or bool(words.REPLY_SUBJECT.match(subject))
    work = Letter(lines, Sent(sent), passed_on=is_forward(subject), answered=answered)
    _cut_banners(work)
    _cut_armor(work)
    cut_originals(work)
    cut_quotes(work)
    _cut_signatures(work, sender)
    own = _BLANKS.sub("\n\n", "\n".join("" if line.blank else line.text for line in lines if not line.why)).strip()
    cut = _spans(lines)
    if whole > _LONGEST:
        cut = (*cut, Cut(_LONGEST, whole, "length"))
        work.sure = False
    if (work.original and not own and work.forward is None) or _leftover(lines):
        work.sure = False
    return Stripped(own, cut, work.forward, work.sure, language(own), several(own))


def _leftover(lines: list[Line]) -> bool:
    """Whether something stays that others or programs usually write: kept, because it may be hers, and marked."""
    kept = [line.seen for line in lines if not line.why and not line.blank]
    return any(
        closing_words.CONTACT.match(look)
        or words.ORIGINAL.match(look)
        or words.FORWARDED.match(look)
        or (look.endswith(":") and words.WROTE.search(look) and (words.DATE.search(look) or words.ADDRESS.search(look)))
        or (":" in look and words.LABEL_OF.get(look.partition(":")[0].strip(" *").lower()) and _addressed(look))
        or (footer_words.DISCLAIMER_OPENS.match(look) and footer_words.LEGAL.search(look))
        for look in kept[1:]
    )


def _addressed(look: str) -> bool:
    return bool(words.ADDRESS.search(look) or words.DATE.search(look))


def _spans(lines: list[Line]) -> tuple[Cut, ...]:
    """The cut lines as stretches, with the empty lines between two lines cut for the same reason."""
    cuts: list[Cut] = []
    blank = True
    for line in lines:
        if line.why and cuts and cuts[-1].why == line.why and blank:
            cuts[-1] = Cut(cuts[-1].start, line.end, line.why)
        elif line.why:
            cuts.append(Cut(line.start, line.end, line.why))
        blank = bool(line.why) or (line.blank and blank and bool(cuts))
    return tuple(cuts)


def _cut_banners(letter: Letter) -> None:
    """Warnings that a server puts above: only among the first lines."""
    said = 0
    for line in letter.lines[:30]:
        if not line.blank and is_banner(line.seen):
            line.why = "banner"
        elif not line.blank:
            said += 1
        if said > _TWO:
            return


def _cut_armor(letter: Letter) -> None:
    """PGP's lines around a signed text, and its signature."""
    inside = ""
    for line in letter.lines:
        if line.seen.startswith("-----BEGIN PGP"):
            inside = "head" if "SIGNED" in line.seen else "block"
            line.why = "signature"
        elif inside == "head":
            line.why = "" if line.blank else "signature"
            inside = "" if line.blank else "head"
        elif inside:
            line.why = "signature"
            inside = "" if line.seen.startswith("-----END PGP") else inside


def _cut_signatures(letter: Letter, sender: str) -> None:
    """Peel each stretch of her own lines."""
    first = None
    for at in range(len(letter.lines) + 1):
        ended = at == len(letter.lines) or bool(letter.lines[at].why)
        if first is None and not ended and not letter.lines[at].blank:
            first = at
        elif first is not None and ended:
            letter.sure = peel(letter.lines, first, at, sender) and letter.sure
            first = None
