"""What a button carries (at most 64 bytes): a verb, its conversation, a question, marks of options, and its text."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.dialogue.events import (
    Confirmed,
    Corrected,
    Differed,
    Event,
    Hid,
    Joined,
    Kept,
    Skipped,
    Stopped,
    WentBack,
)

MOST_BYTES = 64
_MOST_DIGITS = 9
ANSWER, COMMAND, PICK = "a", "x", "p"
# How the button under a question about a signal begins; the number of the signal follows.
ASKS = f"{COMMAND}:antwoord "
# How a button under a digest begins that says whether it was useful.
USEFUL = f"{COMMAND}:nuttig "
# Commands whose buttons stay under their message: a reply to a question is known by its button, and what she says of a
# letter she may say again, otherwise.
_STAYING = frozenset({"antwoord", "nuttig", "mijn", "minder", "hoe"})
_IMPROVED = "beter-"
# Buttons that only show other buttons: all options, ticks, the list of answers to change, and the review again.
MORE, TICK, LIST, AGAIN = "m", "t", "l", "r"
VIEWS = frozenset({MORE, TICK, LIST, AGAIN})
SKIP, BACK, SEND_NOW, SEND, CORRECT, HIDE, STAY, NO_PERSON, CANCEL = "s", "b", "n", "v", "c", "h", "k", "o", "q"
# "Ik zie dit ook", with the number of a public fiche in the place of a question; "nee, iets anders".
JOIN, DIFFER = "j", "d"
_EVENTS: Mapping[str, Event] = {
    BACK: WentBack(),
    SEND_NOW: Confirmed(),
    SEND: Confirmed(final=True),
    HIDE: Hid(),
    STAY: Kept(),
    NO_PERSON: Kept(allow=True),
    CANCEL: Stopped(),
    DIFFER: Differed(),
}


@dataclass(frozen=True, slots=True)
class Tap:
    """A tapped button, taken apart; `over` begins the digest of the text that a choice is about."""

    verb: str
    conversation: str = ""
    question: str = ""
    marks: tuple[str, ...] = ()
    over: str = ""
    rest: str = ""


def write_tap(verb: str, conversation: str, question: str = "", marks: tuple[str, ...] = (), over: str = "") -> str:
    """Write what a button of a dialogue carries."""
    return ":".join((verb, conversation, question, ",".join(marks), over)).rstrip(":")


def write_plain_tap(verb: str, value: str) -> str:
    """Write a button that belongs to no conversation: a command or a municipality."""
    return f"{verb}:{value}"


def fits(data: str) -> bool:
    """Tell whether Telegram takes this as callback data."""
    return len(data.encode()) <= MOST_BYTES


def read_tap(data: str) -> Tap:
    """Take apart what a button carries."""
    verb, _, rest = data.partition(":")
    if verb in {COMMAND, PICK}:
        return Tap(verb, rest=rest)
    conversation, question, marks, over = (*rest.split(":"), "", "", "", "")[:4]
    return Tap(verb, conversation, question, tuple(mark for mark in marks.split(",") if mark), over)


def stays(tap: Tap) -> bool:
    """Tell whether the buttons of a message stay after this tap."""
    command = tap.rest.partition(" ")[0]
    return tap.verb == COMMAND and (command in _STAYING or command.startswith(_IMPROVED))


def event_of(tap: Tap) -> Event | None:
    """Say what a tap means in a dialogue; None for taps that mean something else."""
    if tap.verb in {SKIP, CORRECT}:
        key = tap.question or None
        return Skipped(key) if tap.verb == SKIP else Corrected(key)
    if tap.verb == JOIN:
        number = tap.question
        return Joined(int(number)) if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS else None
    return _EVENTS.get(tap.verb)
