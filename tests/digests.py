"""Digests for tests: one that holds something, and letting it be written to somebody."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.digest_letter import Edition, write_digest
from core.feedback.digest_model import NEWS, Digest, Item
from core.feedback.reaching import Way
from core.feedback.writing import Post
from core.intake.rooms import Notice
from core.store.tables import Contact, DigestSent, Door

OTHERS = Notice("letters.others", {"band": "10-24"})
TITLE = "Wachten op een betaalbare woning <5 kamers & meer>"


def make_digest(*numbers: int, kind: str = NEWS, items: int = 1) -> Digest:
    """Make a digest about these signals of hers, and something of her sector and of the municipality."""
    own = tuple(Item(TITLE, (number,), (OTHERS,), "/lommerbeek") for number in numbers)
    elsewhere = tuple(Item(f"Geen bus na zes uur {n}", (), (OTHERS,), "/lommerbeek") for n in range(items))
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
        sent = keep_digest(session, post, contact, digest)
        assert write_digest(session, post, Way(contact, kind), Edition(sent, digest, language, editorial))
        return sent.id


def keep_digest(session: Session, post: Post, contact: Contact, digest: Digest) -> DigestSent:
    """Keep that a digest was made."""
    assert contact.reporter_id is not None
    sent = DigestSent(municipality_id=post.place.id, reporter_id=contact.reporter_id, kind=digest.kind)
    session.add(sent)
    session.flush()
    return sent
