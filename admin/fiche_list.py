"""The list of fiches, searched and filtered."""

from urllib.parse import urlencode

from fastapi import Response

from admin.dates import say_day
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.views import views
from core.dialogue.load import labels
from core.review.fiche_reading import FicheFilters, list_fiches
from core.review.pulling import list_asked
from core.store.tables.fiche import FICHE_STATES


def add_fiche_list(desk: Desk) -> None:
    """Add the route."""

    @desk.get("/fiches", "fiches.read", limited=True)
    def show_list(visit: Visit) -> Response:
        return _show_list(desk, visit)


def _show_list(desk: Desk, visit: Visit) -> Response:
    status, theme = visit.asked("status"), visit.asked("thema")
    filters = FicheFilters(
        status=status if status in FICHE_STATES else "",
        theme=theme if theme in labels("themes") else "",
        words=visit.asked("zoek"),
        after=read_digits(visit.asked("na")),
    )
    listed = list_fiches(visit.session, visit.present, filters)
    kept = {"zoek": filters.words, "status": filters.status, "thema": filters.theme}
    query = urlencode({name: value for name, value in kept.items() if value})
    return desk.own_page(
        visit,
        "fiches",
        here="fiches",
        listed=listed,
        asked=list_asked(visit.session, visit.present),
        filters=filters,
        states=FICHE_STATES,
        themes=labels("themes").items(),
        newest=f"/beheer/fiches?{query}" if filters.after else "",
        older=f"/beheer/fiches?{query}{'&' if query else ''}na={listed.next}" if listed.next else "",
        day=say_day,
        **views(visit, "fiches", query),
    )
