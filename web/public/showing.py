"""What the templates of public pages are given: addresses in one language, order, groups, and who to turn to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from core.intake.tongue import service_in
from core.opening import open_text
from core.publish.model import PublicAction, PublicDay, PublicFiche, Snapshot
from core.words import DUTCH
from web.public.card import Card
from web.public.reading import place_of
from web.public.telling import BRUSSELS, Telling
from web.replies import Desk
from web.statements import LINKS

MENU = (
    ("front", ""),
    ("fiches", "/fiches"),
    ("actions", "/acties"),
    ("figures", "/cijfers"),
    ("agenda", "/agenda"),
    ("partners", "/partners"),
)
FRENCH = "fr"
_STATES = ("bezig", "gepland", "gedaan", "gestopt")
_OPENING = 180
# The way of a fiche, and how far on it each state is; what waits or goes elsewhere has words of its own.
_WAY = ("told", "known", "chosen", "acted", "closed")
_AT = {"ontwerp": 0, "getoetst": 1, "geparkeerd": 1, "geprioriteerd": 2, "in-actie": 3, "bovenlokaal": 3, "afgerond": 4}


@dataclass(frozen=True, slots=True)
class Contact:
    """Who to turn to: the words, and where they lead (empty: nowhere); `outside`: to another site."""

    text: str = ""
    address: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A public page about to be shown: of which municipality, in which language, at which moment, and where it is."""

    desk: Desk
    snapshot: Snapshot
    now: datetime
    here: str
    path: str
    query: dict[str, str] = field(default_factory=dict[str, str])
    seen: bool = True

    @property
    def language(self) -> str:
        """The language it is shown in."""
        return self.desk.pages.language

    @property
    def telling(self) -> Telling:
        """How it says what the snapshot holds."""
        return Telling(self.desk.words, self.language)

    def to(self, path: str, /, **query: str) -> str:
        """Give the address of another page of the same municipality, in the same language."""
        given = {name: value for name, value in query.items() if value}
        if self.language != DUTCH:
            given["taal"] = self.language
        return f"/{self.snapshot.slug}{path}" + (f"?{urlencode(given)}" if given else "")

    def values(self) -> dict[str, Any]:
        """Give what every page is given."""
        snapshot, desk = self.snapshot, self.desk
        canonical = self.to(self.path)
        plain = f"/{snapshot.slug}{self.path}"
        tongues = (
            ((DUTCH, plain), (FRENCH, f"{plain}?taal={FRENCH}"), ("x-default", plain))
            if FRENCH in snapshot.about.languages
            else ()
        )
        return {
            "place": place_of(snapshot),
            "snapshot": snapshot,
            "tell": self.telling,
            "base": desk.context.base_url,
            "here": self.here,
            "seen": self.seen,
            "canonical": canonical,
            "tongues": tongues,
            "to": self.to,
            "menu": MENU,
            "statements": statements(snapshot),
            "made": snapshot.made_at.astimezone(BRUSSELS).date() if snapshot.made_at else None,
            "service": service_in(snapshot.about.service, desk.words),
            "contact": read_contact(snapshot.about.contact),
            "opening": shorten,
            "when_of": self.when,
            "shown_fiches": self.fiches_of,
            "card": self.card(),
            "wide": True,
        }

    def card(self, fiche: PublicFiche | None = None) -> str:
        """Give the address of the picture for sharing: that of a fiche, or of the municipality."""
        return Card.of(self.desk.context.words, self.snapshot, fiche).path

    def fiches_of(self, numbers: Iterable[int]) -> list[PublicFiche]:
        """Give the public fiches with these numbers."""
        found = (self.snapshot.fiche(number) for number in numbers)
        return [fiche for fiche in found if fiche is not None]

    def when(self, action: PublicAction) -> str:
        """Say when something is done: until when it was, by when it will be, or since when it is."""
        say, day = self.desk.words.say, self.telling.day
        if action.ended_on:
            return say("public.action-ended", day=day(action.ended_on))
        if action.due_on:
            return say("public.action-due", day=day(action.due_on))
        return say("public.action-since", day=day(action.starts_on)) if action.starts_on else ""

    def days(self) -> tuple[list[PublicDay], list[PublicDay]]:
        """Give the days that come, the first first, and those that were, the last first."""
        coming = sorted((day for day in self.snapshot.days if day.ends_at >= self.now), key=_begin)
        past = sorted((day for day in self.snapshot.days if day.ends_at < self.now), key=_begin, reverse=True)
        return coming, past

    def timeline(self, fiche: PublicFiche) -> list[tuple[date, list[tuple[str, str]]]]:
        """Give what happened to a fiche by month, the last first."""
        months: dict[date, list[tuple[str, str]]] = defaultdict(list)
        for point in reversed(fiche.timeline):
            said = self.telling.happened(point)
            if said:
                months[point.month].append((said, point.title))
        return sorted(months.items(), reverse=True)


def statements(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Name the statements of a municipality, and where they are."""
    return tuple((f"statement.{name}", f"/{snapshot.slug}/{name}") for name in LINKS)


def read_contact(written: str) -> Contact:
    """Read whom a municipality names: an address of mail or of a page leads there, anything else is a text."""
    written = written.strip()
    if urlsplit(written).scheme in {"http", "https"}:
        return Contact(urlsplit(written).netloc, written, outside=True)
    if "@" in written and " " not in written:
        return Contact(written, f"mailto:{written}")
    return Contact(written)


def shorten(text: str) -> str:
    """Give how a text begins, for a card."""
    return open_text(text, _OPENING)


def by_state(actions: Iterable[PublicAction]) -> list[tuple[str, list[PublicAction]]]:
    """Group actions by their state: what runs first, what stopped last; only states that there are."""
    actions = tuple(actions)
    grouped = [(state, [one for one in actions if one.state == state]) for state in _STATES]
    return [(state, listed) for state, listed in grouped if listed]


def in_order(actions: Iterable[PublicAction]) -> list[PublicAction]:
    """Put actions in the order of their states."""
    return [action for _, listed in by_state(actions) for action in listed]


def steps(fiche: PublicFiche) -> tuple[list[tuple[str, bool]], int]:
    """Give the steps of a fiche's way with whether each was passed, and at which it is."""
    at = _AT.get(fiche.status, 0)
    names = [*_WAY]
    if fiche.status in {"geparkeerd", "bovenlokaal"}:
        names[at] = fiche.status
    return [(name, place <= at) for place, name in enumerate(names)], at


def _begin(day: PublicDay) -> datetime:
    return day.starts_at
