"""Sessions on the account page: by browser and system, and ended by who runs the accounts."""

import httpx
import pytest
from starlette.types import ASGIApp

from admin.devices import name_device
from core.context import Context
from tests.admin.panel import browse_as, field
from tests.core.people.staffing import Person

_FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (_FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Mac"),
        ("curl/8.5", ""),
    ],
)
def test_a_browser_is_named_and_nothing_finer(agent: str, name: str) -> None:
    assert name_device(agent) == name


async def test_who_runs_the_accounts_signs_a_colleague_out_everywhere(
    context: Context, panel: ASGIApp, processor: Person, lead: httpx.AsyncClient
) -> None:
    async with browse_as(panel, context, processor) as browser:
        assert "Firefox, Windows" in (await browser.get("/beheer/account", headers={"user-agent": _FIREFOX})).text
        people = await lead.get("/beheer/mensen")
        data = {"csrf": field(people, "csrf")}
        answer = await lead.post(f"/beheer/mensen/{processor.id}/sessies", data=data)
        assert answer.headers["location"] == "/beheer/mensen?gedaan=sessies"
        assert "overal afgemeld" in (await lead.get("/beheer/mensen?gedaan=sessies")).text
        assert (await browser.get("/beheer/account")).status_code == 303
