"""Compose a digest: what one reporter was not told yet, her own signals first; a pure function of the journal."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime

from core.feedback.bands import OTHERS
from core.feedback.digest_facts import CLOSED, Entry, FicheFact, Moment, Reader, Town
from core.feedback.digest_model import NEWS, STILL, Digest, Item
from core.feedback.digest_own import Known, tell_own
from core.feedback.digest_still import is_due, tell_still
from core.intake.rooms import Notice
from core.review.bundling import BUNDLED_IN
from core.review.fiches import MOVED
from core.review.public_texts import FEWEST, GRANTED, GRANTED_DESPITE

# One screen of a phone: so many items of each; what there is no room for is counted and waits on her page.
MOST_OWN, MOST_SECTOR, MOST_PLACE = 3, 1, 1
OWN_ONLY = "eigen"
# What is told of fiches of others, and in which states: never why a fiche is parked, and no title but the public one.
PUBLIC_STATES = frozenset({"geprioriteerd", "in-actie", "bovenlokaal", CLOSED})
_GRANTED = (GRANTED, GRANTED_DESPITE)
Told = tuple[Item, frozenset[int]]


def compose(reader: Reader, town: Town, moment: Moment) -> Digest | None:
    """Compose a reporter's digest; None: she gets none now.

    It holds every entry she was not told of and that can be said, whatever its time stamp, except what can still be
    undone. Without news there is no digest, until it was silent for 90 days about something that is still open.
    """
    quiet = is_due(reader, town, moment)
    if not reader.signals or not (moment.turn or quiet):
        return None
    own = list(_own(reader, town, moment))
    sector, place = _others(reader, town, moment)
    still = [Item(title, numbers, lines) for title, numbers, lines in tell_still(reader, town)] if quiet else []
    if not own and quiet:
        mine = [(item, frozenset[int]()) for item in still]
        return _make(NEWS if sector or place else STILL, mine, sector, place)
    return _make(NEWS, own, sector, place) if own or sector or place else None


def _make(kind: str, own: Sequence[Told], sector: Sequence[Told], place: Sequence[Told]) -> Digest:
    groups = ((own, MOST_OWN), (sector, MOST_SECTOR), (place, MOST_PLACE))
    shown = [tuple(item for item, _ in group[:most]) for group, most in groups]
    more = sum(max(0, len(group) - most) for group, most in groups)
    told = frozenset(id_ for group, _ in groups for _, ids in group for id_ in ids)
    return Digest(kind, shown[0], shown[1], shown[2], more, told)


def _own(reader: Reader, town: Town, moment: Moment) -> Iterator[Told]:
    """Tell of the fiches that carry her signals, those with the latest news first."""
    hers = {id_: [mine for mine in reader.signals if id_ in mine.fiches] for id_ in _hers(reader)}
    found: list[Told] = []
    for id_, mine in hers.items():
        if id_ in town.fiches:
            fiche, entries = town.fiches[id_], _settled(town, moment, town.fiches[id_])
            lines, ids = tell_own(
                fiche, entries, Known(reader.told, [one.number for one in mine], reader.invited), moment.at
            )
            if ids and _is_news(lines, entries, [one.number for one in mine], reader.said.get(fiche.number)):
                numbers = tuple(dict.fromkeys(one.known_as for one in mine))
                found.append((Item(fiche.title, numbers, lines), ids))
    yield from _latest_first(found)


def _is_news(lines: Sequence[Notice], entries: Sequence[Entry], numbers: Sequence[int], said: datetime | None) -> bool:
    """Tell whether there is more than that others see the same, or somebody joined since a letter `said` who does."""
    if said is None or any(not line.key.startswith(OTHERS) for line in lines):
        return True
    joined = (entry for entry in entries if entry.what == BUNDLED_IN and entry.details.get("signal") not in numbers)
    return any(entry.at > said for entry in joined)


def _others(reader: Reader, town: Town, moment: Moment) -> tuple[list[Told], list[Told]]:
    """Tell of the public fiches of others: of her sector, and of the rest of the municipality."""
    sector: list[Told] = []
    place: list[Told] = []
    hers = _hers(reader)
    for fiche in town.fiches.values() if reader.scope != OWN_ONLY else ():
        if fiche.id in hers or not is_public(fiche):
            continue
        told = _tell_public(fiche, reader, town, moment)
        if told is not None:
            (sector if reader.sector and reader.sector in fiche.sectors else place).append(told)
    return _latest_first(sector), _latest_first(place)


def is_public(fiche: FicheFact) -> bool:
    """Tell whether others than its own reporters may hear of a fiche at all."""
    return bool(fiche.public_title) and fiche.signals >= FEWEST


def page_of(fiche: FicheFact) -> str:
    """Give the path of the public page of a fiche; empty where it has none."""
    return f"/fiche/{fiche.number}" if is_public(fiche) else ""


def _tell_public(fiche: FicheFact, reader: Reader, town: Town, moment: Moment) -> Told | None:
    new = [
        entry
        for entry in _settled(town, moment, fiche)
        if entry.id not in reader.told and entry.at >= moment.since and entry.what in (*_GRANTED, MOVED)
    ]
    granted = {entry.id for entry in new if entry.what in _GRANTED}
    # Only a move to where the fiche now is: a passing state is no news to others, however late it commits.
    stands = fiche.status in PUBLIC_STATES
    moved = {e.id for e in new if stands and e.what == MOVED and e.details.get("to") == fiche.status}
    lines = [Notice("digest.public.new")] if granted else []
    if moved:
        key = f"digest.outcome.{fiche.outcome}" if fiche.status == CLOSED else f"digest.state.{fiche.status}"
        lines.append(Notice(key))
    return (Item(fiche.public_title, (), tuple(lines), page_of(fiche)), frozenset(granted | moved)) if lines else None


def _settled(town: Town, moment: Moment, fiche: FicheFact) -> list[Entry]:
    """Give the entries of a fiche that cannot be undone any more."""
    return [entry for entry in town.entries.get(fiche.id, ()) if entry.at <= moment.settled]


def _hers(reader: Reader) -> list[uuid.UUID]:
    return list(dict.fromkeys(id_ for mine in reader.signals for id_ in mine.fiches))


def _latest_first(found: list[Told]) -> list[Told]:
    return sorted(found, key=lambda told: max(told[1]), reverse=True)
