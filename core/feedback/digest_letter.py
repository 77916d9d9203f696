"""A digest as a letter: what a room needs to write one, queued in the channel that leads to her."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.digest_model import YEAR, Digest
from core.feedback.digest_reply import reply_token
from core.feedback.leaving import leave_token
from core.feedback.pulse import pulse_page
from core.feedback.reaching import Way
from core.feedback.useful import useful_page
from core.feedback.writing import Post
from core.intake.letters import Envelope, queue_letters
from core.intake.rooms import Heard, Notice, Said
from core.intake.seat import contact_place
from core.intake.tongue import answer_language
from core.store.tables import Contact, Conversation, DigestSent, Signal
from core.words import DUTCH

KIND = "digest"
_MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A digest with what goes along with it.

    - `mark`: of this digest (and the one signal that it is about), as its buttons carry it.
    - `editorial`: the municipality's paragraph at the head.
    - `links`: addresses by what they are for: `useful-ja`, `useful-nee`, `leave`, and where there is one `pulse`.
    - `base`: the address of the installation, before the path of an item.
    """

    digest: Digest
    mark: str
    editorial: str = ""
    base: str = ""
    links: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Edition:
    """One reporter's digest, and the row that keeps that it was made (flushed); `editorial` stands at its head."""

    sent: DigestSent
    digest: Digest
    language: str = DUTCH
    editorial: str = ""


def write_digest(session: Session, post: Post, way: Way, edition: Edition) -> uuid.UUID | None:
    """Queue a digest in the caller's transaction and give its letter's id, which is noted on `sent` as well.

    None when no room of this process writes letters for that way.
    """
    room, contact = post.rooms.get(way.kind), way.contact
    if room is None or contact.address is None:
        return None
    facts: dict[str, object] = {
        "sheet": make_sheet(post, contact, edition),
        "language": answer_language(post.place, edition.language),
    }
    if way.kind == _MAIL:
        facts |= _heads(session, post, contact, edition)
    said = Said(
        (Notice(f"letters.digest.{edition.digest.kind}", {"place": post.place.name}),),
        Heard(address=post.context.keys.open(contact.address, contact_place(contact)).decode()),
        place=post.place,
        facts=facts,
    )
    bodies = room.tell(said)
    if not bodies:
        return None
    envelope = Envelope(contact.door_id, contact.lookup, post.place.id, KIND)
    edition.sent.letter_id = queue_letters(session, post.context, envelope, bodies)[-1]
    return edition.sent.letter_id


def make_sheet(post: Post, contact: Contact, edition: Edition) -> Sheet:
    """Put a digest together with its links; nothing is read or written."""
    sent, digest = edition.sent, edition.digest
    context, slug = post.context, post.place.slug
    links = {f"useful-{answer}": useful_page(context, slug, sent.id, answer) for answer in ("ja", "nee")}
    links["leave"] = f"{context.base_url}/afmelden/{leave_token(context.keys, contact.id)}"
    if digest.kind == YEAR:
        links["pulse"] = pulse_page(context, slug, sent.reporter_id, context.clock().year)
    number = about(digest)
    mark = f"{sent.id.hex}-{number}" if number else sent.id.hex
    return Sheet(digest, mark, edition.editorial, context.base_url, links)


def about(digest: Digest) -> int | None:
    """Give the number of her signal when a digest is about one of hers alone; None for several, or none."""
    numbers = {number for item in digest.own for number in item.numbers}
    return next(iter(numbers)) if len(numbers) == 1 else None


def _heads(session: Session, post: Post, contact: Contact, edition: Edition) -> dict[str, object]:
    """Give what the headers of a mail are made of: where an answer goes, its thread, and what stops all letters."""
    sent, number = edition.sent, about(edition.digest)
    facts: dict[str, object] = {
        "contact": contact.id.hex,
        "token": reply_token(post.context.keys, sent.id, number or 0),
    }
    if number is None:
        return facts
    thread = session.execute(
        select(Conversation.id, Conversation.mailbox)
        .join(Signal, Signal.conversation_id == Conversation.id)
        .where(Signal.number == number, Signal.reporter_id == sent.reporter_id)
    ).one_or_none()
    return facts | ({"thread": thread.id.hex, "mailbox": thread.mailbox} if thread else {})
