"""The page Inzage: who looked at who sent a signal, and why."""

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from core.review.looked import list_looked


def add_looked(desk: Desk) -> None:
    """Add the page."""

    @desk.get("/inzage", "identity.watch")
    def show(visit: Visit) -> Response:
        looked = list_looked(visit.session, desk.context, visit.present)
        return desk.own_page(visit, "looked", here="looked", looked=looked, moment=say_moment)
