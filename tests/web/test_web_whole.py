"""The whole form on one page: checked at its fields, delivered in one go, follow-ups and choices after it."""

from typing import Any

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Conversation, Intake, Signal
from tests.web.visiting import STORY, hidden, submit, visit

ANSWERS: dict[str, Any] = {
    "description": STORY,
    "breadth": "enkele",
    "trend": "erger",
    "kinds": ["tekort"],
    "impact": "Ze verhuizen.",
    "suggestion": "",
    "sector": "caw",
    "organisation": "De Regenboog",
    "feedback": "hier",
    "address": "",
}


def stored(context: Context, place: Place) -> Signal:
    with context.store.tenant(place.id) as session:
        return session.scalars(select(Signal)).one()


async def test_one_delivery_then_the_review(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await submit(client, await client.get(f"/{place.slug}/signaal/heel"), **ANSWERS)
        assert "Klopt dit zo?" in page.text
        with context.store.door() as session:
            assert len(list(session.scalars(select(Intake)))) == 1
        page = await submit(client, page, actie="verstuur")
        assert "Bedankt!" in page.text
    signal = stored(context, place)
    assert (signal.text, signal.trend, signal.impact, signal.suggestion) == (STORY, "erger", "Ze verhuizen.", None)
    assert (signal.sector, signal.organisation, signal.wants) == ("caw", "De Regenboog", "hier")


async def test_only_what_is_mandatory(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/signaal/heel")
        page = await submit(client, page, description=STORY, breadth="enkele")
        assert "Klopt dit zo?" in page.text


async def test_a_follow_up_comes_after(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/signaal/heel")
        page = await submit(client, page, **{**ANSWERS, "breadth": "veel"})
        assert "Merken andere organisaties dit ook?" in page.text
        page = await submit(client, page, **{"others-anders": "De school", "actie": "verder"})
        assert "Klopt dit zo?" in page.text
        await submit(client, page, actie="verstuur")
    assert stored(context, place).others == "De school"


async def test_complaints_stand_at_their_fields(context: Context, place: Place) -> None:
    wrong: dict[str, Any] = {
        **ANSWERS,
        "description": "kort",
        "breadth": "",
        "kinds": ["tekort", "drempel", "regelgeving"],
    }
    wrong |= {"feedback": "email", "address": "geen adres", "impact": "Te lang. " * 60}
    async with visit(context) as client:
        page = await submit(client, await client.get(f"/{place.slug}/signaal/heel"), **wrong)
        assert page.status_code == 422
        for name in ("description", "breadth", "kinds", "address", "impact"):
            assert f'href="#{name}"' in page.text
            assert f'id="{name}-fout"' in page.text
            assert f'id="{name}"' in page.text
        assert wrong["impact"] in page.text
        assert "De Regenboog" in page.text
        page = await submit(client, page, **{**ANSWERS, "feedback": "email", "address": "an@example.org"})
        assert "Klopt dit zo?" in page.text
    with context.store.door() as session:
        assert len(list(session.scalars(select(Intake)))) == 1


async def test_texts_about_persons_wait_one_after_the_other(context: Context, place: Place) -> None:
    told = {
        **ANSWERS,
        "description": f"{STORY} Bel mevrouw Janssens op 0471 23 45 67. Er was geweld.",
        "impact": "Mail naar an.peeters@example.org voor meer.",
    }
    async with visit(context) as client:
        page = await submit(client, await client.get(f"/{place.slug}/signaal/heel"), **told)
        assert "<mark>0471 23 45 67</mark>" in page.text
        assert "1712" in page.text
        page = await submit(client, page, actie="verbergen")
        assert "<mark>an.peeters@example.org</mark>" in page.text
        assert "1712" not in page.text
        page = await submit(client, page, actie="verbergen")
        assert "Klopt dit zo?" in page.text
        await submit(client, page, actie="verstuur")
    signal = stored(context, place)
    assert "0471" not in signal.text
    assert signal.impact == "Mail naar [e-mailadres] voor meer."
    assert signal.trend == "erger"


async def test_danger_is_said_on_the_page_that_finds_something_wrong(context: Context, place: Place) -> None:
    async with visit(context) as client:
        first = await client.get(f"/{place.slug}/signaal/heel")
        page = await submit(client, first, **{**ANSWERS, "breadth": "", "description": "kort"})
        assert (page.status_code, "1813" in page.text) == (422, False)
        for name in ("description", "impact"):
            page = await submit(client, first, **{**ANSWERS, "breadth": "", name: "Ze wil zelf\u200bmoord plegen."})
            assert (page.status_code, "1813" in page.text) == (422, True)
    with context.store.door() as session:
        assert list(session.scalars(select(Intake))) == []


async def test_posted_twice_is_one_draft(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/signaal/heel")
        fields = {**hidden(page), **ANSWERS}
        first = await client.post(f"/{place.slug}/signaal/heel", data=fields)
        second = await client.post(f"/{place.slug}/signaal/heel", data=fields)
        assert first.url.path == second.url.path
    with context.store.tenant(place.id) as session:
        assert len(list(session.scalars(select(Conversation)))) == 1
