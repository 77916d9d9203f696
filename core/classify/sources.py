"""Sources: from how many organisations signals come, counted so that one is never taken for two."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """From where a signal comes, as far as it was told: the organisation's name, and its sector; empty: not told."""

    organisation: str = ""
    sector: str = ""


def count_organisations(sources: Iterable[Source]) -> int:
    """Count organisations that are certainly different.

    Names count once, however they are written. Who gave no name counts by sector, once a sector, and only where no
    named organisation may be the same; who gave neither counts only where nobody gave anything.
    """
    every = list(sources)
    named = {fold(source.organisation) for source in every} - {""}
    # A name of which the sector was not told may be of any sector, so beside it an unnamed one proves nothing.
    anywhere = any(fold(source.organisation) and not source.sector for source in every)
    taken = {source.sector for source in every if fold(source.organisation)}
    unnamed = {source.sector for source in every if not fold(source.organisation)} - {""}
    apart = set[str]() if anywhere else unnamed - taken
    return len(named) + len(apart) or min(len(every), 1)


def fold(name: str) -> str:
    """Give a name of an organisation without capitals and double spaces: what it is compared by."""
    return " ".join(name.casefold().split())
