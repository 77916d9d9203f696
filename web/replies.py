"""Replies of the web room: a rendered page, or the address to go to next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.context import Context
from core.feedback.spoken import page_language
from core.html.fields import Fields, read_fields
from core.html.pages import Pages
from core.intake.rooms import Room
from core.municipalities import Place
from core.words import Words

# A page that anyone may see may be kept this long by anyone.
PUBLIC = {"cache-control": "public, max-age=30"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every route of the web room needs."""

    context: Context
    rooms: Mapping[str, Room]
    door_id: int
    pages: Pages

    @property
    def words(self) -> Words:
        """The texts."""
        return self.pages.words

    def speaking(self, language: str) -> "Desk":
        """Give the same desk in another language."""
        return replace(self, pages=self.pages.speaking(language))

    def asked(self, place: Place | None, language: str) -> "Desk":
        """Give the same desk in the language that the link of a letter asks for, where the municipality has it on."""
        return self.speaking(page_language(place, language))

    def page(
        self, template: str, title: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> Response:
        """Render a page; `title` is a message key, or the title itself when it is no key."""
        shown = self.words.say(title) if self.words.has(title) else title
        return HTMLResponse(self.pages.render(template, title=shown, **values), status, headers)

    def lost(self, request: Request, fields: Fields) -> Response:
        """Give back what was typed when it could not be kept."""
        return self.page(
            "core/retry.html",
            "web.lost-title",
            503,
            message=self.words.say("web.lost-text"),
            action=request.url.path,
            fields=fields.pairs(),
        )


def go(address: str) -> Response:
    """Send the browser to a page of ours, with GET."""
    return RedirectResponse(address, 303)


async def posted(request: Request) -> Fields:
    """Read the fields of a post (the shield has limited its size)."""
    return read_fields(await request.body())
