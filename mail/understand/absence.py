"""Recognise answers of programs without headers: out of office and "we received your mail", in nl, fr, en and de.

A program's answer says that somebody is away and little else. Somebody who writes *about* absence says more: so each
sentence is put in a class, and what is left unexplained decides.
"""

import re
from dataclasses import dataclass

from mail.understand import absence_words as tables
from mail.understand import closing_words, words
from mail.understand.lines import seen

_BARE_ANSWER = 4
_SENTENCES = re.compile(r"(?<=[^\d\s][.!?])\s+(?=[\"“'A-ZÀ-Þ0-9])|\n+")
_LOOK = 3_000
_MOST_WORDS = 170
_LOOSE_WORDS = 14
_SHORT_ROLE = 6


def automatic_subject(subject: str) -> bool:
    """Whether only a program writes such a subject."""
    return bool(tables.STRONG_SUBJECT.match(subject))


def absence(subject: str, text: str) -> str:
    """Why this letter is a program's answer, by its words; empty when a person may have written it."""
    found = _read(text)
    if automatic_subject(subject):
        said = found.away or found.notice or found.support
        answered = bool(words.REPLY_SUBJECT.match(subject)) and found.content
        return "" if answered or (found.content and not said) else "subject"
    if found.content or found.loose > _LOOSE_WORDS or found.words > _MOST_WORDS:
        return ""
    hinted = bool(tables.SUBJECT.match(subject))
    if found.notice and (found.away or found.support or found.notice > 1 or not found.loose):
        return "notice"
    if found.house and found.loose:
        return ""
    if found.away and found.early and (found.support or hinted):
        told = found.support > 1 or found.away > 1 or hinted or found.until
        return "absence" if told or not found.loose else ""
    return "absence-subject" if hinted and found.support and found.personal and not found.loose else ""


@dataclass(frozen=True, slots=True)
class _Read:
    """How many sentences say that somebody is away, that a mail came in, or what to do meanwhile; and what is left."""

    words: int
    away: int
    notice: int
    support: int
    loose: int
    house: bool
    early: bool
    until: bool
    content: bool
    personal: bool


def _read(text: str) -> _Read:
    told = tables.SPEECH.sub(" ", _own(text[:_LOOK]))
    sentences = [piece for piece in (seen(piece) for piece in _SENTENCES.split(told)) if piece]
    loose = [sentence for sentence in sentences if not _explained(sentence)]
    helping = [sentence for sentence in sentences if tables.SUPPORT.search(sentence)]
    return _Read(
        words=sum(len(sentence.split()) for sentence in sentences),
        away=sum(1 for sentence in sentences if _is_away(sentence)),
        notice=sum(1 for sentence in sentences if tables.NOTICE.search(sentence)),
        support=len(helping),
        loose=sum(len(sentence.split()) for sentence in loose),
        house=any(_is_away(sentence) for sentence in sentences)
        and all(tables.HOUSE.match(sentence) for sentence in sentences if _is_away(sentence)),
        early=any(_is_away(sentence) for sentence in sentences[:4]),
        until=any(_is_away(sentence) for sentence in helping),
        content=any(tables.CONTENT.search(sentence) for sentence in loose) or _answers(sentences),
        personal=any(tables.FIRST_PERSON.search(sentence) for sentence in helping),
    )


def _answers(sentences: list[str]) -> bool:
    """Whether the letter begins with a bare answer ("Kortrijk."): programs begin with a greeting or their message."""
    first = sentences[0] if sentences else ""
    return (
        first.endswith(".")
        and len(first.split()) <= _BARE_ANSWER
        and not (_helps(first) or tables.MANNERS.match(first))
    )


def _own(text: str) -> str:
    """The lines without what stands in signatures: those explain nothing and count for nothing."""
    return "\n".join(
        line for line in text.split("\n") if not closing_words.CONTACT.match(seen(line)) or tables.SUPPORT.search(line)
    )


def _is_away(sentence: str) -> bool:
    return bool(tables.AWAY.search(sentence) or tables.NOT_HERE.search(sentence) or tables.DAYS.search(sentence))


def _helps(sentence: str) -> bool:
    """Whether a sentence says what such answers say."""
    return _is_away(sentence) or bool(tables.SUPPORT.search(sentence) or tables.NOTICE.search(sentence))


def _explained(sentence: str) -> bool:
    if _helps(sentence):
        return True
    if tables.MANNERS.match(sentence) and len(sentence.split()) <= 8:  # noqa: PLR2004  # a greeting is short
        return True
    if (
        closing_words.CLOSING.match(sentence)
        or closing_words.CONTACT.search(sentence)
        or closing_words.NAME.match(sentence)
    ):
        return True
    return bool(closing_words.ROLE.search(sentence)) and len(sentence.split()) <= _SHORT_ROLE
