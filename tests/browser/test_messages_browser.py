"""Berichten in a real browser: from the next digest to its sending and what it did, fit for everyone."""

import os
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, select, update

from core.context import Context
from core.feedback.runs import begin_run
from core.feedback.sending import send_block
from core.feedback.writing import Post
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Wording, edit_fiche, move_fiche
from core.store.tables import DigestRun, Fiche, Journal, Pulse, Signal
from mail.room import MailRoom
from tests.admin.panel import make_panel, session_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-messages")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
SLOT = datetime(2027, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
def coordinator(context: Context, place: Place) -> Person:
    return hire(context, place, "coordinator", "lut.maes@example.org")


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def news(context: Context, place: Place, person: Person) -> None:
    """Let twelve reporters have news of one fiche."""
    present = person.present()
    for number in range(12):
        signal_id = tell(context, place)
        with context.store.tenant(place.id) as session:
            wanted = Decision(BUNDLED, fiche=1 if number else 0, title="" if number else "Te weinig huurwoningen")
            decide_signal(session, present, signal_id, wanted, read_standing(session, signal_id).stand)
    with context.store.tenant(place.id) as session:
        edit_fiche(session, present, 1, Wording("Te weinig huurwoningen", "Gezinnen wachten lang."), 1)
        fiche = session.scalars(select(Fiche)).one()
        session.refresh(fiche)
        move_fiche(session, present, 1, Move("getoetst", reason="gekend"), fiche.version, SLOT.date())
    with as_owner(context.store.url) as session:
        session.execute(update(Journal).values(at=func.now() - timedelta(days=1)))
        answers = {"erkend": 4, "gebruikt": 3, "opnieuw": 5}
        session.add_all(
            Pulse(municipality_id=place.id, asked=bytes([n]), year=2026, answers=answers, answered_on=SLOT.date())
            for n in range(6)
        )


def press(page: Page, name: str) -> None:
    """Press a button that sends a form."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def test_messages_from_preview_to_figures(
    context: Context, place: Place, coordinator: Person, site: str, page: Page
) -> None:
    watch = Watch(page)
    news(context, place, coordinator)
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, coordinator), "url": site}])
    page.goto(f"{site}/beheer/berichten")
    page.get_by_label("Tekst bovenaan het volgende overzicht").fill("Op 3 december is er een signaaldag.")
    press(page, "Bewaar de alinea")
    page.locator("ul.digests a").first.click()
    assert page.get_by_text("Op 3 december is er een signaaldag.").count() >= 3
    check(page, "messages-one", SHOTS)
    page.goto(f"{site}/beheer/berichten/planning")
    page.get_by_label("Uur", exact=True).select_option("14")
    check(page, "messages-schedule", SHOTS)
    press(page, "Bewaar")
    page.goto(f"{site}/beheer/berichten/teksten")
    check(page, "messages-texts", SHOTS)
    page.goto(f"{site}/beheer/berichten/teksten?tekst=asking.told.intern")
    page.get_by_label("Zo zegt het bericht het").fill("Dank je. Een organisatie neemt dit op.")
    press(page, "Bekijk een voorbeeld")
    check(page, "messages-text-wrong", SHOTS)
    page.get_by_label("Zo zegt het bericht het").fill("Dank je. Een organisatie neemt je signaal {number} op.")
    press(page, "Bekijk een voorbeeld")
    assert page.get_by_text("je signaal 123 op").count() == 1
    press(page, "Bewaar")
    room = MailRoom(context)
    try:
        post = Post(replace(context, clock=lambda: datetime.now(UTC)), place, {"mail": room})
        with context.store.tenant(place.id) as session:
            begin_run(session, place, SLOT)
            send_block(session, post, session.scalars(select(DigestRun.id)).one())
    finally:
        room.close()
    page.goto(f"{site}/beheer/berichten/verzendingen")
    press(page, "Pauzeer")
    check(page, "messages-runs", SHOTS)
    press(page, "Ga verder")
    with as_owner(context.store.url) as session:
        signal_id = session.scalars(select(Signal.id).order_by(Signal.number)).first()
    page.goto(f"{site}/beheer/signaal/{signal_id}/gehoord")
    check(page, "messages-heard", SHOTS)
    page.goto(f"{site}/beheer/berichten/cijfers")
    check(page, "messages-figures", SHOTS)
    page.goto(f"{site}/beheer/berichten")
    check(page, "messages", SHOTS)
    assert watch.complain() == []
