"""What came in since a list was opened: the list asks by itself, quietly, and the processor chooses when to see it."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.ids import read_number
from core.errors import NotFound
from core.review.listing import count_since, find_newest


def add_fresh(desk: Desk) -> None:
    """Add the route that lists ask."""

    @desk.get("/vers", "signals.read")
    def count(visit: Visit) -> Response:
        try:
            since = read_number(visit.asked("na"))
        except NotFound:  # an address that somebody made up
            since = 0
        return desk.page("fresh", since=since, fresh=count_since(visit.session, since))


def since_now(visit: Visit) -> dict[str, Any]:
    """Give what a list needs to ask what came in later."""
    return {"since": find_newest(visit.session), "fresh": 0}
