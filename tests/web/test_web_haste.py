"""A form that comes too fast for a person is asked to be pressed once more; nothing is lost, and it is taken then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from core.context import Context
from core.municipalities import Place
from tests.web.visiting import STORY, action, hidden, submit, visit

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AGAIN = "Druk nog één keer"


@pytest.fixture
def later() -> list[datetime]:
    """The time, which a test moves."""
    return [NOW]


@pytest.fixture
def careful(context: Context, later: list[datetime]) -> Context:
    """As it is set unless somebody says otherwise."""
    settings = context.settings.model_copy(update={"form_seconds": 2.0})
    return replace(context, settings=settings, clock=lambda: later[0])


async def test_a_whole_form_at_once_is_asked_for_once_more_and_keeps_every_word(careful: Context, place: Place) -> None:
    async with visit(careful) as client:
        page = await client.get(f"/{place.slug}/signaal/heel")
        typed = {"sector": "ocmw", "description": STORY, "breadth": "enkele"}
        asked = await submit(client, page, **typed)
        assert (asked.status_code, AGAIN in asked.text, STORY in asked.text) == (422, True, True)
        review = await submit(client, asked, description=STORY)
        assert "/signaal/heel" not in review.url.path
        assert STORY in review.text


async def test_who_takes_her_time_notices_nothing(careful: Context, place: Place, later: list[datetime]) -> None:
    async with visit(careful) as client:
        for path in ("signaal", "signaal/heel"):
            page = await client.get(f"/{place.slug}/{path}")
            later[0] += timedelta(seconds=2)
            assert AGAIN not in (await submit(client, page, sector="ocmw", actie="verder")).text


async def test_a_first_question_a_filled_trap_and_a_borrowed_time_are_asked_again(
    careful: Context, place: Place, later: list[datetime]
) -> None:
    async def send(client: httpx.AsyncClient, page: httpx.Response, **fields: str) -> httpx.Response:
        return await client.post(action(page), data={**hidden(page), "sector": "ocmw", "actie": "verder", **fields})

    async with visit(careful) as client:
        page, other = [await client.get(f"/{place.slug}/signaal") for _ in range(2)]
        asked = await send(client, page)
        assert AGAIN in asked.text
        borrowed = await send(client, other, getoond=hidden(asked)["getoond"])
        assert AGAIN in borrowed.text, "a time is of one form"
        assert AGAIN in (await send(client, other, getoond="")).text
        assert AGAIN not in (await send(client, asked)).text
        later[0] += timedelta(minutes=1)
        trapped = await send(client, other, website="https://example.org")
        assert AGAIN in trapped.text
        assert "example.org" not in trapped.text
        assert AGAIN not in (await send(client, trapped)).text
