"""A spreadsheet put in by a browser without JavaScript: sent in, looked at, chosen, put in, undone."""

import re

import httpx
import pytest
from starlette.types import ASGIApp

from core.context import Context
from core.importing.running import work_off
from core.municipalities import Place
from tests.admin.panel import browse, browse_as, field, make_panel
from tests.core.importing.made_sheets import make_csv, make_forms
from tests.core.people.staffing import hire

START, FILE = "/beheer/invoer", "/beheer/invoer/bestand"


@pytest.fixture
def panel(context: Context) -> ASGIApp:
    return make_panel(context)


async def send(browser: httpx.AsyncClient, data: bytes, **fields: str) -> httpx.Response:
    """Send a file in."""
    csrf = field(await browser.get(START), "csrf")
    return await browser.post(FILE, data={"csrf": csrf, **fields}, files={"bestand": ("lijst.xlsx", data)})


async def test_a_list_is_looked_at_put_in_and_undone(context: Context, place: Place, panel: ASGIApp) -> None:
    browser = browse_as(panel, context, hire(context, place, "coordinator"))
    assert "Lijst inlezen" in (await browser.get("/beheer")).text
    assert 'name="blad" type="text" value=""' in (await browser.get(START)).text
    rows = [["Datum", "Signaal", "Thema"], ["5/3/2026", "Bel mevrouw Peeters, haar dak lekt al weken.", "Dakzorg"]]
    rows += [["6/3/2026", "kort", "Wonen"]]
    sent = await send(browser, make_csv(rows))
    assert sent.status_code == 303
    page = await browser.get(sent.headers["location"])
    assert "Peeters" not in page.text.split('id="proef"')[1], "what is shown is masked"
    assert "te kort om iets mee te doen" in page.text
    chosen = {"csrf": field(page, "csrf"), "k0": "date", "k1": "text", "k2": "themes"}
    own = {"themes-w-1": "dakzorg", "themes-s-1": "wonen"}
    wrong = await browser.post(f"{page.url.path}/kolommen", data={**chosen, "k1": ""})
    assert wrong.status_code == 422
    assert "Kies minstens één kolom" in wrong.text
    begun = await browser.post(f"{page.url.path}/kolommen", data={**chosen, **own, "doe": "begin"})
    assert begun.headers["location"].endswith("gedaan=begonnen")
    again = await browser.post(f"{page.url.path}/kolommen", data={**chosen, "doe": "begin"})
    assert again.headers["location"].endswith("gedaan=al")
    shown = await browser.get(page.url.path)
    assert "Rij 0 van 2" in shown.text
    work_off(context, place)
    state = await browser.get(f"{page.url.path}/stand", headers={"hx-request": "true"})
    assert state.headers["hx-refresh"] == "true"
    done = await browser.get(page.url.path)
    assert "geweigerd.xlsx" in done.text
    refused = await browser.get(f"{page.url.path}/geweigerd.csv")
    assert "kort;Wonen" in refused.text
    listed = (await browser.get("/beheer?kanaal=import")).text
    assert "Wonen en dakloosheid" in listed
    found = re.search(r'href="(/beheer/signaal/[0-9a-f-]{36})', listed)
    assert found
    signal = (await browser.get(found[1])).text
    assert "uit een lijst" in signal
    assert "Ingelezen" in signal
    undone = await browser.post(f"{page.url.path}/stuur", data={"csrf": chosen["csrf"], "doe": "ongedaan"})
    assert undone.headers["location"].endswith("gedaan=ongedaan")
    work_off(context, place)
    assert "ongedaan gemaakt" in (await browser.get(page.url.path)).text
    assert "dus weer weg: 1. Bleven staan: 0." in (await browser.get(START)).text


async def test_what_is_lost_and_what_was_understood_is_said(context: Context, place: Place, panel: ASGIApp) -> None:
    browser = browse_as(panel, context, hire(context, place, "coordinator"))
    rows = [["Signaal", "Doelgroep", "Extra"]]
    rows += [
        [f"Gezinnen wachten al maanden op een plaats, {n}.", "ouders", "In onze straat is het zo"] for n in range(3)
    ]
    rows += [["", "ouders", ""] for _ in range(7)]
    sent = await send(browser, make_csv(rows))
    page = await browser.get(sent.headers["location"])
    assert "3 antwoorden worden niet meegenomen" in page.text
    assert "geen tekst: 7" in page.text
    assert "rij 5, 6, 7, 8, 9 en nog 2" in page.text
    assert "zoals we het begrijpen: Gezinnen met kinderen" in page.text
    chosen = {"csrf": field(page, "csrf"), "k0": "text", "k1": "target_groups", "k2": "impact"}
    own = {"target_groups-w-13": "ouders", "target_groups-s-13": "kinderen"}
    assert 'name="target_groups-w-13" value="ouders"' in page.text
    await browser.post(f"{page.url.path}/kolommen", data={**chosen, **own, "doe": "bewaar"})
    again = await browser.get(page.url.path)
    assert "niet meegenomen" not in again.text
    assert "Kinderen (0-12)" in again.text.split('id="proef"')[1]


async def test_what_is_no_list_is_refused_and_thrown_away(context: Context, place: Place, panel: ASGIApp) -> None:
    browser = browse_as(panel, context, hire(context, place, "coordinator"))
    for data in (b"%PDF-1.7", b"", b"PK\x03\x04 broken"):
        refused = await send(browser, data)
        assert refused.status_code == 422
    sent = await send(browser, make_forms("nl", 2))
    page = await browser.get(sent.headers["location"])
    gone = await browser.post(f"{page.url.path}/weg", data={"csrf": field(page, "csrf")})
    assert gone.headers["location"].endswith("gedaan=weg")
    assert (await browser.get(page.url.path)).status_code == 404


async def test_a_file_comes_from_a_coordinator_alone(context: Context, place: Place, panel: ASGIApp) -> None:
    stranger = browse(panel)
    assert (await stranger.post(FILE, files={"bestand": ("a.csv", b"a;b")})).status_code == 403
    processor = browse_as(panel, context, hire(context, place))
    assert (await processor.get(START)).status_code == 403
    assert "Lijst inlezen" not in (await processor.get("/beheer")).text


@pytest.mark.long
async def test_a_file_of_30_megabytes_comes_in_and_a_larger_one_is_told_so(
    context: Context, place: Place, panel: ASGIApp
) -> None:
    browser = browse_as(panel, context, hire(context, place, "coordinator"))
    line = "5/3/2026;" + "Gezinnen wachten al maanden op een woning. " * 60
    rows = "\n".join(f"{line} {number};Huis A" for number in range(11_500))
    data = f"Datum;Signaal;Organisatie\n{rows}\n".encode()
    assert 29_000_000 < len(data) < 32_000_000
    sent = await send(browser, data)
    assert sent.status_code == 303
    assert "11500" in (await browser.get(sent.headers["location"])).text
    larger = await send(browser, data + data[:6_000_000])
    assert larger.status_code == 413
