"""Writing: a plain letter about a signal, in the channel of her who sent it, queued in the caller's transaction."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.feedback.own_words import read_own
from core.feedback.reaching import Way
from core.intake.draft import link_place
from core.intake.letters import Envelope, queue_letters
from core.intake.rooms import Heard, Notice, Room, Said
from core.intake.seat import contact_place
from core.intake.tongue import answer_language
from core.municipalities import Place
from core.store.tables import Conversation, Letter, Reporter, Signal
from core.words import DUTCH

_MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Message:
    """What a letter says. `kind`: of the letter in the outbox; `subject`: of the mail, by the end of its message key.

    `token`: what answers by mail are known by, where it is not the thread's; `link`: the page that it leads to. Only in
    a mail: `links`, more pages with the message keys of what they are called, and `calendar` (iCalendar).
    """

    kind: str
    subject: str
    notices: tuple[Notice, ...]
    token: str = ""
    link: str = ""
    links: tuple[tuple[str, str], ...] = ()
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What writing needs: the installation, the municipality and its rooms."""

    context: Context
    place: Place
    rooms: Mapping[str, Room]


def write_plain(session: Session, post: Post, way: Way, message: Message) -> uuid.UUID | None:
    """Queue a letter that is about no signal, and give its id; None when no room of this process writes it."""
    facts: dict[str, object] = {"subject": message.subject}
    if way.kind == _MAIL:
        facts |= {"contact": way.contact.id.hex, "token": message.token}
    return _queue(session, post, way, message, facts)


def write_letter(session: Session, post: Post, way: Way, signal: Signal, message: Message) -> uuid.UUID | None:
    """Queue a letter and give its id; None when no room of this process writes letters for that way."""
    facts: dict[str, object] = {"number": signal.number, "subject": message.subject}
    if way.kind == _MAIL:
        facts |= _thread(session, post.context, way, signal)
        facts |= {"token": message.token} if message.token else {}
        facts |= {"links": message.links, "calendar": message.calendar} if message.links or message.calendar else {}
    return _queue(session, post, way, message, facts)


def language_of(session: Session, place: Place, way: Way) -> str:
    """Give the language in which she is written to whose contact this is."""
    reporter = session.get(Reporter, way.contact.reporter_id) if way.contact.reporter_id else None
    return answer_language(place, reporter.language if reporter else DUTCH)


def _queue(session: Session, post: Post, way: Way, message: Message, facts: dict[str, object]) -> uuid.UUID | None:
    room = post.rooms.get(way.kind)
    context, contact = post.context, way.contact
    sealed = contact.address
    if room is None or sealed is None:
        return None
    # What is fixed is said in her language; what a person wrote for her stays as it is.
    facts |= {"language": language_of(session, post.place, way)}
    said = Said(
        message.notices,
        Heard(address=context.keys.open(sealed, contact_place(contact)).decode()),
        place=post.place,
        link=message.link,
        facts=facts,
        own=read_own(session),
    )
    bodies = room.tell(said)
    if not bodies:
        return None
    envelope = Envelope(contact.door_id, contact.lookup, post.place.id, message.kind)
    # The last piece of a message that was too long for one: with that, all of it was handed over.
    return queue_letters(session, context, envelope, bodies)[-1]


def _thread(session: Session, context: Context, way: Way, signal: Signal) -> dict[str, object]:
    """Give what puts a mail in the thread of a signal, where it came by mail, and what stops all letters."""
    facts: dict[str, object] = {"contact": way.contact.id.hex}
    thread = session.get(Conversation, signal.conversation_id)
    if thread is None:
        return facts
    facts |= {"thread": thread.id.hex, "mailbox": thread.mailbox}
    if thread.link is not None and thread.state == "sent":
        facts["token"] = context.keys.open(thread.link, link_place(thread)).decode()
        first = select(Letter.id).where(Letter.door_id == way.contact.door_id, Letter.lookup == way.contact.lookup)
        begun = session.scalar(first.where(Letter.queued_at == thread.opened_at).limit(1))
        facts |= {"after": begun.hex} if begun else {}
    return facts
