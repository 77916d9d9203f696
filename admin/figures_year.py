"""The yearly page for the environmental analysis, to print, and the counts of a quarter that a coordinator releases."""

from typing import Any

from fastapi import Response

from admin.dates import say_day, say_number
from admin.desk import Desk, Visit
from admin.figure_words import say_quarter
from admin.figures import page_values
from core.errors import NotFound
from core.insight.facts_read import first_signal_at
from core.insight.figures import Question, read_figures
from core.insight.looking import look_at_trends
from core.insight.quarters import Quarter, quarter_of, quarters_of
from core.insight.releases import foresee, read_released, release_quarter
from core.insight.suppression import LEAST_SENSITIVE
from core.insight.tables_shown import labels_of

# Indicators that tell what came of signals; the others tell how the process went.
_OUTCOMES = (2, 3, 11, 12, 14, 17)


def add_figures_year(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/cijfers/jaar/{year}", "figures.read")
    def show(visit: Visit) -> Response:
        year = _read_year(desk, visit)
        now, words = desk.context.clock(), desk.context.words
        figures = read_figures(visit.session, visit.present, Question(period=str(year)), now)
        if figures.period.key != str(year):
            raise NotFound("figures: year")
        released = read_released(visit.session, visit.present, year, now)
        inside = visit.present.may("signals.read")
        may = visit.present.may("figures.release") and released.next is not None
        foreseen = foresee(visit.session, visit.present, released.next) if may and released.next else None
        return desk.own_page(
            visit,
            "figures_year",
            here="figures",
            **page_values(figures, words),
            year=year,
            released=released,
            foreseen=foreseen,
            outcomes=[card for card in figures.cards if card.number in _OUTCOMES],
            process=[card for card in figures.cards if card.number not in _OUTCOMES],
            labels_of=labels_of,
            trends=_trends(desk, visit) if inside else None,
            silent_all_year=tuple(label for key, label in labels_of("sectors").items() if key not in figures.sectors)
            if inside
            else (),
            running=quarters_of(year)[-1].end > now,
            today=say_day(now),
            day=say_day,
            number=say_number,
            done=_done(desk, visit),
        )

    @desk.post("/cijfers/vrijgeven", "figures.release")
    def release(visit: Visit) -> Response:
        quarter = _read_quarter(visit.typed("kwartaal"))
        release_quarter(visit.session, visit.present, quarter, desk.context.clock())
        return desk.go(f"/cijfers/jaar/{quarter.year}?gedaan={quarter.key}")


def _trends(desk: Desk, visit: Visit) -> Any:
    """Look at trends as others may read them: nothing of fewer signals than of the most sensitive theme."""
    return look_at_trends(visit.session, visit.present, desk.context.clock(), proposals=False, fewest=LEAST_SENSITIVE)


def _read_year(desk: Desk, visit: Visit) -> int:
    asked = visit.path("year")
    first, now = first_signal_at(visit.session), desk.context.clock()
    last = quarter_of(now).year
    years = range(quarter_of(first).year if first else last, last + 1)
    if not (asked.isascii() and asked.isdigit()) or int(asked) not in years:
        raise NotFound("figures: year")
    return int(asked)


def _read_quarter(key: str) -> Quarter:
    year, _, number = key.partition("-k")
    if not (key.isascii() and year.isdigit() and len(year) == len("2026") and number in {"1", "2", "3", "4"}):
        raise NotFound("figures: quarter")
    return quarters_of(int(year))[int(number) - 1]


def _done(desk: Desk, visit: Visit) -> str:
    try:
        return say_quarter(_read_quarter(visit.asked("gedaan")), desk.context.words)
    except NotFound:
        return ""
