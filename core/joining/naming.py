"""What a municipality that joins is called: slug, name and NIS code, from whatever of them was typed."""

import re
from dataclasses import dataclass

from core.errors import Refused
from core.flanders import Found, Known, find_known, slug_of, suggest

_CODE = re.compile(r"\d{5}", re.ASCII)


class Unknown(Refused):
    """None of the municipalities that are known; `like`: those that may be meant."""

    def __init__(self, typed: str) -> None:
        """Take what was typed."""
        super().__init__(f"{typed}: no municipality of Flanders")
        self.like = suggest(typed)


class Other(Refused):
    """The code is that of another municipality: `place`."""

    def __init__(self, nis: str, place: Known) -> None:
        """Take the code and whose it is."""
        super().__init__(f"NIS code {nis} is that of {place.name}")
        self.place = place


@dataclass(frozen=True, slots=True)
class Named:
    """What it will be called; `known`: None where it is none of Flanders; `was`: the old name or code, if typed."""

    slug: str
    name: str
    nis: str | None
    known: Known | None = None
    was: str = ""


def name_it(wanted: str, name: str = "", nis: str = "") -> Named:
    """Read what was typed: `wanted` a name, a code or, beside a `name` or `nis`, a slug of one's own.

    Raises Unknown, Other, and Refused for a code that is none. Whether the slug can be is for `add_municipality`.
    """
    named_so = bool(name)  # a name of spaces only is a wrong one, not none
    wanted, name, nis = wanted.strip(), " ".join(name.split()), nis.strip()
    if nis and not _CODE.fullmatch(nis):
        raise Refused("NIS code: five digits")
    by_code, by_name = find_known(nis), find_known(name or wanted)
    if by_code and by_name and by_code.place != by_name.place and (name or wanted != slug_of(wanted)):
        raise Other(nis, by_code.place)
    found = by_code or by_name
    if named_so:
        slug = wanted or (found.place.slug if found else slug_of(name))
        return _named(slug, name, found, nis)
    if found is None:
        raise Unknown(wanted or nis)
    slug = wanted if by_code and wanted and by_name is None else found.place.slug
    return _named(slug, found.place.name, found, nis)


def _named(slug: str, name: str, found: Found | None, nis: str) -> Named:
    if found is None:
        return Named(slug, name, nis or None)
    return Named(slug, name, found.place.nis, found.place, found.was)
