"""What pages need beside themselves: a municipality's style and logo; and accessibility in general."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from core.errors import NotFound
from core.html.colours import read_colour, style_colour
from core.intake.pages import read_logo
from web.replies import PUBLIC, Desk


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes that only show."""

    @router.get("/huisstijl/{colour}.css")
    def style(colour: str) -> Response:
        if read_colour(colour) != colour:
            raise NotFound("colour")
        # The address says all that is in it.
        kept = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(style_colour(colour), media_type="text/css", headers=kept)

    @router.get("/huisstijl/logo/{name}")
    def logo(name: str, request: Request) -> Response:
        tag = f'"{name}"'  # another picture has another name
        kept = {"cache-control": "public, max-age=31536000, immutable", "etag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=kept)
        body, kind = read_logo(desk.context, name)
        # Shown within a page; by itself it is a file to keep, never a page of ours.
        kept["content-disposition"] = 'attachment; filename="logo"'
        return Response(body, media_type=kind, headers=kept)

    @router.get("/toegankelijkheid")
    def accessibility() -> Response:
        return desk.page("web/accessibility.html", "web.accessibility-title", headers=PUBLIC)
