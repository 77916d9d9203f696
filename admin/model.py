"""The page Model: what the model is for and worth, and the switch with which a municipality turns it off."""

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from core.classify.card import read_card
from core.classify.shelf import OFF
from core.classify.versions import read_manifest
from core.review.model_switch import read_switch, switch_model

_DONE = ("aan", "uit", "al")


def add_model(desk: Desk) -> None:
    """Add the routes of the page."""

    @desk.get("/model", "model.read")
    def show(visit: Visit) -> Response:
        settings, done = desk.context.settings, visit.asked("gedaan")
        manifest = read_manifest(settings.model, settings.data, visit.present.place.slug)
        return desk.own_page(
            visit,
            "model",
            here="model",
            card=read_card(manifest, desk.context.words) if manifest else None,
            switch=read_switch(visit.session, visit.present),
            off_everywhere=settings.model == OFF,
            moment=say_moment,
            done=done if done in _DONE else "",
        )

    @desk.post("/model/zet", "model.set")
    def switch(visit: Visit) -> Response:
        stand = visit.typed("stand")
        changed = stand in {"aan", "uit"} and switch_model(visit.session, visit.present, on=stand == "aan")
        return desk.go(f"/model?gedaan={stand if changed else 'al'}")
