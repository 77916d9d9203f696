"""Compose a digest as a mail: what it tells, one question that is answered with a tap, and what stops it."""

from dataclasses import dataclass

from core.feedback.digest_model import NEWS
from core.feedback.digest_sheet import Sheet
from core.feedback.digest_words import Section, write_editorial, write_sections
from core.words import Words


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that is answered with one tap: (label, address) for each answer."""

    question: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a digest says. `editorial`: the municipality's own lines; `mine`, `pulse`, `foot`: (label, address)."""

    editorial: tuple[str, ...]
    sections: tuple[Section, ...]
    more: str
    mine: tuple[str, str]
    useful: Choice
    why: str
    pulse_text: str = ""
    pulse: tuple[str, str] = ("", "")
    foot: tuple[tuple[str, str], ...] = ()


def compose_news(words: Words, sheet: Sheet, place: str) -> News:
    """Compose a digest in the language of `words`; `place` is the name of the municipality."""
    links, more, asks = sheet.links, sheet.digest.more, "pulse" in sheet.links
    useful = [(words.say(f"letters.useful.{answer}"), links[f"useful-{answer}"]) for answer in ("ja", "nee")]
    feet = [(words.say(f"mail.digest.{name}"), links[name]) for name in ("preferences", "leave") if name in links]
    return News(
        editorial=write_editorial(sheet),
        sections=write_sections(words, sheet, place),
        more=words.say("letters.more", count=more) if more else "",
        mine=(words.say("letters.mine"), links.get("mine", "")),
        useful=Choice(words.say("letters.useful"), tuple(useful)),
        why=words.say("mail.digest.why", place=place),
        pulse_text=words.say("letters.pulse") if asks else "",
        pulse=(words.say("letters.pulse-label"), links["pulse"]) if asks else ("", ""),
        foot=tuple(feet),
    )


def write_subject(words: Words, sheet: Sheet, place: str) -> str:
    """Say what a digest is about."""
    kind = sheet.digest.kind
    own = "own" if kind == NEWS and sheet.digest.own else kind
    return words.say(f"mail.subject.digest.{own}", place=place)
