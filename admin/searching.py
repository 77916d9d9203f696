"""Search: signals, fiches and the log on one page, filters in the address."""

from urllib.parse import urlencode

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.filters import CHANNELS, read_filters
from admin.views import views
from core.dialogue.load import labels
from core.review.searching import WHERE, search_everything
from core.store.tables.signal import STATES


def add_searching(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/zoeken", "signals.read")
    def show(visit: Visit) -> Response:
        filters = read_filters(visit, usual="")
        where = visit.asked("in") if visit.asked("in") in WHERE else ""
        found = search_everything(visit.session, visit.present, filters, (where,) if where else WHERE)
        kept = {"zoek": filters.words, "status": filters.status, "kanaal": filters.channel, "thema": filters.theme}
        query = {name: value for name, value in kept.items() if value}
        return desk.own_page(
            visit,
            "search",
            here="search",
            filters=filters,
            where=where,
            places=WHERE,
            found=found,
            states=STATES,
            channels=CHANNELS,
            themes=labels("themes").items(),
            everywhere="/beheer/zoeken?" + urlencode({"zoek": filters.words}) if where or len(query) > 1 else "",
            all_signals="/beheer?" + urlencode(query),
            all_fiches="/beheer/fiches?" + urlencode({"zoek": filters.words}),
            moment=say_moment,
            **views(visit, "search", urlencode({**query, "in": where} if where else query)),
        )
