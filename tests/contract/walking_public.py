"""A walk over everything that anyone can fetch: every route that is there, and every link on the way."""

import re
from html import unescape
from urllib.parse import urldefrag

import httpx

from core.html.shield import Shield
from tests.contract.test_real_app import routes_of

_LINK = re.compile(
    r"""(?:href|src|action|content)="([^"]+)"|<loc>([^<]+)</loc>|<id>([^<]+)</id>|^URL[^:]*:(\S+)""", re.MULTILINE
)
_MOST = 400  # addresses; more would be a walk in circles
# The panel has sweeps of its own; style sheets and scripts are the same for everybody.
_ASIDE = ("/beheer", "/static/")


async def walk(
    client: httpx.AsyncClient, shield: Shield, slug: str, numbers: tuple[int, ...]
) -> dict[str, httpx.Response]:
    """Fetch what can be reached from the routes of the application and from each page; gives the answers by address."""
    waiting = ["/", f"/{slug}", *_addresses(shield, slug, numbers)]
    base = str(client.base_url).rstrip("/")
    fetched: dict[str, httpx.Response] = {}
    while waiting:
        address = waiting.pop(0)
        if address in fetched or address.startswith(_ASIDE):
            continue
        assert len(fetched) < _MOST, sorted(fetched)
        fetched[address] = answer = await client.get(address)
        if answer.headers.get("content-type", "").startswith(("text/", "application/")):
            found = (next(part for part in groups if part) for groups in _LINK.findall(answer.text))
            inside = (urldefrag(unescape(link).removeprefix(base)).url for link in found)
            waiting += [link for link in inside if link.startswith("/") and not link.startswith("//")]
    return fetched


def _addresses(shield: Shield, slug: str, numbers: tuple[int, ...]) -> list[str]:
    """Give an address for each route with GET; of a fiche, one for each number."""
    paths = {route.path for route in routes_of(shield) if "GET" in (route.methods or ())}
    filled = {path.replace("{slug}", slug).replace("{number}", str(number)) for path in paths for number in numbers}
    return sorted(re.sub(r"\{\w+(:\w+)?\}", "0", path) for path in filled)
