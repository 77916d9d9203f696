"""Berichten in a browser: the next digest before it leaves, its paragraph and its schedule, and sending steered."""

import re
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import event, func, select, update

from core.context import Context
from core.feedback.before_sending import read_coming
from core.feedback.own_words import read_own
from core.feedback.runs import begin_run, list_runs, send_digests
from core.feedback.sending import send_block
from core.feedback.sent_how import list_failures
from core.feedback.telling import note_letters
from core.feedback.telling import tell as feedback_tell
from core.feedback.writing import Post
from core.intake.letters import letter_place
from core.municipalities import Place, set_setting
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Wording, edit_fiche, move_fiche
from core.store.tables import Audit, DigestRun, Fiche, Journal, Letter, Signal, Told
from mail.room import MailRoom
from tests.admin.panel import CANARY, field, tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.fixture
def room(context: Context) -> Generator[MailRoom]:
    made = MailRoom(context)
    yield made
    made.close()


def news_for(context: Context, place: Place, person: Person, many: int, *, begun: bool = False) -> None:
    """Let so many reporters have news of one fiche."""
    for n in range(many):
        signal_id, known = tell(context, place), bool(n) or begun
        with context.store.tenant(place.id) as session:
            wanted = Decision(BUNDLED, fiche=1 if known else 0, title="" if known else "Te weinig woningen")
            decide_signal(session, person.present(), signal_id, wanted, read_standing(session, signal_id).stand)
    if begun:
        return
    with context.store.tenant(place.id) as session:
        fiche = session.scalars(select(Fiche)).one()
        edit_fiche(session, person.present(), 1, Wording(fiche.title, "Er zijn te weinig plaatsen."), fiche.version)
        session.refresh(fiche)
        move_fiche(session, person.present(), 1, Move("getoetst", reason="gekend"), fiche.version, NOON.date())
    with as_owner(context.store.url) as session:
        session.execute(update(Journal).values(at=func.now() - timedelta(days=1)))


async def test_the_next_digest_is_seen_before_it_leaves(
    browser: httpx.AsyncClient, context: Context, place: Place, processor: Person
) -> None:
    page = await browser.get("/beheer/berichten")
    assert "Er zou niets vertrekken" in page.text
    news_for(context, place, processor, 2)
    page = await browser.get("/beheer/berichten")
    assert "2 signaalgevers" in page.text
    handle = re.findall(r'href="/beheer/berichten\?een=([0-9a-f]+)"', page.text)[0]
    answer = await browser.post(
        "/beheer/berichten/alinea",
        data={"csrf": field(page, "csrf"), "version": "0", "editorial": "Op 3 december is er een signaaldag."},
    )
    assert answer.status_code == 303
    page = await browser.get(f"/beheer/berichten?een={handle}")
    mail, chat = page.text.split("In een mail")[1].split("In een chat")
    for words in ("Te weinig woningen (signaal ", "Op 3 december is er een signaaldag."):
        assert words in mail
        assert words in chat
    assert CANARY not in page.text
    assert "huurwoning" not in page.text, "never the text of a signal"


async def test_the_paragraph_holds_no_person_and_loses_nothing(
    browser: httpx.AsyncClient, context: Context, place: Place, processor: Person
) -> None:
    page = await browser.get("/beheer/berichten")
    typed = {"csrf": field(page, "csrf"), "version": "0", "editorial": "Bel mij op 0478 12 34 56."}
    answer = await browser.post("/beheer/berichten/alinea", data=typed)
    assert answer.status_code == 422
    assert "0478 12 34 56" in answer.text
    answer = await browser.post("/beheer/berichten/alinea", data={**typed, "editorial": "lang " * 200})
    assert answer.status_code == 422
    assert "600" in answer.text
    answer = await browser.post("/beheer/berichten/alinea", data={**typed, "personal": "hide"})
    assert answer.status_code == 303
    answer = await browser.post("/beheer/berichten/alinea", data={**typed, "editorial": "Wie was eerst?"})
    assert answer.status_code == 409
    assert "Wie was eerst?" in answer.text
    assert "noor" in answer.text
    with as_owner(context.store.url) as session:
        assert [one.action for one in session.scalars(select(Audit)) if "digest" in one.action] == ["digest.editorial"]


async def test_the_schedule_is_the_coordinators(browser: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    assert (await browser.get("/beheer/berichten/planning")).status_code == 403
    page = await lead.get("/beheer/berichten/planning")
    typed = {"csrf": field(page, "csrf"), "weekday": "3", "hour": "14", "rhythm": "week", "active": "ja"}
    assert (await lead.post("/beheer/berichten/planning", data={**typed, "rhythm": "nu"})).status_code == 422
    answer = await lead.post("/beheer/berichten/planning", data=typed)
    page = await lead.get(answer.headers["location"])
    assert "De planning is bewaard" in page.text
    assert "om 14:00" in page.text
    assert "elke week" in page.text


async def test_a_sending_is_paused_and_goes_on(
    lead: httpx.AsyncClient, context: Context, place: Place, processor: Person, room: MailRoom
) -> None:
    news_for(context, place, processor, 2)
    now = datetime.now(UTC)
    post = Post(replace(context, clock=lambda: now), place, {"mail": room})
    with context.store.tenant(place.id) as session:
        begin_run(session, place, datetime(2027, 1, 5, 8, tzinfo=UTC))
        run_id = session.scalars(select(DigestRun.id)).one()
        send_block(session, post, run_id)
    page = await lead.get("/beheer/berichten/verzendingen")
    assert "2 van 2 signaalgevers bekeken" in page.text
    csrf = field(page, "csrf")
    answer = await lead.post(f"/beheer/berichten/verzending/{run_id}", data={"csrf": csrf, "doe": "pauze"})
    page = await lead.get(answer.headers["location"])
    assert "Gepauzeerd" in page.text
    assert send_digests(post) == 0
    answer = await lead.post(f"/beheer/berichten/verzending/{run_id}", data={"csrf": csrf, "doe": "verder"})
    assert answer.headers["location"].endswith("gedaan=verder")
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).where(Letter.kind == "digest").values(state="failed", reason="bounced"))
    send_digests(post)
    page = await lead.get("/beheer/berichten/verzendingen")
    assert "Klaar" in page.text
    assert "2 × mislukt" in page.text


def test_the_preview_asks_as_much_for_many_as_for_one(context: Context, place: Place, processor: Person) -> None:
    def look() -> tuple[int, int]:
        seen: list[str] = []
        with context.store.tenant(place.id) as session:
            event.listen(session.connection(), "before_cursor_execute", lambda *given: seen.append(str(given[2])))
            coming, _ = read_coming(session, context, processor.present())
            list_runs(session, processor.present())
            list_failures(session, processor.present())
        return coming.reach, len(seen)

    news_for(context, place, processor, 1)
    assert look() == (1, 18)
    news_for(context, place, processor, 29, begun=True)
    assert look() == (30, 18)


async def test_letters_say_what_the_municipality_worded(
    lead: httpx.AsyncClient, browser: httpx.AsyncClient, context: Context, place: Place, processor: Person
) -> None:
    path, key = "/beheer/berichten/teksten", "asking.told.gebundeld"
    assert (await browser.get(path)).status_code == 403
    page = await lead.get(f"{path}?tekst={key}")
    typed = {"csrf": field(page, "csrf"), "version": "0", "key": key, "doe": "bewaar"}
    for text, complaint in (
        ("Je signaal {number} telt mee.", "{title} ontbreekt"),
        ("{number} {title} {naam}", "{naam} kennen we hier niet"),
        ("{number.__class__} {title}", "De accolades kloppen niet"),
        ("{number} {title", "De accolades kloppen niet"),
        (" ", "Schrijf een tekst"),
    ):
        answer = await lead.post(path, data={**typed, "text": text})
        assert (answer.status_code, complaint in answer.text) == (422, True), text
    own = "Super! {number} staat bij {title}."
    answer = await lead.post(path, data={**typed, "text": own, "doe": "bekijk"})
    assert "Super! 123 staat bij Wachtlijst" in answer.text
    assert (await lead.post(path, data={**typed, "text": own})).headers["location"].endswith("gedaan=tekst")
    assert (await lead.post(path, data={**typed, "text": own + " Ja"})).status_code == 409
    news_for(context, place, processor, 1)
    room = MailRoom(context)
    try:
        late = replace(context, clock=lambda: datetime.now(UTC) + timedelta(hours=1))
        assert feedback_tell(Post(late, place, {"mail": room})) == 1
    finally:
        room.close()
    with as_owner(context.store.url) as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "told")).one()
        assert letter.body is not None
        said = context.keys.open_json(letter.body, letter_place(letter.municipality_id, letter.id))["text"]
    assert "Super! 1 staat bij Te weinig woningen." in said
    assert (await lead.post(path, data={**typed, "version": "1", "doe": "terug"})).status_code == 303
    with as_owner(context.store.url) as session:
        acts = [one.action for one in session.scalars(select(Audit).order_by(Audit.id)) if one.subject == key]
    assert acts == ["text.set", "text.dropped"]
    assert (await lead.get(f"{path}?taal=fr")).status_code == 404, "it is not switched on"
    with as_owner(context.store.url) as session:
        set_setting(session, place.id, "languages", "fr")
    page = await lead.get(f"{path}?tekst=web.thanks-next&taal=fr")
    assert "regarde votre signal" in page.text
    typed |= {"key": "web.thanks-next", "taal": "fr", "text": "{service} vous lit sous {days} jours."}
    assert (await lead.post(path, data=typed)).headers["location"].endswith("gedaan=tekst&taal=fr")
    with context.store.tenant(place.id) as session:
        assert read_own(session) == {"fr:web.thanks-next": typed["text"]}


async def test_a_signal_says_what_its_reporter_heard_and_why(
    browser: httpx.AsyncClient, context: Context, place: Place, processor: Person, room: MailRoom
) -> None:
    news_for(context, place, processor, 1)
    with as_owner(context.store.url) as session:
        (signal_id,) = session.scalars(select(Signal.id))
    path = f"/beheer/signaal/{signal_id}"
    assert f"{path}/gehoord" in (await browser.get(path)).text
    assert "gepland" in (await browser.get(f"{path}/gehoord")).text
    late = Post(replace(context, clock=lambda: datetime.now(UTC) + timedelta(hours=1)), place, {"mail": room})
    assert feedback_tell(late) == 1
    send_digests(late, datetime(2027, 1, 5, 8, tzinfo=UTC))
    with as_owner(context.store.url) as session:
        taken = {"sent_at": func.now(), "response": "250 2.0.0 Ok: queued as 4X0001"}
        session.execute(update(Letter).values(state="sent", body=None, **taken))
        session.execute(update(Letter).where(Letter.kind == "digest").values(state="failed", reason="bounced"))
        session.execute(update(Signal).values(received_at=func.now() - timedelta(days=70)))
    with context.store.tenant(place.id) as session:
        note_letters(session, datetime.now(UTC) + timedelta(hours=1))
    page = await browser.get(f"{path}/gehoord")
    for words in (
        "Overzicht met nieuws", "mislukt", "Een nieuwe stand van de fiche", "Met de verzending van 5 januari 2027",
        "Wat er over het signaal beslist is", "verstuurd", "elke maand, zoals in de gemeente",
        "zei: 250 2.0.0 Ok: queued as 4X0001",
    ):  # fmt: skip
        assert words in page.text, words
    assert CANARY not in page.text
    today = (await browser.get("/beheer/vandaag")).text
    assert "1 bericht kwam niet aan." in today
    assert "hoorde nog niets" not in today, "she heard what was decided"
    with as_owner(context.store.url) as session:
        session.execute(update(Told).values(state="failed"))
    assert "1 signaalgever wacht al meer dan 60 dagen" in (await browser.get("/beheer/vandaag")).text
    page = await browser.get("/beheer/berichten/cijfers")
    assert "Hoorde ooit iets terug" in page.text
    assert "Te weinig" in page.text or "te weinig" in page.text
