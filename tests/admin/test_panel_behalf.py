"""Entering a signal on someone's behalf in a browser without JavaScript."""

import httpx

from core.municipalities import Place
from tests.admin.panel import field


async def test_a_signal_is_entered_and_shown_with_its_source(place: Place, browser: httpx.AsyncClient) -> None:
    assert "Signaal invoeren" in (await browser.get("/beheer")).text
    page = await browser.get("/beheer/invoeren")
    given = {"csrf": field(page, "csrf"), "mark": field(page, "mark"), "source": "overleg", "breadth": "veel"}
    lacking = await browser.post("/beheer/invoeren", data={**given, "story": "", "organisation": "Huis A"})
    assert lacking.status_code == 422
    assert 'value="Huis A"' in lacking.text
    story = "Alleenstaanden vinden geen kleine huurwoning. Bel mevrouw Peeters op 0470 12 34 56."
    asked = await browser.post("/beheer/invoeren", data={**given, "story": story})
    assert asked.status_code == 422
    assert "<mark>0470 12 34 56</mark>" in asked.text
    done = await browser.post("/beheer/invoeren", data={**given, "story": story, "personal": "hide"})
    shown = (await browser.get(done.headers["location"])).text
    for words in ("[telefoonnummer]", "voerde het signaal in, zoals verteld op een overleg", "Ingevoerd door"):
        assert words in shown, words
    assert place.slug
