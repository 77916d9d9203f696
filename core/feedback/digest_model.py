"""What a digest holds, before anybody writes it: items under own signals, own sector and municipality, no words yet."""

from dataclasses import dataclass

from core.intake.rooms import Notice

NEWS, STILL, YEAR = "nieuws", "stil", "jaar"


@dataclass(frozen=True, slots=True)
class Item:
    """One fiche or signal in a digest: what it is called, and what is told of it, as fixed texts by key.

    - `title`: of the fiche (its public title, where it is not of her own signals), or empty for a signal alone.
    - `numbers`: of her own signals in it; empty under sector and municipality.
    - `lines`: what happened since, the first first.
    - `path`: of the page about it, under the address of the municipality's pages; empty: there is none.
    """

    title: str
    numbers: tuple[int, ...]
    lines: tuple[Notice, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """One reporter's digest.

    - `own`, `sector`, `place`: items about her own signals, about her sector, about the municipality, at most one
      screen in all; `more`: how many items there was no room for.
    - `told`: the ids of the journal entries that it tells, also those of `more`: none of them comes again.
    - `asks`: it asks the questions of the year, as a yearly one does.
    """

    kind: str
    own: tuple[Item, ...] = ()
    sector: tuple[Item, ...] = ()
    place: tuple[Item, ...] = ()
    more: int = 0
    told: frozenset[int] = frozenset()
    asks: bool = False
