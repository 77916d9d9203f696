"""Say what kind of mail this is and why: people are answered, machines never."""

from dataclasses import dataclass
from typing import Literal

from mail.understand.absence import absence, automatic_subject
from mail.understand.bounces import bounce, report
from mail.understand.machine import automatic, list_mail, null_sender, robot
from mail.understand.parsed import Parsed
from mail.understand.spam import spam
from mail.understand.strip import Stripped

Name = Literal["person", "auto", "bounce", "report", "calendar", "list", "spam", "empty"]
_ANSWERS = {"REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER", "REFRESH"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A mail's kind and the code of the rule that decided, for the log and the page Werk."""

    name: Name
    reason: str

    @property
    def answerable(self) -> bool:
        """Whether anything may be sent on the strength of this mail."""
        return self.name == "person"


def classify(
    mail: Parsed, stripped: Stripped, *, envelope: str | None = None, ours: frozenset[str] = frozenset()
) -> Kind:
    """Say a mail's kind.

    `envelope` is the sender at the door ("" or "<>" for none; None: unknown), `ours` are our own addresses.
    """
    # Standard marks before wording; the first rule that gives a reason decides.
    rules: tuple[tuple[Name, str], ...] = (
        ("bounce", bounce(mail, envelope)),
        ("report", report(mail)),
        ("calendar", _invitation(mail)),
        ("spam", spam(mail)),
        ("list", list_mail(mail)),
        ("auto", automatic(mail)),
        ("auto", "null-sender" if null_sender(mail, envelope) else ""),
        ("auto", robot(mail)),
        ("auto", "own-address" if mail.sender in ours else ""),
        ("auto", absence(mail.subject, stripped.text or (mail.text if automatic_subject(mail.subject) else ""))),
        ("person", "encrypted" if mail.encrypted else ""),
        ("person", "own-words" if stripped.text.strip() else ""),
        ("person", "forward" if stripped.forward or mail.enclosed.strip() else ""),
        ("empty", "only-quote" if mail.text.strip() else ""),
        ("empty", "attachments" if mail.attachments else ""),
    )
    return next((Kind(name, reason) for name, reason in rules if reason), Kind("empty", "no-text"))


def _invitation(mail: Parsed) -> str:
    """Why this is a calendar's mail: an answer to an invitation, or an invitation that is the mail itself."""
    if mail.calendar is None:
        return ""
    method = mail.calendar.method
    itself = method != "PUBLISH" and not mail.calendar.attached
    return f"method-{method.lower()}" if method in _ANSWERS or itself else ""
