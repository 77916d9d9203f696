"""What a reporter does in a dialogue, and what is found about her story meanwhile: the events, one by one."""

from dataclasses import dataclass

from core.dialogue.form import Answer


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; without a key it answers the question on the table. `message`: the channel's own number, if any."""

    value: Answer
    key: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The question was passed over."""

    key: str | None = None


@dataclass(frozen=True, slots=True)
class WentBack:
    """The previous question, please."""


@dataclass(frozen=True, slots=True)
class Hid:
    """Mask what may be about a person."""


@dataclass(frozen=True, slots=True)
class Kept:
    """It may stay; `allow` says that it is an organisation, a place or a law, not a person."""

    allow: bool = False


@dataclass(frozen=True, slots=True)
class Corrected:
    """Let me answer this question again; without a key: the text that was warned about."""

    key: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Go on: to the review, or (`final`, in the review) send."""

    final: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """No more."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """From the beginning; what is known of the reporter stays."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A model judged the story that `about` is the digest of; the findings hold what it proposes."""

    about: str


@dataclass(frozen=True, slots=True)
class Likened:
    """Public fiches were compared with the story that `about` is the digest of; the findings hold what is like it."""

    about: str


@dataclass(frozen=True, slots=True)
class Joined:
    """I see this too: what I tell belongs to the public fiche with this number, one of those that were offered."""

    fiche: int


@dataclass(frozen=True, slots=True)
class Differed:
    """No, something else: none of the fiches that are offered, or not the one that was chosen."""
