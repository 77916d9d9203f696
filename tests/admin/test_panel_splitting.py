"""Splitting in a browser without JavaScript: sentences to parts, and together again."""

import httpx

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import field, status_of, tell


async def test_a_signal_is_split_and_taken_together(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    signal_id = tell(context, place, "Gezinnen vinden geen huurwoning in de stad. De bus rijdt na zes uur niet meer.")
    path = f"/beheer/signaal/{signal_id}"
    assert "Splits in delen" in (await browser.get(path)).text
    page = await browser.get(f"{path}/splits")
    given = {"csrf": field(page, "csrf"), "stand": field(page, "stand"), "sentences": field(page, "sentences")}
    lacking = await browser.post(f"{path}/splits", data={**given, "zin-0": "1", "zin-1": ""})
    assert lacking.status_code == 422
    assert "Kies voor minstens twee delen een zin." in lacking.text
    done = await browser.post(f"{path}/splits", data={**given, "zin-0": "1", "zin-1": "2"})
    page = await browser.get(done.headers["location"])
    for words in ("Dit signaal is gesplitst in", "Signaal 3", "splitste het signaal in signaal 2, 3"):
        assert words in page.text, words
    assert "De bus rijdt na zes uur" in (await browser.get("/beheer")).text
    joined = await browser.post(f"{path}/splits/terug", data={"csrf": given["csrf"]})
    assert "De delen zijn weer samengevoegd." in (await browser.get(joined.headers["location"])).text
    assert status_of(context, place, signal_id) == "in-nazicht"
