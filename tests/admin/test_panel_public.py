"""What is public, in the panel: an action made public by who may and no longer when its words change, and the page."""

import re

import httpx
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.publish.published import publish, read_snapshot
from core.store.tables import Audit, Journal
from tests.admin.panel import field
from tests.core.publish.putting import put_action, put_fiche


def shown(context: Context, place: Place) -> list[str]:
    """Publish, and give the titles of the actions that are public."""
    publish(context, place.id)
    return [action.title for action in read_snapshot(context, place.slug).actions]


async def switch(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Send the switch of an action, with the form token of its fiche's page."""
    page = await browser.get("/beheer/fiche/1")
    return await browser.post(path, data={"csrf": field(page, "csrf"), **fields})


async def test_an_action_is_public_when_who_may_says_so_and_until_its_words_change(
    lead: httpx.AsyncClient, browser: httpx.AsyncClient, context: Context, place: Place
) -> None:
    with context.store.tenant(place.id) as session:
        action = put_action(session, put_fiche(session, place, 1), "Eén wachtlijst", public=False)
        hidden = put_action(session, put_fiche(session, place, 2, state="ontwerp"), "Iets", public=False)
    path = f"/beheer/fiche/1/acties/{action.id}/openbaar"
    page = (await lead.get("/beheer/fiche/1")).text
    assert "Niet openbaar." in page
    assert f'action="{path}"' in page
    assert shown(context, place) == []
    assert (await switch(browser, path, to="ja", action_version="1")).status_code == 403  # a processor may not
    assert f'action="{path}"' not in (await browser.get("/beheer/fiche/1")).text
    assert (await switch(lead, path, to="ja", action_version="9")).status_code == 409
    for _ in range(2):
        assert (await switch(lead, path, to="ja", action_version="1")).status_code == 303
    page = (await lead.get("/beheer/fiche/1?gedaan=actions.shown")).text
    for words in (
        "Openbaar, door lut.maes@example.org.",
        "maakte de actie „Eén wachtlijst” openbaar",
        "De actie is openbaar.",
    ):
        assert words in page, words
    assert shown(context, place) == ["Eén wachtlijst"]
    elsewhere = await switch(lead, f"/beheer/fiche/2/acties/{hidden.id}/openbaar", to="ja", action_version="1")
    assert (elsewhere.status_code, "nog niet goedgekeurd" in elsewhere.text) == (409, True)

    with context.store.tenant(place.id) as session:
        session.merge(action).after = "Bel mevrouw Fatima Janssens op 0470 12 34 56."
    assert shown(context, place) == []
    assert "Niet meer openbaar: de woorden zijn veranderd" in (await lead.get("/beheer/fiche/1")).text
    refused = await switch(lead, path, to="ja", action_version="1")
    assert (refused.status_code, "misschien iets over een persoon" in refused.text) == (422, True)
    assert (await switch(lead, path, to="nee")).status_code == 303
    with context.store.tenant(place.id) as session:
        told = session.scalars(select(Journal.what).where(Journal.what.like("actions.%")).order_by(Journal.id)).all()
    assert told == ["actions.shown", "actions.unshown"]


async def test_the_page_openbaar_says_how_it_stands_and_keeps_what_is_written(
    lead: httpx.AsyncClient, browser: httpx.AsyncClient, context: Context, place: Place
) -> None:
    with context.store.tenant(place.id) as session:
        put_fiche(session, place, 1)
    publish(context, place.id)
    assert (await browser.get("/beheer/openbaar")).status_code == 403
    page = await lead.get("/beheer/openbaar")
    [release] = re.findall(r'href="(/beheer/cijfers/jaar/\d{4})#vrijgeven"', page.text)
    assert 'id="themas"' in (await lead.get(release)).text
    assert "Fiches: 1. Acties: 0." in page.text
    assert re.search(r'href="/lommerbeek"', page.text)
    given = {"csrf": field(page, "csrf"), "public_intro": "Wij luisteren.", "public_contact": "signaal@example.org"}
    long = await lead.post("/beheer/openbaar", data={**given, "public_agreements": "a" * 2001})
    assert (long.status_code, "hoogstens 2000 tekens" in long.text, "Wij luisteren." in long.text) == (422, True, True)
    assert (await lead.post("/beheer/openbaar", data=given)).status_code == 303
    assert "Er is net iets veranderd." in (await lead.get("/beheer/openbaar?gedaan=1")).text
    publish(context, place.id)
    about = read_snapshot(context, place.slug).about
    assert (about.intro, about.contact, about.agreements) == ("Wij luisteren.", "signaal@example.org", "")
    with context.store.tenant(place.id) as session:
        noted = set(session.scalars(select(Audit.action).where(Audit.action.like("public.%"))))
    assert noted == {"public.intro", "public.contact"}
