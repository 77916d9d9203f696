"""A mail in hand: what came, for whom, what is known of its sender, and how an answer to it is made."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.events import Ask, Prompt
from core.dialogue.form import Form, Question
from core.intake.guard import Guard
from core.intake.known import Known
from core.intake.likeness import is_like, take_likeness
from core.intake.rooms import Heard, Mailed, Notice, Said
from core.intake.seat import Met
from core.intake.tongue import answer_language
from core.municipalities import Place


@dataclass(frozen=True, slots=True)
class Post:
    """A mail with what is known of it; `met` is None when the sender is not verified."""

    session: Session
    context: Context
    place: Place
    heard: Heard
    mail: Mailed
    form: Form
    known: Known

    @property
    def met(self) -> Met | None:
        """Say who wrote, when she is verified."""
        return self.known.met

    def page(self, token: str) -> str:
        """Give the web address where this goes on."""
        return f"{self.context.base_url}/{self.place.slug}/signaal/{token}"

    def weigh_answer(self) -> tuple[bytes | None, bool]:
        """Give the likeness of a mail, and whether it may be answered: not what came before, nor our own words."""
        if self.met is None:
            return None, False
        likeness = take_likeness(self.context.keys, self.heard.text or "")
        again = likeness is not None and is_like(likeness, self.known.likenesses)
        return likeness, not (again or self.mail.echo)

    @property
    def language(self) -> str:
        """Say in which language is answered: the writer's, where the municipality switched it on."""
        return answer_language(self.place, self.mail.language)

    def say(self, *items: Prompt | Notice, facts: dict[str, object] | None = None, link: str = "") -> Said:
        """Make an answer to this mail."""
        told = {**(facts or {}), "language": self.language}
        return Said(items, self.heard, form=self.form, place=self.place, facts=told, link=link)


def put(questions: tuple[Question, ...]) -> tuple[Prompt, ...]:
    """Number the questions of a letter."""
    return tuple(
        Ask(question, question.text, number, len(questions), can_skip=not question.required)
        for number, question in enumerate(questions, 1)
    )


def count_hidden(guard: Guard, text: str) -> dict[str, int]:
    """Count what is hidden in a text, by type: the words themselves are told to nobody."""
    return dict(Counter(span.type for span in guard.find(text)))
