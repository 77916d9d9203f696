"""The statement pages of a municipality: privacy, accessibility, how the computer proposes, open data and licence.

They are documents of the coordinator's kit, so that paper and page never differ.
"""

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from core.kit.facts import read_facts_of
from core.kit.filling import fill
from web.replies import PUBLIC, Desk

# The ends of their addresses, in the order in which the foot of a page links to them.
LINKS = ("privacy", "toegankelijkheid", "computer", "open-data")
_KEYS: Mapping[str, str] = {
    "privacy": "privacyverklaring",
    "signaal/privacy": "privacyverklaring",
    "toegankelijkheid": "toegankelijkheidsverklaring",
    "computer": "modelkaart",
    "open-data": "open-data",
}


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add a page for each statement; chats of before lead to `/signaal/privacy`."""
    for address, key in _KEYS.items():
        router.get(f"/{{slug}}/{address}")(_page_of(desk, key))


def _page_of(desk: Desk, key: str) -> Callable[[str], Response]:
    def show(slug: str) -> Response:
        place, facts = read_facts_of(desk.context, slug)
        document = fill(key, facts, desk.words)
        return desk.page("web/statement.html", document.title, headers=PUBLIC, place=place, document=document)

    return show
