"""The page Groepen: signals that seem to tell of one problem, as the computer proposed them last night."""

from fastapi import Response

from admin.dates import say_day
from admin.desk import Desk, Visit
from core.classify.clusters import FEWEST_ORGANISATIONS, FEWEST_SIGNALS
from core.classify.shelf import OFF
from core.insight.groups import list_groups


def add_clusters(desk: Desk) -> None:
    """Add the route."""

    @desk.get("/groepen", "signals.read")
    def show_groups(visit: Visit) -> Response:
        on = proposes(desk, visit)
        return desk.own_page(
            visit,
            "groups",
            here="groups",
            on=on,
            missing=on and desk.context.shelf.lacks(visit.present.place.slug),
            groups=list_groups(visit.session, visit.present) if on else [],
            fewest=FEWEST_SIGNALS,
            organisations=FEWEST_ORGANISATIONS,
            day=say_day,
        )


def proposes(desk: Desk, visit: Visit) -> bool:
    """Tell whether the computer makes proposals here: neither the municipality nor the installation switched it off."""
    return bool(visit.present.place.setting("model")) and desk.context.settings.model != OFF
