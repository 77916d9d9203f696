"""What a raw mail holds once it has been taken apart: plain, frozen, without file names."""

from dataclasses import dataclass
from datetime import datetime

from core.errors import SignaalError


class Unreadable(SignaalError):
    """The mail cannot be taken apart within our limits; the argument says which."""

    key = "mail.unreadable"


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the mail. `size` in bytes after decoding; `attached` when it is a file and not the letter itself."""

    type: str
    size: int
    attached: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """An invitation or an answer to one. `method` in capitals (REQUEST, REPLY), `attached` when it came as a file."""

    method: str
    attached: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mail as text. Lines end in LF, there is no NUL, addresses are lower case, lists are cut to 50 entries."""

    headers: tuple[tuple[str, str], ...]
    """Name in lower case and decoded value, in order; the first 200 headers, each at most 2,000 characters."""
    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    """The letter: its plain text, or the text of its HTML when the plain text says nothing."""
    html: str = ""
    """The sender's HTML as it came, for a count or a doubt; never shown."""
    enclosed: str = ""
    """The text of the first mail that was forwarded as an attachment."""
    type: str = "text/plain"
    parts: tuple[Part, ...] = ()
    calendar: Calendar | None = None
    encrypted: bool = False
    signed: bool = False
    tnef: bool = False
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first header of that name (lower case), or the empty string."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def attachments(self) -> tuple[Part, ...]:
        """The parts that are files."""
        return tuple(part for part in self.parts if part.attached)
