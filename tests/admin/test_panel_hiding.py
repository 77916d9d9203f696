"""Verberg in a browser without JavaScript: looked for first, then hidden for good."""

import httpx

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import field, tell


async def test_words_are_looked_for_and_then_hidden(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    signal_id = tell(context, place, "Wie bij zonnelied woont vindt geen betaalbare huurwoning en wacht al drie jaar.")
    path = f"/beheer/signaal/{signal_id}"
    page = await browser.get(path)
    assert "Verberg persoonsgegevens" in page.text
    given = {"csrf": field(page, "csrf"), "kind": "NAME"}
    for words, said in (("x", "minstens twee tekens"), ("maanlied", "Dat staat nergens")):
        answer = await browser.post(f"{path}/verberg", data={**given, "words": words})
        assert answer.status_code == 422
        assert said in answer.text
    asked = await browser.post(f"{path}/verberg", data={**given, "words": "Zonnelied"})
    assert "staat 1 keer in dit signaal" in asked.text
    assert "bij zonnelied woont" in (await browser.get(path)).text, "asked first"
    done = await browser.post(f"{path}/verberg", data={**given, "words": "Zonnelied", "sure": "1"})
    page = await browser.get(done.headers["location"])
    assert "onnelied" not in page.text
    for words in ("Wie bij [naam] woont", "De woorden zijn verborgen.", "verborg een naam."):
        assert words in page.text, words
