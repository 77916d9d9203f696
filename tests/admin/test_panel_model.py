"""The page Model: the card, who may read it and who may turn the model off."""

import json
import re
from dataclasses import replace
from html import unescape

import httpx
import pytest
from sqlalchemy import select
from starlette.types import ASGIApp

from core.classify.model import MANIFEST
from core.classify.open import open_registry
from core.classify.register import describe_here
from core.classify.registry import shipped
from core.classify.shelf import Shelf
from core.classify.versions import note_running
from core.context import Context
from core.dialogue.load import labels
from core.municipalities import Place, read_municipality, set_setting
from core.store.tables import Audit
from tests.admin.panel import browse_as, field, make_panel, tell
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


async def test_it_says_what_people_kept_and_hides_what_is_few(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    empty = (await browser.get("/beheer/model")).text
    assert empty.count("te weinig om iets te zeggen") >= 3
    assert "Overgenomen door verwerkers, per thema" not in empty
    for number in range(6):
        signal_id = tell(context, place)
        propose(context, place, signal_id)
        page = await browser.get(f"/beheer/signaal/{signal_id}")
        given = {"csrf": field(page, "csrf"), "seen": "", "via": "correct", "themes": "wonen" if number else "werk"}
        await browser.post(f"/beheer/signaal/{signal_id}/labels", data=given)
    shown = unescape((await browser.get("/beheer/model?periode=alles")).text)
    page = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "6 signalen die ze indeelden" in page
    for title, name in (("thema", "Wonen en dakloosheid"), ("sector", labels("sectors")["onderwijs"])):
        assert f"{name} 8 op 10 6 " in page.split(f"Overgenomen door verwerkers, per {title}")[1]
    assert "noor.peeters" not in page.split("Wat gebeurt er")[1].split("Aangemeld")[0]
    for other in ("90", "365", "onzin"):
        assert (await browser.get(f"/beheer/model?periode={other}")).status_code == 200


async def test_the_register_gets_one_json_from_page_and_command(
    context: Context, place: Place, lead: httpx.AsyncClient
) -> None:
    told = await lead.get("/beheer/model.json")
    assert told.headers["content-type"] == "application/json"
    assert told.headers["cache-control"] == "no-store"
    entry = told.json()
    assert entry == describe_here(context.settings, context.words, place)
    assert (entry["organization"], entry["status"], entry["contact_email"]) == (place.name, "In gebruik", None)
    for needed in ("goal", "human_intervention", "risks", "lawful_basis", "impacttoetsen", "source_data", "provider"):
        assert entry[needed], needed
    assert len(entry["name"]) < 100
    assert len(entry["description_short"]) < 350
    assert max(len(value) for value in entry.values() if isinstance(value, str)) < 2500
    assert len(entry["figures"]["themes"]) == 20
    assert {"label", "count", "precision", "recall", "f1"} <= set(entry["figures"]["themes"][0])
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "contact", "algoritmes@example.org")
    await switch(lead, "uit")
    entry = (await lead.get("/beheer/model.json")).json()
    assert (entry["status"], entry["contact_email"]) == ("Buiten gebruik", "algoritmes@example.org")


async def test_the_page_says_which_version_ran_since_when(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    assert "Dit is nog niet bijgehouden." in (await browser.get("/beheer/model")).text
    note_running("", context.settings.data, place.slug)
    registry = open_registry(context.settings.data, place.slug)
    manifest = json.loads((shipped() / MANIFEST).read_text("utf-8"))
    other = {**manifest, "version": "aaaaaaa1", "figures": {**manifest["figures"], "macro_f1": 0.9}}
    folder = registry.folder / "aaaaaaa1"
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(json.dumps(other), "utf-8")
    assert "Ook klaar, maar nog nooit gebruikt:" in (await browser.get("/beheer/model")).text
    registry.promote("aaaaaaa1", by="an")
    page = (await browser.get("/beheer/model")).text
    versions = page.split("Welke versie draaide wanneer?", 1)[1]
    assert versions.index("aaaaaaa1") < versions.index(manifest["version"])
    assert "in gebruik genomen door an" in versions
    assert re.search(r"90 % \(\+\d+\)", versions)
    assert "Versie aaaaaaa1" in page
    assert "nog nooit gebruikt" not in page


async def test_without_a_model_it_says_so(context: Context, place: Place) -> None:
    coordinator = hire(context, place, "coordinator", "lut.maes@example.org")
    for model, said in (
        ("off", "voor alle gemeenten"),
        (str(context.settings.data / "geen"), "Er kon geen model geladen worden"),
    ):
        settings = context.settings.model_copy(update={"model": model})
        panel = make_panel(replace(context, settings=settings, shelf=Shelf(model, context.settings.data)))
        async with browse_as(panel, context, coordinator) as browser:
            page = await browser.get("/beheer/model")
            assert page.status_code == 200
            assert said in page.text
            assert "Zet het model" not in page.text
            assert ("Het model staat uit" in page.text) == (model == "off")
            groups = (await browser.get("/beheer/groepen")).text
            assert ("geen model geladen" in groups) == (model != "off")
            assert (await browser.get("/beheer/model.json")).status_code == (200 if model == "off" else 404)
