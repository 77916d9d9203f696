"""A signal that ended while its page was open somewhere: what was typed there is given back, and can begin anew."""

import httpx
import pytest
from sqlalchemy import delete, func, select

from core.context import Context
from core.errors import NotFound
from core.intake.typed import Typed, keep_typed
from core.municipalities import Place
from core.privacy.keys import hash_token
from core.store.tables import Conversation, Intake, Signal
from tests.contract.filling import as_owner
from tests.web.visiting import STORY, begin, submit, visit

LONGER = STORY + " Ook <alleenstaanden>."
ESCAPED = STORY + " Ook &lt;alleenstaanden&gt;."


def received(context: Context) -> int:
    with context.store.door() as session:
        return session.scalar(select(func.count()).select_from(Intake)) or 0


async def stop(client: httpx.AsyncClient, page: httpx.Response) -> None:
    await submit(client, await client.get(f"{page.url.path}/stop"))


async def test_what_was_typed_for_a_stopped_signal_begins_a_new_one(context: Context, place: Place) -> None:
    async with visit(context) as client, visit(context) as other:
        page = await begin(client, place.slug)
        open_ = await client.get(f"{page.url.path}?vraag=description")
        await stop(other, page)
        before = received(context)
        ended = await submit(client, open_, description=LONGER, actie="verder")
        assert (ended.status_code, received(context)) == (410, before)
        assert "Dit signaal is er niet meer" in ended.text
        assert ESCAPED in ended.text
        assert "Ook" not in str(ended.url)
        assert "112" not in ended.text
        page = await submit(client, ended, description=LONGER, actie="verder")
        assert page.url.path != open_.url.path
        page = await submit(client, page, sector="ocmw", actie="verder")
        page = await submit(client, page, actie="overslaan")
        page = await submit(client, page, breadth="enkele", actie="nu")
        assert "Bedankt!" in (await submit(client, page, actie="verstuur")).text
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Signal)).one().text == LONGER


async def test_also_when_the_signal_expired(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        page = await client.get(f"{page.url.path}?vraag=description")
        with as_owner(context.store.url) as session:
            session.execute(delete(Conversation))
        ended = await submit(client, page, description=f"{LONGER} Er is sprake van mishandeling.", actie="verder")
        assert ESCAPED in ended.text
        # It was not delivered: the page itself says where to turn.
        assert "1813" in ended.text


async def test_a_follow_up_question_is_given_back_to_be_copied(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        page = await submit(client, page, breadth="veel", actie="verder")
        assert "Merken andere organisaties" in page.text
        await stop(client, page)
        ended = await submit(client, page, **{"others-anders": "De school ook", "actie": "verder"})
        assert ended.status_code == 410
        assert "De school ook" in ended.text
        assert f'href="/{place.slug}/signaal"' in ended.text


async def test_a_choice_for_a_stopped_signal_says_so_too(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        await stop(client, page)
        ended = await submit(client, page, breadth="enkele", actie="verder")
        assert ended.status_code == 410
        assert "hieronder" not in ended.text
        assert f'href="/{place.slug}/signaal"' in ended.text


async def test_what_was_typed_after_it_was_sent_elsewhere_is_given_back(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        review = await submit(client, page, breadth="enkele", actie="nu")
        open_ = await client.get(f"{review.url.path}?vraag=description")
        await submit(client, review, actie="verstuur")
        ended = await submit(client, open_, description=LONGER, actie="verder")
        assert ended.status_code == 410
        assert "al verstuurd" in ended.text
        assert ESCAPED in ended.text
        assert f'href="{review.url.path}"' in ended.text


async def test_what_was_no_answer_ends_with_its_draft(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug, story="kort")
        assert "kort" in (await client.get(page.url.path)).text
        link = page.url.path.rpartition("/")[2]
        await stop(client, page)
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Conversation.dialogue)).all() == [None]
        assert session.scalar(select(Conversation).where(Conversation.link_hash == hash_token(link))) is None
    with pytest.raises(NotFound):
        keep_typed(context, place.slug, link, Typed("description", "kort", "complaint.required"))
