"""The list of actions over all fiches, narrowed by what stands in the address, page after page."""

from urllib.parse import urlencode

from fastapi import Response

from admin.actions import read_owner
from admin.dates import say_day, today_here
from admin.desk import Desk, Visit
from core.dialogue.load import labels
from core.review.action_reading import ActionFilters, list_actions
from core.review.action_words import list_owners
from core.store.tables.action import ACTION_STATES

_MINE, _LATE = "ik", "1"  # values in an address


def add_action_list(desk: Desk) -> None:
    """Add the route."""

    @desk.get("/acties", "fiches.read", limited=True)
    def show_list(visit: Visit) -> Response:
        return _show_list(desk, visit)


def _show_list(desk: Desk, visit: Visit) -> Response:
    state, theme, whose = visit.asked("status"), visit.asked("thema"), visit.asked("van")
    filters = ActionFilters(
        owner_id=visit.present.staff_id if whose == _MINE else read_owner(whose),
        owner=visit.asked("wie"),
        state=state if state in ACTION_STATES else "",
        theme=theme if theme in labels("themes") else "",
        overdue=visit.asked("telaat") == _LATE,
        after=read_owner(visit.asked("na")),
    )
    listed = list_actions(visit.session, visit.present, filters, today_here(desk.context.clock()))
    kept = {
        "van": whose if filters.owner_id else "",
        "wie": filters.owner,
        "status": filters.state,
        "thema": filters.theme,
        "telaat": _LATE if filters.overdue else "",
    }
    query = urlencode({name: value for name, value in kept.items() if value})
    return desk.own_page(
        visit,
        "actions",
        here="actions",
        listed=listed,
        filters=filters,
        whose=whose,
        owners=list_owners(visit.session),
        states=ACTION_STATES,
        themes=labels("themes").items(),
        first=f"/beheer/acties?{query}" if filters.after else "",
        later=f"/beheer/acties?{query}{'&' if query else ''}na={listed.next}" if listed.next else "",
        day=say_day,
    )
