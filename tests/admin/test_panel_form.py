"""The editor of the questionnaire: words, order, what is left out, own questions; published, and back again."""

import re
from html import unescape

import httpx
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Audit, Questionnaire
from tests.admin.panel import browse_as, field, make_panel
from tests.core.people.staffing import hire

PAGE = "/beheer/vragenlijst"


def typed(page: httpx.Response) -> dict[str, str]:
    """Read the form of the editor as a browser would send it."""
    html = page.text.split('id="vragen"')[1].split('<section class="preview"')[0]
    boxes = re.findall(r'<input type="checkbox" id="[^"]+" name="([^"]+)" value="1" checked>', html)
    areas = re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', html)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    lines = re.findall(r'<input id="[^"]+" name="([^"]+)" type="text" value="([^"]*)"', html)
    fields = {name: unescape(value) for name, value in (*areas, *hidden, *lines)}
    return fields | dict.fromkeys(boxes, "1")


async def press(client: httpx.AsyncClient, page: httpx.Response, button: str, **changed: str) -> httpx.Response:
    """Press a button of the editor, with fields changed."""
    values = {name: value for name, value in {**typed(page), **changed, "doe": button}.items() if value != "WEG"}
    return await client.post(PAGE, data=values, follow_redirects=True)


def bodies(context: Context, place: Place) -> list[tuple[int, str, dict[str, object]]]:
    with context.store.tenant(place.id) as session:
        columns = select(Questionnaire.version, Questionnaire.state, Questionnaire.body)
        return [(v, state, body) for v, state, body in session.execute(columns.order_by(Questionnaire.version))]


async def test_words_order_and_own_questions_are_drafted_and_published(context: Context, place: Place) -> None:
    person = hire(context, place, "coordinator")
    async with browse_as(make_panel(context), context, person) as client:
        page = await client.get(PAGE)
        assert page.status_code == 200
        for channel in ("Vraag 3 van 7", "[Signaal 123]", 'type="radio" name="trend"'):
            assert channel in page.text, channel
        page = await press(client, page, "bewaar")
        assert bodies(context, place) == [], "nothing changed, nothing kept"
        page = await press(client, page, "omhoog:kinds", **{"trend-text": "Sinds  wanneer?", "impact-aan": "WEG"})
        assert "Vraag 4 van 6" in page.text
        page = await press(client, page, "erbij:choice")
        own = typed(page)["eigen"]
        filled = {f"{own}-naam": "Wijk", f"{own}-text": "Welke wijk?", f"{own}-keuzes": "Noord"}
        page = await press(client, page, "bewaar", **filled)
        assert "Geef minstens twee keuzes" in page.text
        assert (await client.get(f"{PAGE}/publiceren")).status_code == 303
        page = await press(client, page, "bewaar", **{f"{own}-keuzes": "Noord\nZuid"})
        page = await press(
            client, page, "bewaar", **{f"{own}-keuzes": "Noordrand\nZuid\n", "breadth-veel-label": "Zes+"}
        )
        (version, state, body) = bodies(context, place)[0]
        assert (version, state, body["off"]) == (0, "draft", ["impact"])
        assert body["order"] == ["kinds", "trend", "impact", "suggestion", own]
        assert body["wordings"] == {
            "breadth": {"text": None, "hint": None, "labels": {"veel": "Zes+"}},
            "trend": {"text": "Sinds wanneer?", "hint": None, "labels": {}},
        }
        ask = await client.get(f"{PAGE}/publiceren")
        for said in ("Nieuwe vraag «Wijk»", "Sinds wanneer?", "Zes+", "Andere volgorde", "«Gevolg» wordt niet meer"):
            assert said in ask.text, said
        sent = {"csrf": field(ask, "csrf"), "seen": field(ask, "seen")}
        for done in ("Versie 2 is gepubliceerd", "stond er al zo"):  # the same button twice
            page = await client.post(f"{PAGE}/publiceren", data=sent, follow_redirects=True)
            assert done in page.text
        assert [(version, state) for version, state, _ in bodies(context, place)] == [(2, "published")]
        ask = await client.get(f"{PAGE}/versie/0")
        assert "Vraag «Wijk» verdwijnt" in ask.text
        sent = {"csrf": field(ask, "csrf"), "newest": field(ask, "newest")}
        page = await client.post(f"{PAGE}/versie/0", data=sent, follow_redirects=True)
        assert "Versie 3 is gepubliceerd" in page.text
        assert "Sinds wanneer?" not in page.text
    with context.store.tenant(place.id) as session:
        noted = select(Audit.subject).where(Audit.action == "form.published").order_by(Audit.id)
        assert list(session.scalars(noted)) == ["2", "3"]


async def test_who_was_second_sees_so_and_loses_nothing(context: Context, place: Place) -> None:
    panel = make_panel(context)
    first, second = hire(context, place, "coordinator"), hire(context, place, "coordinator", "tweede@example.org")
    async with browse_as(panel, context, first) as one, browse_as(panel, context, second) as two:
        mine, hers = await one.get(PAGE), await two.get(PAGE)
        await press(one, mine, "bewaar", **{"trend-text": "Van haar?"})
        page = await press(two, hers, "bewaar", **{"kinds-text": "Van mij?"})
        assert page.status_code == 409
        assert f"{first.email} wijzigde" in page.text
        assert "Van mij?" in page.text
        page = await press(two, page, "bewaar", **{"trend-text": "Van haar?"})
        assert page.status_code == 200
        (_, _, body) = bodies(context, place)[0]
        assert sorted(body["wordings"]) == ["kinds", "trend"]  # pyright: ignore[reportCallIssue, reportArgumentType]  # a mapping


async def test_a_question_about_a_person_is_warned_of(context: Context, place: Place) -> None:
    async with browse_as(make_panel(context), context, hire(context, place, "coordinator")) as client:
        page = await press(client, await client.get(PAGE), "erbij:text")
        own = typed(page)["eigen"]
        asked = {f"{own}-naam": "Wie", f"{own}-text": "Welke nationaliteit en leeftijd heeft de cliënt?"}
        await press(client, page, "bewaar", **asked)
        ask = await client.get(f"{PAGE}/publiceren")
        assert "naar een leeftijd" in ask.text
        assert "naar nationaliteit" in ask.text
        sent = {"csrf": field(ask, "csrf"), "seen": field(ask, "seen")}
        refused = await client.post(f"{PAGE}/publiceren", data=sent)
        assert refused.status_code == 422
        assert [state for _, state, _ in bodies(context, place)] == ["draft"]
        await client.post(f"{PAGE}/publiceren", data={**sent, "zeker": "1"})
        assert [state for _, state, _ in bodies(context, place)] == ["published"]


async def test_the_preview_follows_what_is_typed_and_keeps_nothing(context: Context, place: Place) -> None:
    async with browse_as(make_panel(context), context, hire(context, place, "coordinator")) as client:
        values = typed(await client.get(PAGE)) | {"trend-text": "Hoe lang al?", "feedback-hier-label": "Graag"}
        shown = await client.post(f"{PAGE}/voorbeeld", data=values)
        assert shown.text.count("Hoe lang al?") == 3, "in chat, in a letter, on the page"
        assert "Graag" in shown.text
        assert bodies(context, place) == []
    verwerker = hire(context, place, "verwerker", "lezer@example.org")
    async with browse_as(make_panel(context), context, verwerker) as client:
        assert (await client.get(PAGE)).status_code == 403
