"""Where the public pages read: one snapshot per municipality, and what the layout asks of it."""

from collections.abc import Callable
from dataclasses import dataclass

from core.context import Context
from core.municipalities import Place
from core.publish.model import Snapshot
from core.publish.published import Addressed, Everywhere, list_addresses, list_published, read_snapshot


@dataclass(frozen=True, slots=True)
class Source:
    """How snapshots are read: of one municipality by its slug (NotFound when there is none), and of all together.

    `addresses`: what there is an address for in each, without its texts.
    """

    one: Callable[[Context, str], Snapshot] = read_snapshot
    all: Callable[[Context], Everywhere] = list_published
    addresses: Callable[[Context], tuple[Addressed, ...]] = list_addresses


def place_of(snapshot: Snapshot) -> Place:
    """Give a municipality as the layout knows it: its names, its colour and its logo."""
    about = snapshot.about
    shown = {"colour": about.colour, "logo": about.logo, "logo_alt": about.logo_alt}
    return Place(0, snapshot.slug, snapshot.name, shown)
