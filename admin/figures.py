"""The page Cijfers: the nineteen indicators over a period, narrowed as the address says, and the same as a file."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from admin.desk import Desk, Visit
from admin.figure_words import number_of, say_change, say_late, say_period, say_quarter, say_reading
from core.export.figures import sheet_rows, write_csv, write_xlsx
from core.insight.charts import draw_bars
from core.insight.figures import Card, Figures, NothingClosed, Question, read_figures
from core.insight.tables_shown import FACETS, labels_of
from core.words import Words

# Facets as addresses name them.
SAID = {"themes": "thema", "target_groups": "doelgroep", "sectors": "sector", "levels": "niveau"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_figures(desk: Desk) -> None:
    """Add the routes."""
    words = desk.context.words

    @desk.get("/cijfers", "figures.read")
    def show(visit: Visit) -> Response:
        try:
            figures = _read(desk, visit)
        except NothingClosed:
            return desk.own_page(visit, "figures_none", here="figures")
        return desk.own_page(visit, "figures", here="figures", **page_values(figures, words))

    @desk.get("/cijfers.csv", "figures.read")
    def give_csv(visit: Visit) -> Response:
        try:
            figures = _read(desk, visit)
        except NothingClosed:
            return desk.go("/cijfers")
        body = write_csv(sheet_rows(figures, words))
        return _file(body.encode("utf-8-sig"), "text/csv; charset=utf-8", f"{_name(visit, figures)}.csv")

    @desk.get("/cijfers.xlsx", "figures.read")
    def give_xlsx(visit: Visit) -> Response:
        try:
            figures = _read(desk, visit)
        except NothingClosed:
            return desk.go("/cijfers")
        return _file(write_xlsx(sheet_rows(figures, words)), _XLSX, f"{_name(visit, figures)}.xlsx")


def page_values(figures: Figures, words: Words) -> dict[str, Any]:
    """Give what the templates of figures need."""
    asked = figures.question
    return {
        "figures": figures,
        "said": SAID,
        "address": address,
        "query": _query(figures),
        "facets": [(facet, SAID[facet], labels_of(facet)) for facet in FACETS],
        "labels": labels_of(figures.table.facet),
        "narrowed": labels_of(asked.facet).get(asked.key, ""),
        "chart": lambda card: chart_of(card, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # called by the template
        "period_name": lambda period: say_period(period, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # idem
        "quarter_name": lambda quarter: say_quarter(quarter, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # idem
        "value": lambda reading: say_reading(reading, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # idem
        "late": lambda reading: say_late(reading, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # idem
        "change": lambda now, before: say_change(now, before, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # idem
    }


def chart_of(card: Card, words: Words) -> tuple[Any, ...]:
    """Draw the first figure of a card by quarter; nothing where no quarter may be shown."""
    if not card.lines:
        return ()
    return draw_bars(
        [
            (f"K{quarter.number} {quarter.year}", number_of(reading), say_reading(reading, words))
            for quarter, reading in card.lines[0].quarters
        ]
    )


def address(question: Question, **changed: str) -> str:
    """Give the address of the page with something else asked."""
    asked = {
        "periode": question.period,
        "alleen": f"{SAID[question.facet]}:{question.key}" if question.facet else "",
        "tabel": SAID[question.by],
        **changed,
    }
    return "/beheer/cijfers?" + urlencode({name: value for name, value in asked.items() if value})


def _query(figures: Figures) -> str:
    return address(figures.question).partition("?")[2]


def _read(desk: Desk, visit: Visit) -> Figures:
    facets = {said: facet for facet, said in SAID.items()}
    said, _, key = visit.asked("alleen").partition(":")
    by = facets.get(visit.asked("tabel"), FACETS[0])
    question = Question(visit.asked("periode"), facets.get(said, ""), key, by)
    return read_figures(visit.session, visit.present, question, desk.context.clock())


def _name(visit: Visit, figures: Figures) -> str:
    return f"cijfers-{visit.present.place.slug}-{figures.period.key}"


def _file(body: bytes, kind: str, name: str) -> Response:
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)
