"""The logo on the page Huisstijl: sent in, given other words, removed."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.style import show_style
from core.html.pictures import NoPicture
from core.logo import PERMISSION, LongAlt, remove_logo, set_logo

_PATH = "/huisstijl/logo"


def add_logo(desk: Desk) -> None:
    """Add the routes."""

    @desk.post(_PATH, PERMISSION)
    def keep(visit: Visit) -> Response:
        alt = visit.typed("alt")
        if not visit.knock.upload and not visit.present.place.setting("logo"):
            return _refuse(desk, visit, "none", alt)
        try:
            set_logo(visit.session, visit.present, visit.knock.upload, alt)
        except NoPicture as wrong:
            return _refuse(desk, visit, wrong.why or "other", alt)
        except LongAlt:
            return _refuse(desk, visit, "alt", alt)
        return desk.go("/huisstijl?gedaan=logo")

    @desk.post(f"{_PATH}/weg", PERMISSION)
    def remove(visit: Visit) -> Response:
        remove_logo(visit.session, visit.present)
        return desk.go("/huisstijl?gedaan=logo-weg")


def _refuse(desk: Desk, visit: Visit, why: str, alt: str) -> Response:
    said: dict[str, Any] = {"wrong_logo": why, "alt": alt}
    return show_style(desk, visit, None, typed="", status=422, **said)
