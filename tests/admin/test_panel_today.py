"""Vandaag in a browser: what is overdue and due, counted in the navigation, and days left on the list of signals."""

from datetime import timedelta

import httpx
from sqlalchemy import update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Fiche, Signal
from tests.admin.panel import tell


async def test_what_is_due_is_shown_with_what_to_do(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    assert "Alles is op tijd" in (await browser.get("/beheer/vandaag")).text
    signal_id = tell(context, place)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(channel="import"))
    page = (await browser.get("/beheer/vandaag")).text
    assert "Alles is op tijd" in page
    assert "1 signaal uit een ingelezen lijst wacht nog op een beslissing" in page
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(channel="web"))
    now = context.clock()
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(received_at=now - timedelta(days=40)))
        soon = now.date() + timedelta(days=3)
        session.add(Fiche(municipality_id=place.id, number=1, title="Wonen", status="geparkeerd", review_on=soon))
    page = (await browser.get("/beheer/vandaag")).text
    for words in (
        "Te laat (1)", f"/beheer/signaal/{signal_id}", "Lees het signaal en beslis.", "werkdagen te laat",
        "Binnenkort (1)", "/beheer/fiche/1", "Bekijk de fiche opnieuw",
        '<span class="count">1<span class="unseen"> te laat',
    ):  # fmt: skip
        assert words in page, words
    assert "werkdagen te laat" in (await browser.get("/beheer")).text
