"""What a municipality shows in public, as one snapshot: pure data, and nothing in it that no person approved."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """A point of a fiche's timeline: the first day of its month, what it was, and a public title where it has one.

    `what`: `public` (its words were approved), a state of a fiche, `action.` with a state of an action, or
    `meeting.tabled` and `meeting.discussed`. Never a reason, never a note: those are for the panel.
    """

    month: date
    what: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PublicAction:
    """An action that a person put in public; `partners`: names of organisations; `owner`: never a person's name."""

    fiche: int
    title: str
    state: str
    owner: str = ""
    partners: tuple[str, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    before: str = ""
    after: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class PublicFiche:
    """A fiche whose public words were approved: those words, and what is known about it by keys.

    `band`: how many signals may be told, as `suppression.band` writes it; empty below three. `since` and `changed`:
    first days of months. `outcome` is empty until it is closed. `partners`: whom it concerns and who stand behind its
    words. `days`: numbers of the public moments it is on the table of. `predecessor`: the number of the public fiche
    that it follows; 0: none.
    """

    number: int
    title: str
    text: str
    status: str
    outcome: str = ""
    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    band: str = ""
    since: date | None = None
    changed: date | None = None
    predecessor: int = 0
    partners: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    timeline: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A moment of the agenda that a person made public; `status`: voorlopig, vast or afgelast."""

    number: int
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    status: str = "vast"
    body: str = ""
    fiches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicPartner:
    """An organisation that works along, and what was agreed: who may signal, what is published, until when."""

    name: str
    since: date | None = None
    until: date | None = None
    signals: str = ""
    publishes: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number as the public may know it: hidden when it is None."""

    key: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A released table: by the keys of a facet how many signals, per quarter and over the year.

    `columns`: keys of quarters (2026-k3), then the year when it is whole. `rows`: by key one number a column.
    """

    facet: str
    year: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    totals: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """Figures that a person released. `facts`: single numbers by key, such as signals, reporters and organisations."""

    until: str = ""
    facts: tuple[Count, ...] = ()
    tables: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a municipality says of itself: `service` looks at signals within `working_days`; `contact`: the coordinator.

    `intro`, `agreements` and `privacy_text` are its own words; empty: those of Signaal. `address`: where mail goes;
    `bot`: its own Telegram bot, without @.
    """

    service: str = ""
    working_days: int = 10
    contact: str = ""
    intro: str = ""
    agreements: str = ""
    privacy_text: str = ""
    danger_text: str = ""
    address: str = ""
    bot: str = ""
    languages: tuple[str, ...] = ()
    colour: str = ""
    logo: str = ""
    logo_alt: str = ""
    retention: tuple[tuple[str, int], ...] = ()
    model: bool = True


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a municipality shows, as it was at `made_at`; `version` is the digest of the rest, in hexadecimal.

    The same facts give the same version, so that an address that did not change is not sent again.
    """

    slug: str
    name: str
    nis: str = ""
    version: str = ""
    made_at: datetime | None = None
    about: About = field(default_factory=About)
    fiches: tuple[PublicFiche, ...] = ()
    actions: tuple[PublicAction, ...] = ()
    days: tuple[PublicDay, ...] = ()
    partners: tuple[PublicPartner, ...] = ()
    figures: PublicFigures = field(default_factory=PublicFigures)

    def fiche(self, number: int) -> PublicFiche | None:
        """Find a public fiche by its number."""
        return next((fiche for fiche in self.fiches if fiche.number == number), None)
