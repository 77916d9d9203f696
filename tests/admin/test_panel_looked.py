"""Who leads is told who looked at an identity: whom, why, and no address."""

import httpx
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from core.people.roles import COORDINATOR
from tests.admin.panel import CANARY, browse_as, field, tell
from tests.core.people.staffing import hire

WHY = "We hebben een vraag over de bus."


async def test_the_lead_is_told_who_looked_and_why(
    context: Context, place: Place, panel: ASGIApp, lead: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    path = f"/beheer/signaal/{tell(context, place)}/contact"
    colleague = hire(context, place, COORDINATOR, "jef.wouters@example.org")
    assert "Niemand keek" in (await lead.get("/beheer/inzage")).text
    async with browse_as(panel, context, colleague) as looking:
        asked = await looking.get(path)
        assert CANARY in (await looking.post(path, data={"csrf": field(asked, "csrf"), "reason": WHY})).text
        assert "Jij" in (await looking.get("/beheer/inzage")).text
    told = (await lead.get("/beheer/inzage")).text
    assert "jef.wouters@example.org" in told
    assert WHY in told
    assert "signaal 1" in told
    assert CANARY not in told
    assert (await browser.get("/beheer/inzage")).status_code == 403
