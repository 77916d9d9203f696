"""What search engines ask: which addresses to stay away from, and which pages there are."""

from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.publish.published import Addressed
from web.public.showing import MENU
from web.statements import LINKS

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Forms and personal pages carry noindex as well; here so that nobody asks for them at all.
_CLOSED = ("/beheer", "/mijn/", "/afmelden/", "/uitnodiging/", "/api/", "/*/signaal", "/*/oproep/")


def write_robots(base_url: str) -> str:
    """Write robots.txt."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "", f"Sitemap: {base_url}/sitemap.xml", ""]
    return "\n".join(lines)


def write_sitemap(base_url: str, places: Iterable[Addressed]) -> bytes:
    """Write the addresses of all public pages; of a fiche also the month in which it last changed."""
    listed = Element("urlset", xmlns=_SPACE)
    _add(listed, f"{base_url}/")
    for place in places:
        home = f"{base_url}/{place.slug}"
        for _, path in MENU:
            _add(listed, home + path)
        for name in LINKS:
            _add(listed, f"{home}/{name}")
        for number, changed in place.fiches:
            _add(listed, f"{home}/fiche/{number}", changed)
    indent(listed)
    return tostring(listed, "utf-8", xml_declaration=True)


def _add(listed: Element, address: str, changed: date | None = None) -> None:
    url = SubElement(listed, "url")
    SubElement(url, "loc").text = address
    if changed:
        SubElement(url, "lastmod").text = changed.isoformat()
