"""A digest with what goes along with it when a room writes it: its links, and what its buttons carry."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.feedback.digest_model import YEAR, Digest
from core.feedback.leaving import leave_token
from core.feedback.mine_link import mine_page
from core.feedback.pulse import pulse_page
from core.feedback.spoken import in_language
from core.feedback.useful import useful_page
from core.feedback.wishes_link import wishes_page
from core.feedback.writing import Post
from core.store.tables import Contact
from core.words import DUTCH

# Pages that are in Dutch, or know her language by themselves.
_DUTCH = frozenset({"mine", "preferences"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A digest with what goes along with it.

    - `mark`: of this digest (and the one signal that it is about), as its buttons carry it.
    - `editorial`: the municipality's paragraph at the head.
    - `links`: addresses by what they are for: `useful-ja`, `useful-nee`, `leave`, and where there is one
      `preferences`, `mine` (her own page) and `pulse`.
    - `base`: the address of the municipality's pages, before the path of an item.
    """

    digest: Digest
    mark: str
    editorial: str = ""
    base: str = ""
    links: Mapping[str, str] = field(default_factory=dict[str, str])


def make_sheet(
    post: Post, contact: Contact, id_: uuid.UUID, digest: Digest, editorial: str = "", language: str = DUTCH
) -> Sheet:
    """Put a digest together with its links; `id_`: of the row that says it was sent. Nothing is read or written."""
    context, slug, number = post.context, post.place.slug, about(digest)
    links = {f"useful-{answer}": useful_page(context, slug, id_, answer) for answer in ("ja", "nee")}
    links["leave"] = f"{context.base_url}/afmelden/{leave_token(context.keys, contact.id)}"
    if contact.reporter_id is not None:
        links["preferences"] = wishes_page(context, slug, contact.reporter_id)
        links["mine"] = mine_page(context, contact.id)
    if (digest.kind == YEAR or digest.asks) and contact.reporter_id is not None:
        links["pulse"] = pulse_page(context, slug, contact.reporter_id, context.clock().year)
    links = {name: address if name in _DUTCH else in_language(address, language) for name, address in links.items()}
    mark = f"{id_.hex}-{number}" if number else id_.hex
    return Sheet(digest, mark, editorial, f"{context.base_url}/{slug}", links)


def about(digest: Digest) -> int:
    """Give the number of her signal when a digest is about one of hers alone; 0 for several, or none."""
    numbers = {number for item in digest.own for number in item.numbers}
    return next(iter(numbers)) if len(numbers) == 1 else 0
