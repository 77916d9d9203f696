"""Posting a digest: what a room is told to write of it, for one reporter; nothing is read or written here."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.feedback.digest_model import Digest, Item
from core.feedback.digest_reply import reply_token
from core.feedback.digest_sheet import about, make_sheet
from core.feedback.reaching import Way
from core.feedback.writing import Post
from core.intake.rooms import Heard, Notice, Said
from core.intake.seat import contact_place
from core.intake.tongue import answer_language

KIND = "digest"
_MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A digest and where it goes. `id`: of the row that says it was sent; `language`: in which she is written to.

    `own`: the municipality's own words, by message key.
    """

    id: uuid.UUID
    way: Way
    digest: Digest
    language: str
    editorial: str = ""
    own: Mapping[str, str] = field(default_factory=dict[str, str])


def write_parcel(post: Post, parcel: Parcel) -> list[dict[str, Any]]:
    """Write a digest as letters of its channel; none where no room of this process writes for that way."""
    room, contact = post.rooms.get(parcel.way.kind), parcel.way.contact
    if room is None or contact.address is None:
        return []
    language = answer_language(post.place, parcel.language)
    sheet = make_sheet(post, contact, parcel.id, parcel.digest, parcel.editorial, language)
    facts: dict[str, object] = {"sheet": sheet, "language": language}
    if parcel.way.kind == _MAIL:
        token = reply_token(post.context.keys, parcel.id, about(parcel.digest))
        facts |= {"contact": contact.id.hex, "token": token}
    heard = Heard(address=post.context.keys.open(contact.address, contact_place(contact)).decode())
    opening = Notice(f"letters.digest.{parcel.digest.kind}", {"place": post.place.name})
    return room.tell(Said((opening,), heard, place=post.place, facts=facts, own=parcel.own))


def say_digest(digest: Digest) -> Iterable[Notice]:
    """Say a digest as plain paragraphs."""
    yield Notice(f"digest.head.{digest.kind}")
    for name, items in (("own", digest.own), ("sector", digest.sector), ("place", digest.place)):
        if items:
            yield Notice(f"digest.section.{name}")
        for item in items:
            yield _name(item)
            yield from item.lines
    if digest.more:
        yield Notice("digest.more", {"count": digest.more})


def _name(item: Item) -> Notice:
    numbers = ", ".join(map(str, item.numbers))
    if not item.title:
        return Notice("digest.item-signal", {"numbers": numbers})
    key = "digest.item-own" if numbers else "digest.item"
    values: dict[str, object] = {"title": item.title}
    return Notice(key, values | ({"numbers": numbers} if numbers else {}))
