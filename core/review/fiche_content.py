"""What a fiche holds beside its words, read for its page: items, links, and labels by key."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.people.sessions import Present
from core.review.fiche_items import Item, read_items
from core.review.fiche_labels import RIGHTS, keys_of
from core.review.fiche_links import Links, read_links
from core.review.fiche_reading import FicheShown
from core.review.history import name_keys
from core.store.tables import Fiche


@dataclass(frozen=True, slots=True)
class Content:
    """What is shown: `keys` are labels and rights by facet, `rights` in words; `follows`: labels are the signals'."""

    items: tuple[Item, ...]
    links: Links
    keys: Mapping[str, tuple[str, ...]]
    rights: tuple[str, ...]
    follows: bool


def read_content(session: Session, present: Present, shown: FicheShown) -> Content:
    """Read what a fiche holds that somebody may read (`shown`)."""
    present.reach("fiches.read")
    fiche = session.scalars(select(Fiche).where(Fiche.id == shown.id)).one()
    keys = keys_of(fiche)
    return Content(
        items=read_items(session, fiche.id),
        links=read_links(session, fiche),
        keys=keys,
        rights=name_keys(RIGHTS, keys[RIGHTS]),
        follows=fiche.follows,
    )
