"""Post: a mail settled: whose it is, whether the sender is who she says, what no person wrote, what goes back."""

import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.intake.letters import Envelope, queue_letters
from core.intake.mailing import take_mail
from core.intake.outcome import Outcome
from core.intake.rooms import Heard, Mailed
from core.intake.seat import meet
from core.intake.settled import Chat, Settled, close
from core.intake.thread import may_answer
from core.municipalities import Place, find_municipality, only_municipality, read_municipality
from core.store.engine import Writing, bind
from core.store.tables import Contact, Door, Intake, Letter

UNVERIFIED = "unverified"


def settle_mail(session: Writing, context: Context, chat: Chat, row: Intake, heard: Heard) -> Settled:
    """Settle one mail, in the transaction of the delivery."""
    mail = heard.mail or Mailed("person")
    if mail.returned:
        return _returned(session, context, row, mail)
    place = _place(session, row, heard)
    if place is not None:
        row.municipality_id = place.id
        session.flush()
        bind(session, place.id)
    if mail.kind != "person":
        return close(session, context, row, Outcome("aside", reason=f"mail-{mail.kind}"))
    if place is None:
        raise NotFound("municipality")
    # Who was verified is who the chat is about: the door only guessed whose it is.
    verified = mail.verified and chat.lookup == context.keys.lookup("mail", heard.address)
    met = meet(session, context, chat.door_id, chat.lookup, place, heard) if verified else None
    outcome = take_mail(session, context, place, heard, row, met)
    if outcome.said and (met is None or met.contact.paused is None or outcome.kind == "command"):
        envelope = Envelope(chat.door_id, chat.lookup, place.id, kind="mail")
        bodies = chat.room.tell(outcome.said)
        if met is None:
            queue_letters(session, context, envelope, bodies, held=UNVERIFIED)
        elif may_answer(session, chat.door_id, chat.lookup, context.clock()):
            queue_letters(session, context, envelope, bodies)
    return close(session, context, row, outcome)


def _place(session: Session, row: Intake, heard: Heard) -> Place | None:
    """Find the municipality by the address that was written to, else by the mailbox, else the only one there is."""
    if heard.slug:
        return find_municipality(session, heard.slug)
    own = session.scalar(select(Door.municipality_id).where(Door.id == row.door_id))
    return read_municipality(session, own) if own else only_municipality(session)


def _returned(session: Writing, context: Context, row: Intake, mail: Mailed) -> Settled:
    """Note a bounce at the letter it is about, and stop sending to an address that is gone."""
    aside = Outcome("aside", reason=f"mail-{mail.kind}")
    letter = session.get(Letter, uuid.UUID(mail.returned))
    if letter is None:
        return close(session, context, row, aside)
    if letter.municipality_id is not None:
        row.municipality_id = letter.municipality_id
        session.flush()
        bind(session, letter.municipality_id)
    if mail.final:
        session.execute(update(Letter).where(Letter.id == letter.id).values(state="failed", reason="bounced"))
        gone = update(Contact).where(Contact.door_id == letter.door_id, Contact.lookup == letter.lookup)
        session.execute(gone.where(Contact.paused.is_(None)).values(paused="bounce"))
    return close(session, context, row, aside)
