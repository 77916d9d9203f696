"""Werk with letters by mail in a real browser: answers that wait, addresses that are gone, letters that failed."""

import os
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Contact, Letter
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.contract.filling import as_owner
from tests.core.people.staffing import hire
from tests.mail.room.posting import OTHERS, STORY, open_post

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-letters")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def fill(context: Context, place: Place) -> None:
    """Make one of everything: failed and gone, not verified, two old ones, and one that waits for the relay."""
    with open_post(context, place) as post:
        post.say(STORY)
        with as_owner(context.store.url) as session:
            session.execute(update(Letter).values(state="failed", reason="smtp-550"))
            session.execute(update(Contact).values(paused="bounce"))
        post.say(STORY, sender="karim@zandhove.example.org", trust="")
        for story in OTHERS[:2]:
            post.say(story, sender="els@zandhove.example.org", days_ago=12)
        post.say(OTHERS[2], sender="an@zandhove.example.org")
    with as_owner(context.store.url) as session:
        long_ago = context.clock() - timedelta(hours=3)
        session.execute(update(Letter).where(Letter.state == "queued").values(queued_at=long_ago))


def test_letters_under_werk_are_for_everyone(context: Context, place: Place, site: str, page: Page) -> None:
    watch = Watch(page)
    person = hire(context, place, "verwerker")
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, person), "url": site}])
    fill(context, place)
    page.goto(f"{site}/beheer/werk")
    check(page, "letters", SHOTS)
    for name, said in (
        ("Opnieuw mailen (Wie signaal 1 gaf)", "We sturen weer mails naar dat adres."),
        ("Toch beantwoorden (Signaal 2)", "Het antwoord wordt verstuurd."),
        ("Alle 2 antwoorden op oude mails laten vallen", "Dat wordt niet meer verstuurd."),
        ("Laten vallen", "Dat wordt niet meer verstuurd."),
    ):
        with page.expect_navigation():
            page.get_by_role("button", name=name).first.click()
        assert page.get_by_role("status").inner_text() == said
    assert page.get_by_role("button", name="Laten vallen").count() == 0
    assert watch.complain() == []
