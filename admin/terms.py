"""Termijnen: what is due when, the days that the municipality is closed, who leads and who stands in."""

from fastapi import Response

from admin.desk import Desk, Visit
from core.municipalities import read_municipality
from core.review.terms import DAYS, MOST_DAYS, PERMISSION, Typed, list_processors, set_terms, show_terms


def add_terms(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/termijnen", PERMISSION)
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/termijnen", PERMISSION)
    def change(visit: Visit) -> Response:
        typed = Typed(
            {name: visit.typed(name).strip() for name in DAYS},
            visit.typed("closing_days"),
            visit.typed("lead"),
            visit.typed("backup"),
        )
        if wrong := set_terms(visit.session, visit.present, typed):
            return _show(desk, visit, status=422, typed=typed, wrong=wrong)
        return desk.go("/termijnen?gedaan=1")


def _show(
    desk: Desk, visit: Visit, *, status: int = 200, typed: Typed | None = None, wrong: tuple[str, ...] = ()
) -> Response:
    place = read_municipality(visit.session, visit.present.place.id)
    return desk.own_page(
        visit,
        "terms",
        status=status,
        here="terms",
        names=DAYS,
        typed=typed or show_terms(place),
        wrong=wrong,
        most=MOST_DAYS,
        processors=list_processors(visit.session),
        done=bool(visit.asked("gedaan")),
    )
