"""Coming: what somebody brings along who follows a link: a targeted call that she answers, a public fiche to add to."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.alike import begin_at, shorten
from core.intake.calls import Called, find_call, greet_called
from core.intake.draft import Draft, close_conversation, find_draft
from core.intake.joining import Joinable, cut_code, find_joinable, greet_joining
from core.intake.rooms import Heard, Notice
from core.intake.seat import Met
from core.municipalities import Place


@dataclass(frozen=True, slots=True)
class Came:
    """A call, a fiche, or nothing."""

    call: Called | None = None
    fiche: Joinable | None = None

    @property
    def later(self) -> str:
        """What is said (a message key) to who comes while something else was told and not sent yet."""
        return "join.later" if self.fiche else "notice.call-later" if self.call else "notice.welcome-back"

    def greet(self) -> tuple[Notice, ...]:
        """Say first what it is about."""
        return (*greet_called(self.call), *greet_joining(self.fiche))

    def begin(self, draft: Draft) -> None:
        """Note in a draft in which nothing was told yet which call it answers, or which fiche it adds to."""
        if self.call and not self.call.over:
            draft.dialogue = replace(draft.dialogue, call=self.call.id.hex)
        if self.fiche and self.fiche.fiche and not self.fiche.over:
            draft.dialogue = begin_at(draft.dialogue, self.fiche.fiche)
            draft.form = shorten(draft.form)


def find_going(session: Session, context: Context, met: Met, heard: Heard) -> tuple[Draft | None, Came]:
    """Find the open conversation of someone who was met, and what she brings along.

    Who begins anew without the link of a fiche that she came for, and told nothing about it, is no longer about it.
    """
    draft, came = find_draft(session, context, met), read_came(session, context, met.place, heard)
    anew = heard.command in {"start", "nieuw"} and came.fiche is None
    if draft is None or not (anew and draft.dialogue.brief) or draft.told:
        return draft, came
    close_conversation(draft.row, "stopped")
    session.flush()
    return None, came


def read_came(session: Session, context: Context, place: Place, heard: Heard) -> Came:
    """Read what a delivery brings along, in the municipality that is bound."""
    argument = heard.argument if heard.command == "start" else ""
    code, number = heard.call or argument, heard.fiche or cut_code(argument)[1]
    return Came(
        find_call(session, place, code, context.clock()) if code else None,
        find_joinable(session, place, number) if number else None,
    )
