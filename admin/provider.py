"""The page Aanmelden: how staff of the municipality sign in by their organisation."""

from typing import Any

from fastapi import Response

from admin.desk import PREFIX, Desk, Visit
from core.errors import Refused
from core.people.provider import Provider, read_provider, set_provider

_PERMISSION = "sign-in.set"
_FIELDS = ("issuer", "client_id", "organisation", "scopes", "organisation_claim", "role_claim")
_LONGEST = 500


def add_provider(desk: Desk) -> None:
    """Add the routes of the page."""

    @desk.get("/aanmelding", _PERMISSION)
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/aanmelding", _PERMISSION)
    def save(visit: Visit) -> Response:
        wanted = _read(visit)
        try:
            set_provider(visit.session, desk.context, visit.present, wanted, visit.typed("secret")[:_LONGEST])
        except Refused as wrong:
            return _show(desk, visit, status=422, typed=wanted, wrong=str(wrong))
        return desk.go("/aanmelding?gedaan=ja")


def _read(visit: Visit) -> Provider:
    roles: dict[str, str] = {}
    for line in visit.typed("roles").splitlines()[:50]:
        theirs, _, ours = (part.strip() for part in line.partition("="))
        if theirs or ours:
            roles[theirs] = ours
    values = {name: visit.typed(name).strip()[:_LONGEST] for name in _FIELDS}
    return Provider(**values, roles=roles, active=visit.typed("active") == "ja")


def _show(desk: Desk, visit: Visit, *, status: int = 200, **said: Any) -> Response:
    known: dict[str, Any] = {"typed": None, "wrong": ""}
    stored = read_provider(visit.session)
    slug = visit.present.place.slug
    return desk.own_page(
        visit,
        "provider",
        status=status,
        here="provider",
        stored=stored,
        fields=_FIELDS,
        done=visit.asked("gedaan") == "ja",
        start=f"{desk.context.base_url}{PREFIX}/organisatie/{slug}",
        back=f"{desk.context.base_url}{PREFIX}/organisatie/{slug}/terug",
        empty=Provider("", "", "", roles={}),
        **{**known, **said},
    )
