"""Sharing figures: a municipality switches it on or off; who supports municipalities sees them side by side."""

from fastapi import Response

from admin.desk import Desk, Visit
from admin.figures import SAID
from core.insight.sharing import READ, SHARE, is_shared, read_shared, share_figures
from core.insight.tables_shown import FACETS, labels_of

_PATH = "/cijfers/delen"


def add_sharing(desk: Desk) -> None:
    """Add the routes."""

    @desk.get(_PATH, SHARE)
    def show(visit: Visit) -> Response:
        done = visit.asked("gedaan")
        return desk.own_page(
            visit,
            "sharing",
            here="sharing",
            shared=is_shared(visit.session, visit.present),
            done=done if done in {"aan", "uit"} else "",
        )

    @desk.post(_PATH, SHARE)
    def keep(visit: Visit) -> Response:
        on = visit.typed("on") == "ja"
        share_figures(visit.session, visit.present, on=on)
        return desk.go(f"{_PATH}?gedaan={'aan' if on else 'uit'}")

    @desk.get("/gemeenten", READ)
    def show_all(visit: Visit) -> Response:
        facet = next((facet for facet, said in SAID.items() if said == visit.asked("tabel")), FACETS[0])
        found = read_shared(visit.session, visit.present, facet, visit.asked("periode"))
        return desk.own_page(
            visit,
            "shared_figures",
            here="shared",
            found=found,
            labels=labels_of(facet),
            said=SAID,
            said_now=SAID[facet],
        )
