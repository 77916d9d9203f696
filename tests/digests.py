"""Digests for tests: one that holds something, and letting it be written to somebody."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.digest_model import NEWS, Digest, Item
from core.feedback.digest_posting import KIND, Parcel, write_parcel
from core.feedback.reaching import Way
from core.feedback.writing import Post
from core.intake.letters import Envelope, queue_letters
from core.intake.rooms import Notice
from core.store.tables import Contact, DigestSent, Door

OTHERS = Notice("letters.others", {"band": "10-24"})
TITLE = "Wachten op een betaalbare woning <5 kamers & meer>"


def make_digest(*numbers: int, kind: str = NEWS, items: int = 1) -> Digest:
    """Make a digest about these signals of hers, and something of her sector and of the municipality."""
    own = tuple(Item(TITLE, (number,), (OTHERS,)) for number in numbers)
    elsewhere = tuple(Item(f"Geen bus na zes uur {n}", (), (OTHERS,), "/fiche/7") for n in range(items))
    return Digest(kind, own=own, sector=elsewhere, place=elsewhere, more=2)


def give_digest(post: Post, digest: Digest, *, editorial: str = "", language: str = "nl") -> uuid.UUID:
    """Write a digest to the first reporter there is, where she was last; gives its id."""
    with post.context.store.tenant(post.place.id) as session:
        contact, kind = session.execute(
            select(Contact, Door.kind)
            .join(Door, Door.id == Contact.door_id)
            .where(Contact.reporter_id.is_not(None), Door.kind.in_(tuple(post.rooms)))
            .order_by(Contact.created_at)
            .limit(1)
        ).one()
        return give_digest_to(session, post, Way(contact, kind), digest, editorial, language)


def give_digest_to(
    session: Session, post: Post, way: Way, digest: Digest, editorial: str = "", language: str = "nl"
) -> uuid.UUID:
    """Write a digest in a transaction; gives its id."""
    contact = way.contact
    assert contact.reporter_id is not None
    parcel = Parcel(uuid.uuid4(), way, digest, language, editorial)
    envelope = Envelope(contact.door_id, contact.lookup, post.place.id, KIND)
    (letter,) = queue_letters(session, post.context, envelope, write_parcel(post, parcel))
    sent = DigestSent(id=parcel.id, municipality_id=post.place.id, reporter_id=contact.reporter_id, letter_id=letter)
    sent.kind = digest.kind
    session.add(sent)
    session.flush()
    return sent.id
