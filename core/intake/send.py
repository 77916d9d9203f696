"""Send: a finished draft becomes a signal, and of the reporter is kept what she wants kept."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.intake.draft import Draft
from core.intake.joining import is_standing
from core.intake.receive import Finished, receive
from core.intake.seat import Met, contact_place, leave
from core.store.tables import Contact, Door, Signal


def send(session: Session, context: Context, kind: str, met: Met, draft: Draft) -> dict[str, object]:
    """Make a signal of a finished draft, keep what the reporter wants kept, and tell what a farewell says."""
    answers = draft.dialogue.answers
    wants = _text(answers.get("feedback")) or "hier"
    met.reporter.wants = wants
    joins = draft.dialogue.joins
    weight = context.words.say("join.weight", title=joins.title) if joins else ""
    finished = Finished(draft.form, draft.dialogue, draft.row.id, kind, draft.row.opened_at, weight)
    signal = receive(session, met.place, finished, met.reporter)
    draft.row.number = signal.number
    if wants == "email":
        keep_address(session, context, (met.place.id, met.reporter.id), signal, _text(answers.get("address")) or "")
    if wants == "nee":
        _let_go(session, met, signal)
        draft.row.contact_id = None  # or the conversation would still lead from the signal to her
    return {
        "number": signal.number,
        "days": met.place.setting("working_days"),
        "service": met.place.setting("service"),
        "wants": wants,
        **({"joins": joins.title, "stands": is_standing(session, met.place, joins)} if joins else {}),
    }


def keep_address(session: Session, context: Context, who: tuple[int, uuid.UUID], signal: Signal, address: str) -> None:
    """Keep the address for the answer; one that is known stays with its reporter, who then hears of this signal too.

    `who`: the ids of the municipality and of the reporter. Whoever types an address must not take over what is already
    told to it.
    """
    place_id, reporter_id = who
    door_id = session.scalar(select(Door.id).where(Door.name == "mail"))
    lookup = context.keys.lookup("mail", address.casefold())
    if door_id is None:
        raise NotFound("mail door")
    # Two signals with one new address may be sent at once: the second waits here, and finds the first one's.
    made = insert(Contact).values(id=uuid.uuid4(), door_id=door_id, lookup=lookup, municipality_id=place_id)
    session.execute(made.on_conflict_do_nothing())
    kept = session.scalars(
        select(Contact).where(Contact.door_id == door_id, Contact.lookup == lookup).with_for_update()
    ).one()
    if kept.reporter_id is not None:
        signal.reporter_id = kept.reporter_id
        return
    kept.reporter_id = reporter_id
    kept.address = context.keys.seal(address.encode(), contact_place(kept))


def _let_go(session: Session, met: Met, signal: Signal) -> None:
    """Drop the address of someone who wants no answer, unless earlier signals of hers still wait for one."""
    others = select(Signal.id).where(Signal.reporter_id == met.reporter.id, Signal.id != signal.id).limit(1)
    if session.scalar(others) is None:
        leave(session, met)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
