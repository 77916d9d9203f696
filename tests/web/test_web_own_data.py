"""One's own data as a file: complete, readable by machines, only during a visit, and nothing of anyone else."""

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.web.test_web_mine import enter
from tests.web.visiting import STORY, hold, visit

OTHERS = "Jongeren wachten een half jaar op een eerste gesprek bij een psycholoog, en haken dan af."


async def test_the_file_holds_all_of_hers_and_nothing_of_others(
    context: Context, place: Place, other_place: Place
) -> None:
    async with visit(context) as other, visit(context, address="127.0.0.2") as elsewhere:
        await hold(other, place.slug, {"impact": OTHERS})
        await hold(elsewhere, other_place.slug)
    async with visit(context) as client:
        assert (await client.get("/mijn/gegevens/alles")).status_code == 403
        page = await enter(client, await hold(client, place.slug))
        assert 'href="/mijn/gegevens/alles"' in page.text
        answer = await client.get("/mijn/gegevens/alles")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="signaal-lommerbeek.json"'
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert data["municipality"]["slug"] == place.slug
    assert data["preferences"]["sector"] == "ocmw"
    assert (data["preferences"]["how_often"], data["preferences"]["about"]) == (None, "alles")
    assert [one["channel"] for one in data["channels"]] == ["web"]
    (signal,) = data["signals"]
    assert (signal["number"], signal["text"], signal["status"], signal["breadth"]) == (2, STORY, "nieuw", "enkele")
    assert signal["received_at"]
    assert [entry["what"] for entry in signal["journal"]] == ["received"]
    assert OTHERS not in answer.text
    assert other_place.slug not in answer.text
    with context.store.tenant(place.id) as session:
        ids = [str(value) for row in session.scalars(select(Signal)) for value in (row.id, row.reporter_id)]
    assert not [value for value in ids if value in answer.text]


async def test_what_was_withdrawn_or_erased_is_in_no_file(context: Context, place: Place) -> None:
    async with visit(context) as client:
        thanks = await hold(client, place.slug)
        await enter(client, thanks)
        page = await client.get("/mijn/wissen/alles")
        token = page.text.partition('name="sleutel" value="')[2].partition('"')[0]
        cookies = dict(client.cookies.items())
        await client.post("/mijn/wissen/alles", data={"sleutel": token})
        for name, value in cookies.items():
            client.cookies.set(name, value, domain="127.0.0.1", path="/")
        assert (await client.get("/mijn/gegevens/alles")).status_code == 403
