"""The page Trends: what rises and which sectors fell silent, computed when somebody asks."""

from fastapi import Response

from admin.clusters import proposes
from admin.dates import say_day, say_number
from admin.desk import Desk, Visit
from core.insight.looking import MOST_RARE, look_at_trends
from core.insight.trends import FEWEST, LEAST_HISTORY, WINDOW


def add_trends(desk: Desk) -> None:
    """Add the route."""

    @desk.get("/trends", "signals.read")
    def show_trends(visit: Visit) -> Response:
        on = proposes(desk, visit)
        return desk.own_page(
            visit,
            "trends",
            here="trends",
            on=on,
            trends=look_at_trends(visit.session, visit.present, desk.context.clock(), proposals=on),
            fewest=FEWEST,
            weeks=LEAST_HISTORY + WINDOW,
            rarest=MOST_RARE,
            number=say_number,
            day=say_day,
        )
