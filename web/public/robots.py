"""What search engines ask: which addresses to stay away from, and which pages there are."""

from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.publish.model import Snapshot
from web.public.showing import MENU
from web.statements import LINKS

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Forms and personal pages carry noindex as well; here so that nobody asks for them at all.
_CLOSED = ("/beheer", "/mijn/", "/afmelden/", "/uitnodiging/", "/api/", "/*/signaal", "/*/oproep/")


def write_robots(base_url: str) -> str:
    """Write robots.txt."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "", f"Sitemap: {base_url}/sitemap.xml", ""]
    return "\n".join(lines)


def write_sitemap(base_url: str, snapshots: Iterable[Snapshot]) -> bytes:
    """Write the addresses of all public pages; of a fiche also the month in which it last changed."""
    listed = Element("urlset", xmlns=_SPACE)
    _add(listed, f"{base_url}/")
    for snapshot in snapshots:
        home = f"{base_url}/{snapshot.slug}"
        for _, path in MENU:
            _add(listed, home + path)
        for name in LINKS:
            _add(listed, f"{home}/{name}")
        for fiche in snapshot.fiches:
            _add(listed, f"{home}/fiche/{fiche.number}", fiche.changed)
    indent(listed)
    return tostring(listed, "utf-8", xml_declaration=True)


def _add(listed: Element, address: str, changed: date | None = None) -> None:
    url = SubElement(listed, "url")
    SubElement(url, "loc").text = address
    if changed:
        SubElement(url, "lastmod").text = changed.isoformat()
