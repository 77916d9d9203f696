"""A live trial that comes in: noted as arrived and set aside, so that nothing else comes of it."""

from sqlalchemy.orm import Session

from core.context import Context
from core.intake.letters import Envelope, queue_letters
from core.intake.outcome import Outcome
from core.intake.rooms import Heard, Mailed, Notice, Said
from core.intake.settled import Chat, Settled, close, seat_row
from core.joining.trials import CHAT, MAIL, find_code, find_tried, note_arrived
from core.municipalities import read_municipality
from core.store.engine import Writing
from core.store.tables import Intake

TRIAL = "trial"


def is_tried_by_mail(session: Session, context: Context, row: Intake, mail: Mailed) -> bool:
    """Tell whether a mail is a trial of the municipality that is bound, and then note that it arrived.

    Its code stands in the address that it was sent to, or in its subject, for a mailbox that takes no plus.
    """
    now, told, named = context.clock(), find_code(mail.token), find_code(mail.subject)
    if any(find_tried(session, MAIL, code, now, row.door_id) for code in {told, named}):
        note_arrived(session, MAIL, now, verified=mail.verified)
        return True
    # One that is over makes no signal either: our own page wrote both.
    return bool(told) and told == named


def settle_chat_trial(session: Writing, context: Context, chat: Chat, row: Intake, heard: Heard) -> Settled | None:
    """Settle a message that is the trial of a municipality; None for any other. Nobody is known by it afterwards."""
    code = find_code(heard.argument if heard.command == "start" else heard.text or "")
    place_id = find_tried(session, CHAT, code, context.clock(), row.door_id) if code and chat.kind == CHAT else None
    if place_id is None:
        return None
    seat_row(session, row, place_id)
    note_arrived(session, CHAT, context.clock())
    place = read_municipality(session, place_id)
    said = Said((Notice("start.trial.here", {"place": place.name}),), heard)
    queue_letters(session, context, Envelope(chat.door_id, chat.lookup, place_id), chat.room.tell(said))
    return close(session, context, row, Outcome("aside", reason=TRIAL, said=said))
