"""A forwarded mail: who wrote what, and when, as its header block says."""

from dataclasses import dataclass

from mail.understand import words


@dataclass(frozen=True, slots=True)
class Forward:
    """What somebody else wrote and the sender passed on. `start` and `end` are characters of the letter."""

    author: str
    date: str
    subject: str
    text: str
    start: int
    end: int


def is_forward(subject: str) -> bool:
    """Whether a subject says that the mail was passed on."""
    return bool(words.FORWARD_SUBJECT.match(subject))


def make(fields: tuple[tuple[str, str], ...], text: str, start: int, end: int) -> Forward:
    """Give the forward under a header block with these fields."""
    said = dict(reversed(fields))
    return Forward(
        author=said.get("from", "")[:200],
        date=said.get("date", "")[:100],
        subject=said.get("subject", "")[:200],
        text=text.strip("\n"),
        start=start,
        end=end,
    )
