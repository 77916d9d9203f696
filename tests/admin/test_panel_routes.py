"""Every route: its permission is declared, nobody passes without it, and no act without the form's own value."""

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from admin.desk import PERMISSION
from admin.paths import local_path
from admin.routes import make_router
from core.context import Context
from core.municipalities import Place
from core.people.roles import KNOWN, OPEN
from core.work import retry_job
from mail.checkup import PanelChecks
from tests.admin.panel import Moving, browse, browse_as, make_mess, status_of, tell
from tests.core.people.staffing import hire

OPEN_PATHS = {
    "/beheer/aanmelden", "/beheer/demo/{token}", "/beheer/uitnodiging/{token}", "/beheer/uitnodiging/{token}/code",
    "/beheer/uitnodiging/{token}/code.svg", "/beheer/factor/{token}", "/beheer/factor/{token}/code",
    "/beheer/organisatie/{slug}", "/beheer/organisatie/{slug}/terug", "/beheer/aanmelden/sleutel",
}  # fmt: skip


def routes(context: Context) -> Iterator[tuple[str, str, str]]:
    """List method, path and permission of every route."""
    for route in make_router(context, retry_job, checks=PanelChecks(context.settings)).routes:
        assert isinstance(route, APIRoute)
        for method in route.methods or ():
            yield method, route.path, (route.openapi_extra or {}).get(PERMISSION, "")


def fill(path: str) -> str:
    """Put something in the place of every parameter."""
    return re.sub(r"\{\w+\}", "0", path)


def test_every_route_declares_a_known_permission(context: Context) -> None:
    undeclared = [(method, path) for method, path, permission in routes(context) if permission not in KNOWN | {OPEN}]
    assert undeclared == []
    assert {path for _, path, permission in routes(context) if permission == OPEN} == OPEN_PATHS


async def test_stranger_is_sent_to_sign_in_from_every_other_route(context: Context, panel: ASGIApp) -> None:
    async with browse(Moving(panel)) as stranger:
        for method, path, permission in routes(context):
            if permission != OPEN:
                answer = await stranger.request(method, fill(path))
                assert answer.status_code == 303, path
                assert answer.headers["location"].startswith("/beheer/aanmelden"), path
                assert answer.headers["cache-control"] == "no-store"


async def test_every_act_without_the_forms_value_is_refused(
    context: Context, place: Place, panel: ASGIApp, lead: httpx.AsyncClient
) -> None:
    mess = make_mess(context, place)
    async with browse(Moving(panel)) as browser:
        browser.cookies.set("signaal", lead.cookies["signaal"])
        for method, path, permission in routes(context):
            if method == "POST" and permission != OPEN:
                for fields in ({}, {"csrf": ""}, {"csrf": "x" * 22}):
                    answer = await browser.post(path.replace("{id}", str(mess.intake)), data=fields)
                    assert answer.status_code == 403, path
    assert (await lead.get("/beheer/werk")).text.count("Opnieuw proberen") == 3


async def test_every_act_from_another_site_is_refused(context: Context, lead: httpx.AsyncClient) -> None:
    for method, path, _ in routes(context):
        if method == "POST":
            for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "", "origin": "https://example.org"}):
                assert (await lead.post(fill(path), headers=headers)).status_code == 403, path


async def test_every_page_is_forbidden_without_its_permission(context: Context, place: Place, panel: ASGIApp) -> None:
    """A role that is in the database and unknown to the program may do nothing."""
    keeper = hire(context, place, "beheerder", "it@example.org")
    async with browse_as(panel, context, keeper) as browser:
        for method, path, permission in routes(context):
            if method == "GET" and permission.startswith(("signals.", "fiches.")):
                assert (await browser.get(fill(path))).status_code == 403, path
        landed = await browser.get("/beheer")
        assert landed.headers["location"] == "/beheer/werk"
        assert "Voorgestelde woorden" not in (await browser.get("/beheer/werk")).text


async def test_every_page_is_kept_nowhere_and_has_the_headers(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place)
    for path in ("", "/werk", "/account", f"/signaal/{signal_id}", "/aanmelden", "/signaal/onzin"):
        answer = await browser.get(f"/beheer{path}")
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=|javascript:", answer.text), path
        assert not re.search(r"(src|href)=\"(https?:)?//", answer.text), path


async def test_extra_fields_change_nothing(
    context: Context, place: Place, other_place: Place, browser: httpx.AsyncClient
) -> None:
    mess = make_mess(context, place)
    signal_id = tell(context, place)
    page = await browser.get("/beheer/werk")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    extra = {"municipality_id": str(other_place.id), "role": "beheerder", "status": "gebundeld", "state": "settled"}
    answer = await browser.post(f"/beheer/werk/invoer/{mess.intake}", data={"csrf": csrf[1], **extra})
    assert answer.status_code == 303
    assert status_of(context, place, signal_id) == "nieuw"
    assert "verwerker" in (await browser.get("/beheer/account")).text


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/beheer/werk", True),
        ("/beheer/signaal/4f0e5c5e-0000-4000-8000-000000000000", True),
        ("/beheer?zoek=bus+halte&status=nieuw", True),
        ("https://example.org/beheer", False),
        ("//example.org/beheer", False),
        ("/\\example.org", False),
        ("/beheer/../mijn", False),
        ("/beheer//example.org", False),
        ("/beheerder", False),
        ("/demo", False),
        ("javascript:alert(1)", False),
        ("/beheer/werk\r\nset-cookie: a=b", False),
        ("/beheer?" + "a" * 600, False),
        ("", False),
    ],
)
def test_only_pages_of_the_panel_are_gone_on_to(wanted: str, *, kept: bool) -> None:
    assert local_path(wanted) == (wanted if kept else "")
