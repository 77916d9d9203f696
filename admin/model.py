"""The page Model: what the model is for and worth, what became of its proposals here, and the switch to turn it off."""

from datetime import datetime

from fastapi import Response
from fastapi.responses import JSONResponse

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.model_figures import show_counts, show_kept, show_versions
from core.classify.card import read_card, say_day
from core.classify.register import describe_here
from core.classify.shelf import OFF
from core.classify.versions import list_unused, read_history_of, read_manifest
from core.errors import NotFound
from core.review.model_switch import read_switch, switch_model
from core.review.model_use import PERIODS, Use, read_use
from core.review.use_counts import Tallies

_DONE = ("aan", "uit", "al")
_EVER = "alles"


def add_model(desk: Desk) -> None:
    """Add the routes of the page."""

    @desk.get("/model", "model.read")
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.get("/model.json", "model.read")
    def describe(visit: Visit) -> Response:
        told = describe_here(desk.context.settings, desk.context.words, visit.present.place)
        if told is None:
            raise NotFound("model")
        return JSONResponse(told, headers={"cache-control": "no-store"})

    @desk.post("/model/zet", "model.set")
    def switch(visit: Visit) -> Response:
        stand = visit.typed("stand")
        changed = stand in {"aan", "uit"} and switch_model(visit.session, visit.present, on=stand == "aan")
        return desk.go(f"/model?gedaan={stand if changed else 'al'}")


def _show(desk: Desk, visit: Visit) -> Response:
    settings, words, done = desk.context.settings, desk.context.words, visit.asked("gedaan")
    slug = visit.present.place.slug
    manifest, ran = read_manifest(settings.model, settings.data, slug), read_history_of(settings.data, slug)
    days = next((days for days in PERIODS if visit.asked("periode") == (str(days) if days else _EVER)), PERIODS[0])
    use = read_use(visit.session, visit.present, days, desk.context.clock())
    return desk.own_page(
        visit,
        "model",
        here="model",
        card=read_card(manifest, words) if manifest else None,
        switch=read_switch(visit.session, visit.present),
        off_everywhere=settings.model == OFF,
        missing=desk.context.shelf.lacks(slug),
        days=days,
        periods=[(each, str(each) if each else _EVER) for each in PERIODS],
        use=use,
        counts=show_counts(use, words),
        kept=[show_kept(tallies, facet, words) for facet, tallies in _facets(use)] if use.kept.told else (),
        versions=show_versions(ran, words),
        unused=list_unused(settings.data, slug, ran) if not settings.model else (),
        moment=say_moment,
        day=lambda made: say_day(datetime.fromisoformat(made).date()),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        done=done if done in _DONE else "",
    )


def _facets(use: Use) -> tuple[tuple[str, Tallies], tuple[str, Tallies]]:
    return (("themes", use.kept.themes), ("sectors", use.kept.sectors))
