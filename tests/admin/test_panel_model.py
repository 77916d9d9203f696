"""The page Model: the card, who may read it and who may turn the model off."""

import httpx
import pytest
from sqlalchemy import select
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place, read_municipality
from core.store.tables import Audit
from tests.admin.panel import browse_as, field, tell
from tests.core.people.staffing import hire
from tests.proposals import propose


def is_on(context: Context, place: Place) -> bool:
    with context.store.tenant(place.id) as session:
        return bool(read_municipality(session, place.id).setting("model"))


def noted(context: Context, place: Place) -> list[str]:
    """List the acts on the switch, oldest first."""
    with context.store.tenant(place.id) as session:
        acts = select(Audit.action).where(Audit.action.startswith("model.")).order_by(Audit.id)
        return list(session.scalars(acts))


async def switch(browser: httpx.AsyncClient, stand: str) -> httpx.Response:
    page = await browser.get("/beheer/model")
    return await browser.post("/beheer/model/zet", data={"csrf": field(page, "csrf"), "stand": stand})


@pytest.mark.parametrize(("role", "sets"), [("verwerker", False), ("coordinator", True), ("beheerder", True)])
async def test_everyone_in_the_panel_reads_the_card_and_two_roles_hold_the_switch(
    context: Context, place: Place, panel: ASGIApp, role: str, *, sets: bool
) -> None:
    async with browse_as(panel, context, hire(context, place, role, f"{role}@example.org")) as browser:
        page = await browser.get("/beheer/model")
        assert page.status_code == 200
        for words in (
            "Het model staat aan", "Waarvoor mag je het nooit gebruiken?", "geen collega en geen organisatie",
            "Wonen en dakloosheid", "Waar is het slecht in?", 'href="/beheer/model" aria-current="page"',
        ):  # fmt: skip
            assert words in page.text, words
        assert ("Zet het model uit" in page.text) == sets
        answer = await switch(browser, "uit")
        assert answer.status_code == (303 if sets else 403)
        assert is_on(context, place) == (not sets)
        assert noted(context, place) == (["model.off"] if sets else [])


async def test_switched_off_no_proposal_is_shown_and_it_says_who_did_it(
    context: Context, place: Place, lead: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place)
    propose(context, place, signal_id)
    assert "zeer waarschijnlijk" in (await lead.get(f"/beheer/signaal/{signal_id}")).text
    done = await switch(lead, "uit")
    page = (await lead.get(done.headers["location"])).text
    assert "Het model staat nu uit." in page
    assert "door lut.maes@example.org" in page
    assert "zeer waarschijnlijk" not in (await lead.get(f"/beheer/signaal/{signal_id}")).text
    assert (await switch(lead, "uit")).headers["location"].endswith("gedaan=al")
    assert (await switch(lead, "onzin")).headers["location"].endswith("gedaan=al")
    assert (await switch(lead, "aan")).headers["location"].endswith("gedaan=aan")
    assert noted(context, place) == ["model.off", "model.on"]
    assert "zeer waarschijnlijk" in (await lead.get(f"/beheer/signaal/{signal_id}")).text
