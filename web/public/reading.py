"""Where the public pages read: one snapshot per municipality, and what the layout asks of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.context import Context
from core.intake.pages import read_place, read_places
from core.municipalities import Place
from core.publish.model import About, Count, Snapshot


@dataclass(frozen=True, slots=True)
class Listed:
    """A municipality in the list of all: how many fiches and actions are public, and when people meet next."""

    slug: str
    name: str
    nis: str = ""
    province: str = ""
    fiches: int = 0
    actions: int = 0
    next_day: datetime | None = None


@dataclass(frozen=True, slots=True)
class Everywhere:
    """All municipalities by name, and how many signals all of them together told by theme in `year` (0: nothing yet).

    `sharing`: how many municipalities show figures of that year; sums are "at least".
    """

    places: tuple[Listed, ...]
    year: int = 0
    sharing: int = 0
    signals: int | None = None
    themes: tuple[Count, ...] = ()


ReadOne = Callable[[Context, str], Snapshot]
ReadAll = Callable[[Context], Everywhere]


@dataclass(frozen=True, slots=True)
class Source:
    """How snapshots are read: of one municipality by its slug (NotFound when there is none), and of all together."""

    one: ReadOne
    all: ReadAll


def read_one(context: Context, slug: str) -> Snapshot:
    """Read what a municipality shows."""
    place = read_place(context, slug)
    about = About(
        service=place.setting("service"),
        working_days=place.setting("working_days"),
        privacy_text=place.setting("privacy_text"),
        danger_text=place.setting("danger_text"),
        address=f"{place.slug}@{context.settings.mail_domain}",
        languages=tuple(place.setting("languages")),
        colour=place.setting("colour"),
        logo=place.setting("logo"),
        logo_alt=place.setting("logo_alt"),
    )
    return Snapshot(place.slug, place.name, about=about)


def read_all(context: Context) -> Everywhere:
    """Read what all municipalities show, by name."""
    return Everywhere(tuple(Listed(place.slug, place.name) for place in read_places(context)))


def place_of(snapshot: Snapshot) -> Place:
    """Give a municipality as the layout knows it: its names, its colour and its logo."""
    about = snapshot.about
    shown = {"colour": about.colour, "logo": about.logo, "logo_alt": about.logo_alt}
    return Place(0, snapshot.slug, snapshot.name, shown)
