"""The unsubscribe link of a letter: looking changes nothing, one post stops all letters, and nobody can make a link."""

import re
import uuid
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import delete, select, update

from core.context import Context
from core.feedback.leaving import leave_token
from core.feedback.reminders import remind
from core.municipalities import Place
from core.store.tables import Contact, Conversation, Letter
from tests.contract.filling import as_owner
from tests.mail.room.posting import OTHERS, STORY, Post, open_post
from tests.web.visiting import make_app, submit, visit

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(replace(context, clock=lambda: NOON), place) as opened:
        yield opened


def link_in_reminder(post: Post) -> str:
    """Let a reminder go, and give the path of its unsubscribe link."""
    post.say(STORY)
    thanks = post.letter()
    assert thanks.message["List-Unsubscribe"] is None  # an answer is no list
    with as_owner(post.context.store.url) as session:
        session.execute(update(Conversation).values(opened_at=NOON, touched_at=NOON))
        session.execute(update(Letter).values(queued_at=NOON))
    later = replace(post.context, clock=lambda: NOON + timedelta(days=3))
    assert remind(later, post.place, {"mail": post.room}) == 1
    reminder = post.letter().message
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    unsubscribe = str(reminder["List-Unsubscribe"])
    assert "<mailto:lommerbeek@signaal.localhost?subject=STOP>" in unsubscribe
    found = re.match(r"<http://127\.0\.0\.1:1(/afmelden/[a-z2-7]{40})>", unsubscribe)
    assert found
    return found[1]


def paused(post: Post) -> str | None:
    with post.context.store.tenant(post.place.id) as session:
        return session.scalars(select(Contact.paused)).one()


async def test_looking_changes_nothing_and_the_button_stops_all_letters(post: Post, context: Context) -> None:
    link = link_in_reminder(post)
    async with visit(context) as client:
        page = await client.get(link)
        assert page.status_code == 200
        assert "Wil je geen mails meer krijgen?" in page.text
        assert "molenkerke" not in page.text
        assert paused(post) is None
        page = await submit(client, page)
        assert page.status_code == 200
        assert "Je krijgt geen mails meer" in page.text
    assert paused(post) == "stop"
    assert post.say(OTHERS[0]).outcome == "signal"
    assert post.letters() == []


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "none"])
async def test_a_mail_program_posts_without_page_cookie_or_origin(post: Post, context: Context, kind: str) -> None:
    link = link_in_reminder(post)
    transport = httpx.ASGITransport(make_app(context), client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url=context.base_url) as program:
        match kind:
            case "multipart/form-data":
                answer = await program.post(link, files={"List-Unsubscribe": (None, "One-Click")})
            case "none":
                answer = await program.post(link)
            case _:
                answer = await program.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert (await program.post(link)).status_code == 200
    assert not answer.cookies
    assert paused(post) == "stop"


async def test_a_subject_of_stop_does_the_same_by_mail(post: Post) -> None:
    link_in_reminder(post)
    assert post.say("", subject="STOP").outcome == "command"
    assert paused(post) == "stop"


async def test_a_link_that_we_did_not_make_is_not_found(post: Post, context: Context) -> None:
    link = link_in_reminder(post)
    swapped = "a" if link[-1] != "a" else "b"
    async with visit(context) as client:
        for wrong in (link[:-1] + swapped, link[:-1], f"{link}a", "/afmelden/1", f"/afmelden/{'ö' * 40}"):
            assert (await client.get(wrong)).status_code == 404
            assert (await client.post(wrong)).status_code == 404
    assert paused(post) is None


async def test_a_link_of_someone_who_was_forgotten_still_works(post: Post, context: Context) -> None:
    link = link_in_reminder(post)
    with as_owner(context.store.url) as session:
        session.execute(delete(Contact))
    async with visit(context) as client:
        assert (await client.get(link)).status_code == 200
        assert (await client.post(link)).status_code == 200


def test_a_link_leads_to_one_contact_of_one_installation(context: Context) -> None:
    mine, hers = uuid.uuid4(), uuid.uuid4()
    assert leave_token(context.keys, mine) == leave_token(context.keys, mine) != leave_token(context.keys, hers)
    assert leave_token(context.keys.with_lookup(b"o" * 32), mine) != leave_token(context.keys, mine)
