"""What can happen in a dialogue, what is found in a text, and what is said in return."""

from dataclasses import dataclass, field
from typing import Literal

from core.dialogue.form import Answer, Option, Question
from core.dialogue.happenings import (
    Answered,
    Confirmed,
    Corrected,
    Differed,
    Hid,
    Joined,
    Judged,
    Kept,
    Likened,
    Restarted,
    Skipped,
    Stopped,
    WentBack,
)


@dataclass(frozen=True, slots=True)
class Personal:
    """A stretch of text that may be about a person: offsets in characters, end exclusive."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A public fiche, as anybody may read it: its number, its public title, and how its public text begins."""

    number: int
    title: str
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What `look` found in a text.

    Of a story that was judged: the keys that the model named `model` is sure enough of, best first, and whether it
    seems to tell of one case (`single`). Of one that was likened: the public fiches that are like it, best first.
    """

    personal: tuple[Personal, ...] = ()
    danger: bool = False
    elsewhere: Literal["klacht", "melding"] | None = None
    thin: bool = False
    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    single: bool = False
    model: str = ""
    fiches: tuple[Alike, ...] = ()


Event = (
    Answered
    | Skipped
    | WentBack
    | Hid
    | Kept
    | Corrected
    | Confirmed
    | Stopped
    | Restarted
    | Judged
    | Likened
    | Joined
    | Differed
)
# What moves a dialogue without words of the reporter.
Move = Skipped | WentBack | Hid | Kept | Corrected | Confirmed | Stopped | Joined | Differed


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask a question. `complaint` and `note` are message keys, never sentences."""

    question: Question
    text: str
    number: int
    total: int
    current: Answer | None = None
    complaint: str | None = None
    note: str | None = None
    can_skip: bool = False
    can_back: bool = False
    can_send: bool = False


@dataclass(frozen=True, slots=True)
class Warn:
    """Warn of something: personal data (a choice is needed) or danger (the dialogue goes on)."""

    kind: Literal["personal", "danger"]
    excerpts: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """What holds for a question that is offered, as options; none: a person chooses. `proposed`: by the machine."""

    question: Question
    options: tuple[Option, ...]
    proposed: bool


@dataclass(frozen=True, slots=True)
class Review:
    """Show the answers in the reporter's own words and ask whether to send.

    `labels` are there where a model judged the story; `single`: say that it seems to tell of one case. `fiches`: ask
    whether it is one of these; `joins`: the one that she said it is. `may_differ`: she may take that back.
    """

    answers: tuple[tuple[Question, Answer], ...]
    labels: tuple[Labels, ...] = ()
    single: bool = False
    fiches: tuple[Alike, ...] = ()
    joins: Alike | None = None
    may_differ: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The signal was sent."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """The dialogue was stopped; nothing was sent."""


Prompt = Ask | Warn | Review | Done | Farewell


@dataclass(frozen=True, slots=True)
class Pending:
    """A text that waits for a choice about personal data; until then it is no answer.

    `found` holds what was noted about the text ("thin", "elsewhere"); `added`: the text is to be added to the story, or
    to take the place that its `message` has in it.
    """

    key: str
    value: str
    spans: tuple[Personal, ...]
    found: frozenset[str] = frozenset()
    added: bool = False
    message: str = ""

    @property
    def excerpts(self) -> tuple[str, ...]:
        """The stretches of the text that may be about a person."""
        return tuple(self.value[span.start : span.end] for span in self.spans)


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of the story, by its number; without words while a new wording waits for a choice."""

    message: str
    value: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the machine proposed, as keys by the question that is offered, for the story with the digest `about`."""

    about: str
    model: str
    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    single: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """The public fiches that are like the story with the digest `about`, the most alike first."""

    about: str
    fiches: tuple[Alike, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What is stored of a dialogue, as one JSON column.

    `at` is a question being answered again; `hurried`: "Verstuur nu" was chosen, so answers lead back to the review.
    `waiting` holds the texts that wait for a choice, the first of which is on the table (several when a whole form
    comes in at once).
    `pieces` holds the story by message, so that each can be told anew on its own.
    `notes` holds what was found in the story ("thin", "elsewhere") and what happened ("danger", "hid", "kept",
    "single": the reporter read that it seems one case).
    `proposed` is what the review shows of the machine; what the reporter makes of it herself stands in `answers`.
    `call` is the id of the targeted call that it answers, if any.
    `offered` are the public fiches that the review shows; `joins` the one that the reporter says it belongs to;
    `unlike` the numbers of those that it is not. `brief`: it was begun at the fiche that it joins, so little is asked.
    """

    form: str
    version: int
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    skipped: frozenset[str] = frozenset()
    status: Literal["open", "review", "sent", "stopped"] = "open"
    at: str | None = None
    hurried: bool = False
    waiting: tuple[Pending, ...] = ()
    notes: frozenset[str] = frozenset()
    pieces: tuple[Piece, ...] = ()
    proposed: Proposed | None = None
    call: str = ""
    offered: Offered | None = None
    joins: Alike | None = None
    unlike: frozenset[int] = frozenset()
    brief: bool = False

    @property
    def pending(self) -> Pending | None:
        """The text about which a choice is on the table."""
        return self.waiting[0] if self.waiting else None


@dataclass(frozen=True, slots=True)
class Step:
    """The dialogue after an event, what to say, and words that the reporter vouches are no person."""

    dialogue: Dialogue
    prompts: tuple[Prompt, ...]
    allowed: tuple[str, ...] = ()
