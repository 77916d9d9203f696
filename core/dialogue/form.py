"""What a questionnaire is: questions as data, and the conditions under which each is asked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Answer = str | tuple[str, ...]
Kind = Literal["text", "choice", "choices", "email"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question.

    `stops` ends the dialogue when chosen; `alone` gives way to real choices beside it; `common` options are shown
    first. `least` and `most` are the quantities that the option stands for, where the question asks "how many".
    `said`: what people type when they mean it.
    """

    key: str
    label: str
    stops: bool = False
    alone: bool = False
    common: bool = True
    least: int | None = None
    most: int | None = None
    said: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """A short stand-in for the key (6 hexadecimal digits), for buttons that can carry only a few bytes."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:6]

    def spans(self, quantity: int) -> bool:
        """Tell whether the option stands for this quantity."""
        return self.least is not None and self.least <= quantity and (self.most is None or quantity <= self.most)


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the answer to `question` contains one of `any_of`."""

    question: str
    any_of: frozenset[str]

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        """Tell whether the condition holds for these answers; an absent answer never satisfies it."""
        answer = answers.get(self.question)
        if answer is None:
            return False
        given = {answer} if isinstance(answer, str) else set(answer)
        return bool(given & self.any_of)


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `counted`: part of "vraag 2 van 7". `extra`: a follow-up, of which at most one is asked per signal.
    `noted`: asked only when the engine noted this about the story ("thin", "elsewhere").
    `offered`: never asked by itself; the machine proposes its answer in the review, where it can be changed.
    `profile`: about the reporter, so asked once. `free`: a typed line that is no option is an answer too.
    `shortest` and `longest` are in characters; `at_most` counts options. `default` is what holds without an answer.
    `beside`: words that change nothing beside an option ("drie gezinnen"). `own`: the municipality's own question;
    `reworded`: it says a question that ships in other words, which no catalogue has. `brief` and `brief_hint`: how it
    is asked of who adds to a public fiche.
    """

    key: str
    kind: Kind
    text: str
    hint: str = ""
    required: bool = False
    counted: bool = True
    extra: bool = False
    offered: bool = False
    profile: bool = False
    free: bool = False
    only_if: Condition | None = None
    noted: str | None = None
    options: tuple[Option, ...] = ()
    at_most: int = 1
    shortest: int = 0
    longest: int = 500
    default: str | None = None
    variants: tuple[tuple[Condition, str], ...] = ()
    name: str = ""
    beside: frozenset[str] = frozenset()
    own: bool = False
    reworded: bool = False
    brief: str = ""
    brief_hint: str = ""

    def option(self, key: str) -> Option | None:
        """Find an option by its key."""
        return next((option for option in self.options if option.key == key), None)

    def worded(self, answers: Mapping[str, Answer]) -> str:
        """Choose the wording that fits the answers so far."""
        return next((text for condition, text in self.variants if condition.holds(answers)), self.text)


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire: its questions in the order in which they are asked."""

    key: str
    version: int
    questions: tuple[Question, ...]
    story: str
    _by_key: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the questions by key."""
        object.__setattr__(self, "_by_key", {question.key: question for question in self.questions})

    def question(self, key: str) -> Question | None:
        """Find a question by its key."""
        return self._by_key.get(key)
