"""The page of a letter's link that says which public fiche a signal belongs to. GET changes nothing, POST acts."""

from fastapi import APIRouter
from fastapi.responses import Response

from core.errors import NotPossible
from core.intake.joining import Joinable
from core.intake.joining_link import join_by_link, read_named
from core.intake.pages import reaching, read_place
from core.municipalities import Place
from web.replies import Desk


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/{slug}/hoort-bij`."""

    @router.get("/{slug}/hoort-bij/{token}")
    def ask(slug: str, token: str) -> Response:
        place = read_place(desk.context, slug)
        with reaching("read fiche"):
            found = read_named(desk.context, place, token)
        if not found.number or not found.fiche:
            return _refuse(desk, place, found)
        action = f"/{place.slug}/hoort-bij/{token}"
        return desk.page("web/join.html", "join.ask-one", place=place, fiche=found.fiche, action=action)

    @router.post("/{slug}/hoort-bij/{token}")
    def act(slug: str, token: str) -> Response:
        place = read_place(desk.context, slug)
        try:
            with reaching("join"):
                join_by_link(desk.context, place, token)
        except NotPossible:  # closed or taken back since its page was shown
            with reaching("read fiche"):
                found = read_named(desk.context, place, token)
            return _refuse(desk, place, found, 409)
        text = desk.words.say("join.mail.done")
        return desk.page("web/note.html", "letters.page.thanks-title", place=place, text=text)


def _refuse(desk: Desk, place: Place, found: Joinable, status: int = 200) -> Response:
    """Say kindly that nothing is added to the fiche any more."""
    title, text = ("join.web.over", "join.mail.over") if found.fiche else ("join.web.gone", "join.mail.gone")
    return desk.page("web/note.html", title, status, place=place, text=desk.words.say(text))
