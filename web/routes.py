"""The web room's routes: public pages, the form, one's own page."""

from collections.abc import Mapping

from fastapi import APIRouter

from core.context import Context
from core.html.pages import open_pages
from core.intake.rooms import Room
from web import (
    adding,
    form,
    invitation,
    joining,
    leaving,
    mine,
    own_data,
    places,
    question,
    statements,
    tapping,
    wishing,
)
from web.public import routes as public
from web.replies import Desk


def make_router(context: Context, rooms: Mapping[str, Room], door_id: int) -> APIRouter:
    """Make the router; include it last, because `/{slug}` takes any name. `door_id` is the web's door."""
    router = APIRouter()
    desk = Desk(context, rooms, door_id, open_pages(context.words))
    mine.add_routes(router, desk)
    own_data.add_routes(router, desk)
    leaving.add_routes(router, desk)
    invitation.add_routes(router, desk)
    question.add_routes(router, desk)
    tapping.add_routes(router, desk)
    adding.add_routes(router, desk)
    joining.add_routes(router, desk)
    wishing.add_routes(router, desk)
    statements.add_routes(router, desk)
    places.add_routes(router, desk)
    public.add_routes(router, desk)
    form.add_routes(router, desk)
    return router
