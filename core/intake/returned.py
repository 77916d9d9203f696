"""Letters that came back or were refused because their address or chat is gone: under Werk; nothing more goes there."""

from sqlalchemy import update

from core.context import Context
from core.intake.letters import Claimed
from core.store.engine import Writing, bind
from core.store.tables import Contact, Letter

BOUNCED = "bounced"
# Why a contact is paused; what she asked for herself (stop) weighs more.
GONE = "bounce"


def note_returned(session: Writing, letter: Letter, reason: str) -> None:
    """Note that a letter will never arrive, and pause its address; in the caller's transaction, bound to its place."""
    session.execute(update(Letter).where(Letter.id == letter.id).values(state="failed", reason=reason))
    gone = update(Contact).where(Contact.door_id == letter.door_id, Contact.lookup == letter.lookup)
    session.execute(gone.where(Contact.paused.is_(None)).values(paused=GONE))


def mark_gone(context: Context, claimed: Claimed, reason: str) -> None:
    """Note that a letter cannot be delivered because its address or chat is gone: failed, and that is paused."""
    with context.store.door() as session:
        letter = session.get(Letter, claimed.id, with_for_update=True)
        if letter is None or letter.state != "sending":
            return  # another node took it over, or she was forgotten meanwhile
        if letter.municipality_id is not None:
            bind(session, letter.municipality_id)
        note_returned(session, letter, reason)
