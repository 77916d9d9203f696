"""Erase: what must be forgotten is really gone: addresses, conversations, deliveries, letters, a signal's words."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, null, select, text, true, tuple_, update
from sqlalchemy.orm import Session

from core.privacy.unsaid import follow_withdrawn
from core.store.engine import DOOR, TENANT
from core.store.tables import Contact, Conversation, Intake, Journal, Letter, Reporter, Signal

# What a signal says and who sent it, by column, as it is when emptied; the search index is computed from these.
EMPTIED: Mapping[str, Any] = {
    "text": "", "impact": None, "suggestion": None, "others": None, "organisation": None, "source": None,
    "whole": null(), "own": {}, "reporter_id": None,
}  # fmt: skip
_ACT = text("select set_config('role', :role, true), set_config('signaal.municipality', :municipality, true)")
_ANY = true()
_UNANSWERED = Signal.status == "aanvulling-gevraagd"

Chat = tuple[int, bytes]


def forget_chat(
    session: Session, door_id: int, lookup: bytes, reporter_id: uuid.UUID, pages: Iterable[Chat] = ()
) -> None:
    """Forget someone who asks for it: her addresses, conversations, unread deliveries and letters, also of `pages`.

    Her signals stay, without a link to her. Rows of intake, letters and conversations stay without content, for the
    sums. A chat that also sat in other municipalities is forgotten there as well: she sees one chat.
    """
    here = str(session.scalar(text("select current_setting('signaal.municipality')")))
    _act(session, DOOR, here)
    chat = (Contact.door_id == door_id, Contact.lookup == lookup)
    sits = session.execute(select(Contact.municipality_id, Contact.reporter_id).where(*chat)).all()
    for place in sits:
        if str(place.municipality_id) != here and place.reporter_id is not None:
            _act(session, TENANT, str(place.municipality_id))
            forget_reporters(session, [place.reporter_id], [(door_id, lookup)])
    _act(session, TENANT, here)
    forget_reporters(session, [reporter_id], [(door_id, lookup), *pages])


def forget_reporters(session: Session, reporters: Collection[uuid.UUID], chats: Iterable[Chat] = ()) -> None:
    """Forget reporters of the bound municipality, and the chats of their contacts beside the given ones."""
    here = str(session.scalar(text("select current_setting('signaal.municipality')")))
    mine = Contact.reporter_id.in_(reporters)
    session.execute(
        update(Conversation)
        .where(Conversation.contact_id.in_(select(Contact.id).where(mine)))
        .values(state="erased", dialogue=None, link=None, link_hash=None, likeness=None)
    )
    known = session.execute(select(Contact.door_id, Contact.lookup).where(mine))
    everywhere = {*chats, *((row.door_id, row.lookup) for row in known)}
    _empty_chats(session, everywhere)
    # What nobody has read yet, and what was said before a municipality was known, belongs to none: only the door
    # sees it, and only there it can be emptied.
    _act(session, DOOR, here)
    _empty_chats(session, everywhere, Letter.municipality_id.is_(None), Intake.municipality_id.is_(None))
    _act(session, TENANT, here)
    # Who waits for an answer of hers waits for nobody.
    session.execute(update(Signal).where(Signal.reporter_id.in_(reporters), _UNANSWERED).values(status="in-nazicht"))
    session.execute(update(Signal).where(Signal.reporter_id.in_(reporters)).values(reporter_id=None))
    session.execute(delete(Contact).where(mine))
    session.execute(delete(Reporter).where(Reporter.id.in_(reporters)))


def _act(session: Session, role: str, municipality: str) -> None:
    session.execute(_ACT, {"role": role, "municipality": municipality})


def _empty_chats(
    session: Session,
    chats: Collection[Chat],
    letters: ColumnElement[bool] = _ANY,
    deliveries: ColumnElement[bool] = _ANY,
) -> None:
    """Empty letters and deliveries of these chats, as far as the role sees them and the conditions hold."""
    sent = (tuple_(Letter.door_id, Letter.lookup).in_(chats), letters)
    came = (tuple_(Intake.door_id, Intake.lookup).in_(chats), deliveries)
    unsent = Letter.state.not_in(("sent", "dropped"))
    session.execute(update(Letter).where(*sent, unsent).values(state="dropped", reason="erased"))
    session.execute(update(Letter).where(*sent).values(body=None, lookup=None))
    session.execute(
        update(Intake)
        .where(*came, Intake.state != "settled")
        .values(state="settled", outcome="aside", reason="erased", body=None, held=False)
    )
    session.execute(update(Intake).where(*came).values(lookup=None))


def withdraw(session: Session, signal: Signal) -> None:
    """Withdraw a signal: its words are gone, also from replies that never arrived; its row, number and journal stay.

    What it was split into goes with it.
    """
    for part in session.scalars(
        select(Signal).where(Signal.part_of == signal.id, Signal.status != "ingetrokken")
    ).all():
        withdraw(session, part)
    known = select(Contact.door_id, Contact.lookup).where(Contact.reporter_id == signal.reporter_id)
    quoting = (tuple_(Letter.door_id, Letter.lookup).in_(known), Letter.kind == "turn", Letter.state == "failed")
    session.execute(update(Letter).where(*quoting).values(state="dropped", reason="erased", body=None))
    follow_withdrawn(session, signal.id)
    empty_signal(signal)
    signal.status = "ingetrokken"
    session.add(
        Journal(municipality_id=signal.municipality_id, signal_id=signal.id, what="withdrawn", actor="reporter")
    )
    session.flush()


def empty_signal(signal: Signal) -> None:
    """Take the words out of a signal and unlink its reporter; what remains can be counted and names nobody."""
    for column, value in EMPTIED.items():
        setattr(signal, column, value)
