"""Saved views above a list: open one, keep the filters that are on under a name, remove one's own."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.ids import read_id
from core.review.views import LONGEST_NAME, PAGES, NoName, drop_view, list_views, save_view

_PATHS = {"signals": "", "fiches": "/fiches", "search": "/zoeken"}
_DONE = ("bewaard", "weg", "naam")


def add_views(desk: Desk) -> None:
    """Add the routes."""

    @desk.post("/weergave", "signals.read")
    def save(visit: Visit) -> Response:
        page, query = visit.typed("page"), visit.typed("query")
        shared = visit.typed("shared") == "1"
        try:
            save_view(visit.session, visit.present, page, visit.typed("name"), query, shared=shared)
        except NoName:
            return _go_back(desk, page if page in PAGES else "signals", query, "naam")
        return _go_back(desk, page, query, "bewaard")

    @desk.post("/weergave/{view}/weg", "signals.read")
    def drop(visit: Visit) -> Response:
        page = drop_view(visit.session, visit.present, read_id(visit.path("view")))
        return _go_back(desk, page or "signals", "", "weg" if page else "")


def views(visit: Visit, page: str, query: str) -> dict[str, Any]:
    """Give what the saved views of a page need; `query`: what is on now, as the address says it."""
    done = visit.asked("weergave")
    return {
        "views": list_views(visit.session, visit.present, page),
        "view_page": page,
        "view_path": f"/beheer{_PATHS[page]}",
        "view_query": query.removeprefix("?"),
        "view_done": done if done in _DONE else "",
        "view_longest": LONGEST_NAME,
    }


def _go_back(desk: Desk, page: str, query: str, done: str) -> Response:
    known = "&".join(part for part in query.split("&") if part.partition("=")[0] in PAGES[page])
    said = f"weergave={done}" if done else ""
    asked = "&".join(part for part in (known, said) if part)
    return desk.go(f"{_PATHS[page]}?{asked}" if asked else _PATHS[page])
