"""What letters lead to, in a real browser: one button, three questions, what a reporter wrote back, and reopening."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from core.context import Context
from core.feedback.writing import Post as Writing
from core.municipalities import Place
from core.review.decision import BUNDLED, Decision
from core.store.tables import Fiche, Improvement, Told
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.contract.filling import as_owner
from tests.core.people.staffing import hire
from tests.core.review.test_closing import bundle, close, go
from tests.digests import give_digest, make_digest
from tests.mail.room.posting import OTHERS, STORY, Post, body_of, open_post, part_of, reply_to
from tests.web.visiting import make_app

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-digest")]
# In pixels, of four things that are told and what goes along with them, at 320 pixels wide.
MOST_HIGH = 760
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


def fill(post: Post, page: Page) -> str:
    """Close a fiche that did not get better, and answer a digest; gives the text of a yearly digest."""
    context, processor = post.context, hire(post.context, post.place)
    post.say(STORY)
    post.letters()
    bundle(context, processor, post.signals()[0].id, Decision(BUNDLED, title="Wachten op een woning"))
    with as_owner(context.store.url) as session:
        session.execute(update(Fiche).values(status="in-actie", puller="Huis van het Kind"))
        session.execute(update(Told).values(state="withdrawn"))
    close(context, processor)
    go(post)
    (closing,) = post.letters()
    assert go(post) == 1
    with as_owner(context.store.url) as session:
        told = session.query(Told).filter(Told.state == "sent").one()
        fiche = session.query(Fiche).one()
        said = Improvement(
            municipality_id=post.place.id,
            fiche_id=fiche.id,
            entry_id=told.entry_id,
            reporter_id=told.reporter_id,
            answer="nee",
        )
        session.add(said)
    give_digest(Writing(context, post.place, {"mail": post.room}), make_digest(1, 2, kind="jaar"))
    yearly = post.letter()
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(part_of(yearly, "html"))
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST_HIGH, "a letter is one screen of a phone"
    post.say(OTHERS[0], to=reply_to(yearly))
    return body_of(yearly) + body_of(closing)


def test_what_letters_lead_to_is_for_everyone(context: Context, place: Place, page: Page) -> None:
    watch = Watch(page)
    (one, site), (two, panel) = free_socket(), free_socket()
    web = replace(context, base_url=site)
    with (
        serving(make_app(web), one),
        serving(make_panel(replace(context, base_url=panel)), two),
        open_post(web, place) as post,
    ):
        said = fill(post, page)
        page.goto(re.findall(r"http\S+/nuttig/nee/\S+", said)[0])
        check(page, "digest-useful", SHOTS)
        page.get_by_role("button", name="Nee, het was niet nuttig").click()
        page.get_by_role("heading", name="Bedankt").wait_for()
        page.goto(re.findall(r"http\S+/beter/beetje/\S+", said)[0])
        check(page, "digest-better", SHOTS)
        page.goto(re.findall(r"http\S+/peiling/\S+", said)[0])
        page.get_by_role("button", name="Verstuur").click()
        check(page, "digest-pulse", SHOTS)
        token = session_of(context, hire(context, place, email="an@example.org"))
        page.context.add_cookies([{"name": "signaal", "value": token, "url": panel}])
        page.goto(f"{panel}/beheer/werk")
        check(page, "digest-work", SHOTS)
        page.goto(f"{panel}/beheer/vandaag")
        check(page, "digest-today", SHOTS)
        with page.expect_navigation():
            page.get_by_role("button", name="Heropen").click()
        assert page.get_by_role("button", name="Heropen").count() == 0
    hosts = {each.removeprefix("http://") for each in (site, panel)}
    assert set(watch.complain()) <= hosts
