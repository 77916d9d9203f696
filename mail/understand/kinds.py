"""Say what kind of mail this is and why: people are answered, machines never."""

from dataclasses import dataclass
from typing import Literal

from mail.understand.bounces import bounce, report
from mail.understand.invitations import invitation
from mail.understand.machine import answering, automatic, list_mail, null_sender, robot
from mail.understand.newsletter import newsletter
from mail.understand.noise import is_noise
from mail.understand.parsed import Parsed
from mail.understand.spam import spam
from mail.understand.strip import Stripped
from mail.understand.wording import automatic_subject, wording

Name = Literal["person", "auto", "bounce", "report", "calendar", "list", "spam", "empty"]

_DOUBTFUL = frozenset({
    "absence", "absence-subject", "receipt", "notification", "notice", "ticket", "newsletter", "spam-words",
    "calendar-subject", "wording", "noise", "list-letter",
})  # fmt: skip
# Characters: what goes to many is longer than a letter.
_LETTER = 3_000
_PASSED = frozenset({"forward", "original", "quote"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A mail's kind and the code of the rule that decided, for the log and the page Werk."""

    name: Name
    reason: str

    @property
    def doubtful(self) -> bool:
        """Whether only its wording said that no person wrote it: then its words are kept for a person to judge."""
        return self.reason in _DOUBTFUL

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
    # What she passes on or answers is not what she sends: a thief's letter with her words above it is hers.
    own = stripped.text if _PASSED.intersection(cut.why for cut in stripped.cut) and stripped.text else mail.text
    # Standard marks before wording; the first rule that gives a reason decides.
    rules: tuple[tuple[Name, str], ...] = (
        ("bounce", bounce(mail, envelope, passed_on=stripped.forward is not None)),
        ("report", report(mail)),
        ("calendar", invitation(mail, stripped.text)),
        ("spam", spam(mail, own)),
        ("auto", answering(mail)),
        ("list", newsletter(mail.subject, own)),
        ("list", _listed(mail, stripped, envelope)),
        ("auto", automatic(mail)),
        ("auto", "null-sender" if null_sender(mail, envelope) else ""),
        ("auto", robot(mail)),
        ("auto", "own-address" if mail.sender in ours else ""),
        ("auto", _worded(mail, stripped)),
        ("person", "encrypted" if mail.encrypted else ""),
        ("empty", "noise" if is_noise(stripped.text) else ""),
        ("person", "own-words" if stripped.text.strip() else ""),
        ("person", "forward" if stripped.forward or mail.enclosed.strip() else ""),
        ("empty", "only-quote" if mail.text.strip() else ""),
        ("empty", "attachments" if mail.attachments else ""),
    )
    return next((Kind(name, reason) for name, reason in rules if reason), Kind("empty", "no-text"))


def _listed(mail: Parsed, stripped: Stripped, envelope: str | None) -> str:
    """Why headers say that this went to many: nothing is sent, but a letter to a few is kept for a person to judge."""
    found = list_mail(mail)
    by_program = null_sender(mail, envelope) or automatic(mail) or robot(mail)
    letter = found and not by_program and stripped.text.strip() and len(mail.text) <= _LETTER
    return "list-letter" if letter and not _worded(mail, stripped) else found


def _worded(mail: Parsed, stripped: Stripped) -> str:
    """Why the words are a program's; what a signature cut away counts where the subject says that a program wrote."""
    return wording(mail.subject, stripped.text or (mail.text if automatic_subject(mail.subject) else ""), mail.sender)
