"""Post: a mail settled: whose it is, whether the sender is who she says, what no person wrote, what goes back."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from core.context import Context
from core.dialogue.events import Ask
from core.errors import NotFound
from core.intake.known import look_up
from core.intake.letters import Envelope
from core.intake.mailing import OTHER_SENDER, PERSON, take_mail
from core.intake.outcome import Outcome
from core.intake.returned import BOUNCED, note_returned
from core.intake.rooms import Heard, Mailed
from core.intake.seat import Met
from core.intake.settled import Chat, Settled, close, close_with, seat_by_slug, seat_row
from core.intake.thread import QUESTION
from core.intake.trying import TRIAL, is_tried_by_mail
from core.municipalities import Place, only_municipality, read_municipality
from core.store.engine import Writing, bind
from core.store.tables import Door, Intake, Letter

# Why an answer waits under Werk until a person says that it may go.
UNVERIFIED, OLD, DOUBTED = "unverified", "old", "doubtful"
# Why a mail is kept under Werk: its wording says that a program wrote it; or it answers a letter to somebody else.
DOUBTFUL, STRANGER = "mail-doubtful", "mail-stranger"
KEPT = (DOUBTFUL, STRANGER)


def settle_mail(session: Writing, context: Context, chat: Chat, row: Intake, heard: Heard) -> Settled:
    """Settle one mail, in the transaction of the delivery."""
    mail = heard.mail or Mailed("person")
    if mail.returned:
        return _returned(session, context, row, mail)
    place = _seat(session, row, heard)
    tried = place is not None and is_tried_by_mail(session, context, row, mail)
    # A photo without a word is a person's too: she hears that it is not kept.
    bare = mail.kind == "empty" and mail.attachments > 0 and mail.verified
    if tried or (mail.kind != "person" and not mail.doubtful and not bare):
        return close(session, context, row, Outcome("aside", reason=TRIAL if tried else f"mail-{mail.kind}"))
    doubted = mail.kind != "person" and not bare
    if doubted and row.reason != PERSON:
        return _keep(session, context, row, DOUBTFUL)
    if place is None:
        raise NotFound("municipality")
    # Who was verified is who the chat is about: the door only guessed whose it is.
    verified = mail.verified and chat.lookup == context.keys.lookup("mail", heard.address)
    known = look_up(session, context, chat, place, heard, verified=verified)
    outcome = take_mail(session, context, place, heard, row, known)
    if outcome.reason == OTHER_SENDER:
        return _keep(session, context, row, STRANGER)
    old = _is_old(context, row, mail)
    # Who once asked for help or a list, days ago, is not helped by it today; what she stopped is stopped.
    if not outcome.said or not _may_hear(known.met, outcome) or (old and outcome.kind == "command"):
        return close(session, context, row, outcome)
    reasons = ((UNVERIFIED, known.met is None), (DOUBTED, doubted), (OLD, old))
    held = next((why for why, holds in reasons if holds), "")
    bodies = chat.room.tell(outcome.said) if held or known.may_answer else []
    kind = QUESTION if any(isinstance(item, Ask) for item in outcome.said.items) else "mail"
    envelope = Envelope(chat.door_id, chat.lookup, place.id, kind)
    return close_with(session, context, row, outcome, (envelope, bodies), held=held)


def _keep(session: Writing, context: Context, row: Intake, why: str) -> Settled:
    """Keep a mail, sealed, under Werk: nobody is answered, and a person may say that a signal is to be made of it."""
    row.state, row.outcome, row.reason, row.settled_at = "shunted", "aside", why, context.clock()
    row.tries += 1
    session.flush()
    return Settled(row.id, "aside")


def _may_hear(met: Met | None, outcome: Outcome) -> bool:
    """Tell whether something may be sent: nothing goes to an address that is paused, but the answer to a command."""
    return met is None or met.contact.paused is None or outcome.kind == "command"


def _is_old(context: Context, row: Intake, mail: Mailed) -> bool:
    """Tell whether a mail had lain in its mailbox for days when it was taken: its sender waits for no answer now."""
    most = timedelta(days=context.settings.mail_answer_days)
    return mail.arrived is not None and row.received_at - mail.arrived > most


def _seat(session: Writing, row: Intake, heard: Heard) -> Place | None:
    """Seat a mail by the address that was written to, else by the mailbox, else in the only municipality there is."""
    if heard.slug:
        return seat_by_slug(session, row, heard.slug)
    own = session.scalar(select(Door.municipality_id).where(Door.id == row.door_id))
    place = read_municipality(session, own) if own else only_municipality(session)
    if place is not None:
        seat_row(session, row, place.id)
    return place


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
        note_returned(session, letter, BOUNCED)
    return close(session, context, row, aside)
