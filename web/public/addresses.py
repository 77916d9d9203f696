"""The addresses of public pages, and what each reads of a query: whatever else is asked there gets the same page."""

from core.municipalities import TAKEN
from web.public.searching import FACETS, STATUS, WORDS
from web.statements import LINKS

_NONE, _TONGUE = frozenset[str](), frozenset({"taal"})
_EVERYWHERE = {
    "/": frozenset({"gemeente", "provincie"}), "/robots.txt": _NONE, "/sitemap.xml": _NONE, "/toegankelijkheid": _NONE,
}  # fmt: skip
# By what comes after the name of a municipality.
_OF_A_PLACE = {
    "": _TONGUE,
    "fiches": _TONGUE | {*FACETS, STATUS, WORDS, "pagina"},
    **dict.fromkeys(("acties", "cijfers", "agenda", "partners"), _TONGUE),
    **dict.fromkeys(("feed.atom", "agenda.ics", *LINKS, "signaal/privacy"), _NONE),
}
# With a number, or a number and a mark, behind it.
_OF_ONE = {"fiche": _TONGUE, "kaart": _NONE}


def names_at(path: str) -> frozenset[str] | None:
    """Give the names of a query that the public page at `path` reads; None: there is no public page at such a path."""
    if (names := _EVERYWHERE.get(path)) is not None:
        return names
    slug, _, rest = path.removeprefix("/").partition("/")
    if slug in TAKEN:
        return None
    if (names := _OF_A_PLACE.get(rest)) is not None:
        return names
    kind, _, which = rest.partition("/")
    return _OF_ONE.get(kind) if which and "/" not in which else None
