"""Werk in a browser: what got stuck, trying again, and the sum."""

import uuid

import httpx
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.review.work import Stuck, count_stuck
from core.store.tables import Allowed
from tests.admin.panel import field, make_mess


async def test_nothing_stuck_says_so(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/beheer/werk")
    assert "Alles wat binnenkwam, is verwerkt." in page.text
    assert "Ja: alles wat binnenkwam, is terug te vinden." in page.text


async def test_stuck_work_is_tried_again(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    mess = make_mess(context, place)
    page = await browser.get("/beheer/werk")
    assert "KeyMismatch" in page.text
    assert "privacy.retain" in page.text
    assert "sealed" not in page.text
    csrf = {"csrf": field(page, "csrf")}
    for path in (f"invoer/{mess.intake}", f"taak/{mess.job}", f"brief/{mess.letter}"):
        done = await browser.post(f"/beheer/werk/{path}", data=csrf)
        assert done.headers["location"] == "/beheer/werk?gedaan=opnieuw", path
        again = await browser.post(f"/beheer/werk/{path}", data=csrf)
        assert (again.status_code, again.headers.get("location")) == (303, "/beheer/werk?gedaan=al"), path
    with context.store.tenant(place.id) as session:
        assert count_stuck(session) == Stuck(0, 0, 0)
    assert "We proberen het opnieuw" in (await browser.get("/beheer/werk?gedaan=opnieuw")).text
    assert "Dat was al gedaan" in (await browser.get("/beheer/werk?gedaan=al")).text
    assert "onzin" not in (await browser.get("/beheer/werk?gedaan=onzin")).text


async def test_words_are_decided(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    mess = make_mess(context, place)
    page = await browser.get("/beheer/werk")
    assert "Sint Maarten" in page.text
    given = {"csrf": field(page, "csrf"), "besluit": "aanvaard"}
    await browser.post(f"/beheer/werk/woorden/{mess.words}", data=given)
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Allowed.accepted)).one()


async def test_unknown_ids_and_the_neighbours_read_the_same(
    context: Context, other_place: Place, browser: httpx.AsyncClient
) -> None:
    mess = make_mess(context, other_place)
    csrf = {"csrf": field(await browser.get("/beheer"), "csrf")}
    sweep: dict[str, tuple[object, ...]] = {
        "invoer": (mess.intake, 999_999, "onzin", "9" * 30, "-1"),
        "taak": (mess.job, 999_999, "onzin"),
        "brief": (mess.letter, uuid.uuid4(), "onzin"),
        "woorden": (mess.words, 999_999, "onzin"),
    }
    for kind, ids in sweep.items():
        answers = [await browser.post(f"/beheer/werk/{kind}/{id_}", data=csrf) for id_ in ids]
        seen = {(answer.status_code, answer.headers.get("location"), answer.text) for answer in answers[:2]}
        assert [(status, place) for status, place, _ in seen] == [(303, "/beheer/werk?gedaan=al")], kind
        assert {answer.status_code for answer in answers[2:]} <= {404}, kind
    with context.store.tenant(other_place.id) as session:
        assert count_stuck(session) == Stuck(1, 1, 1)
    assert "Sint Maarten" not in (await browser.get("/beheer/werk")).text
