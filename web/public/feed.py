"""The Atom feed of a municipality (RFC 4287): its public fiches, of which something changed last first."""

from collections.abc import Sequence
from datetime import date, datetime, time
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.publish.model import PublicFiche, Snapshot
from core.words import Words
from web.public.searching import newest
from web.public.telling import BRUSSELS, Telling

_SPACE = "http://www.w3.org/2005/Atom"
_MOST = 50
# A feed must say when it changed, also while nothing is in it.
_BEGINNING = date(2026, 1, 1)


def write_feed(words: Words, base_url: str, snapshot: Snapshot) -> bytes:
    """Write the feed; an entry keeps its id, and its moment is the first of the month in which it last changed."""
    home = f"{base_url}/{snapshot.slug}"
    fiches = newest(snapshot.fiches)[:_MOST]
    feed = Element("feed", {"xmlns": _SPACE, "xml:lang": "nl-BE"})
    _put(feed, "id", f"{home}/feed.atom")
    _put(feed, "title", words.say("public.feed-title", place=snapshot.name))
    _put(feed, "subtitle", words.say("public.feed-subtitle", place=snapshot.name))
    _link(feed, "self", f"{home}/feed.atom", "application/atom+xml")
    _link(feed, "alternate", f"{home}/fiches", "text/html")
    _put(SubElement(feed, "author"), "name", words.say("public.site", place=snapshot.name))
    _put(feed, "updated", _moment(_last(fiches)))
    tell = Telling(words)
    for fiche in fiches:
        _entry(feed, home, tell, fiche)
    indent(feed)
    return tostring(feed, "utf-8", xml_declaration=True)


def _entry(feed: Element, home: str, tell: Telling, fiche: PublicFiche) -> None:
    entry = SubElement(feed, "entry")
    address = f"{home}/fiche/{fiche.number}"
    _put(entry, "id", address)
    _put(entry, "title", fiche.title)
    _link(entry, "alternate", address, "text/html")
    if fiche.since:
        _put(entry, "published", _moment(fiche.since))
    _put(entry, "updated", _moment(fiche.changed or fiche.since or _BEGINNING))
    for key, name in tell.labels("themes", fiche.themes):
        SubElement(entry, "category", term=key, label=name)
    _put(entry, "summary", f"{tell.status(fiche)}. {tell.meaning(fiche)}")
    _put(entry, "content", fiche.text).set("type", "text")


def _last(fiches: Sequence[PublicFiche]) -> date:
    return max((fiche.changed or fiche.since or _BEGINNING for fiche in fiches), default=_BEGINNING)


def _put(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = text
    return child


def _link(parent: Element, rel: str, address: str, kind: str) -> None:
    SubElement(parent, "link", rel=rel, href=address, type=kind)


def _moment(day: date) -> str:
    return datetime.combine(day, time(), BRUSSELS).isoformat()
