"""The start of a municipality: every step kept at once, tried live by a mail and a chat, with a checklist beside it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import func, select

from bot.reduce import read_delivery
from bot.room import TelegramRoom
from core.context import Context
from core.intake.accept import accept, find_door
from core.intake.converse import converse
from core.joining.checklist import STEPS, Facts, check, missing
from core.joining.listing import read_list
from core.municipalities import Place, find_municipality
from core.people.roles import COORDINATOR, EIGENAAR, VERWERKER
from core.store.tables import Contact, DigestSchedule, Intake, Municipality, Organisation, Signal, Staff, Trial
from tests.admin.panel import browse_as, field, make_panel
from tests.core.people.staffing import Person, hire
from tests.mail.room.posting import open_post, write

NEW = "/beheer/installatie/nieuw"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_checklist_follows_from_the_facts_alone() -> None:
    nothing = {item.key: item.state for item in check(Facts())}
    assert set(nothing.values()) == {"ontbreekt"}
    assert "french" not in nothing
    assert "sender" not in nothing
    whole = Facts(
        nis=True, facilities=True, french=True, mail_at=NOW, verified=True, bot="lokaal_bot", chat_at=NOW,
        schedule_set=True, periods_set=True, processors=2, contact=True, privacy_contact=True, agreement=True,
    )  # fmt: skip
    assert missing(check(whole)) == ()
    lacks = replace(whole, facilities=True, french=False, verified=False, schedule_on=False, processors=1, invited=1)
    assert [(item.key, item.state) for item in missing(check(lacks))] == [
        ("french", "ontbreekt"),
        ("sender", "ontbreekt"),
        ("schedule", "ontbreekt"),
        ("second", "wacht"),
    ]
    # Without a bot there is no chat to try, and nothing is missing.
    assert missing(check(replace(whole, bot="", chat_at=None))) == ()
    assert {item.step for item in check(Facts())} == set(STEPS) - {"talen"}


def test_a_pasted_list_says_of_each_line_what_becomes_of_it() -> None:
    lines = read_list("De Brug; CAW\nHet Huis\tonderwijs\n\nde brug\nOud; ocmw\nX; bestaat niet\n; ocmw", ["Oud"])
    assert [(line.number, line.name, line.sector, line.why) for line in lines] == [
        (1, "De Brug", "caw", ""),
        (2, "Het Huis", "onderwijs", ""),
        (4, "de brug", "", "dubbel"),
        (5, "Oud", "ocmw", "bestaat"),
        (6, "X", "bestaat niet", "sector"),
        (7, "", "ocmw", "lang"),
    ]


def test_a_sector_is_known_by_what_people_call_it_and_else_the_nearest_is_named() -> None:
    lines = read_list("A; wonen\nB; vrijwilligers\nC; Huisvesting\nD; onderwijzen\nE; zeevaart", ())
    assert [(line.sector, line.meant, line.why) for line in lines] == [
        ("huisvesting", "", ""),
        ("vrijwilliger", "", ""),
        ("huisvesting", "", ""),
        ("onderwijzen", "onderwijs", "sector"),
        ("zeevaart", "", "sector"),
    ]


@pytest.fixture
def owner(context: Context, place: Place) -> Person:
    return hire(context, place, EIGENAAR, "eigenaar@example.org")


class Walk:
    """A browser on the way through the steps of one municipality."""

    def __init__(self, browser: httpx.AsyncClient, base: str) -> None:
        self.browser, self.base = browser, base

    async def see(self, step: str = "") -> httpx.Response:
        """Open a step; nothing: the overview."""
        page = await self.browser.get(f"{self.base}/{step}".rstrip("/"))
        assert page.status_code == 200, page.text
        return page

    async def send(self, step: str, **fields: str) -> httpx.Response:
        """Fill in a step and send it."""
        page = await self.see(step)
        return await self.browser.post(f"{self.base}/{step}", data={"csrf": field(page, "csrf"), **fields})

    async def keep(self, step: str, **fields: str) -> str:
        """Fill in a step that is kept; gives where it goes on."""
        sent = await self.send(step, **fields)
        assert sent.status_code == 303, sent.text
        return sent.headers["location"].removeprefix(f"{self.base}/").partition("?")[0]


def chat(context: Context, text: str, number: int = 1, door: str = "telegram") -> None:
    """Let a chat say something to the bot, and take it."""
    message = {"message_id": number, "date": number, "chat": {"id": 77, "type": "private"}, "text": text}
    delivery = read_delivery(context, {"update_id": number, "message": message})
    with context.store.door() as session:
        door_id = find_door(session, door).id
    accept(context, door_id, [delivery])
    assert converse(context, {"telegram": TelegramRoom(context.words)}, "telegram", door_id, delivery.lookup)


async def test_an_owner_walks_a_new_municipality_through_every_step(  # noqa: PLR0915 # one walk through ten steps
    context: Context, owner: Person
) -> None:
    context = replace(context, telegram_name="lokaal_signaal_bot")
    async with browse_as(make_panel(context), context, owner) as browser:
        found = await browser.get(f"{NEW}?zoek=Mesn")
        assert "Mesen" in found.text
        found = await browser.get(f"{NEW}?zoek=33016")
        given = {name: field(found, name) for name in ("csrf", "name", "nis")}
        added = await browser.post(NEW, data={**given, "slug": "mesen"})
        assert added.headers["location"] == "/beheer/installatie/gemeente/mesen/talen?gedaan=bewaard"
        assert (await browser.post(NEW, data={**given, "slug": "mesen"})).status_code == 422
        with context.store.door() as session:
            there = find_municipality(session, "mesen")
        walk = Walk(browser, "/beheer/installatie/gemeente/mesen")
        assert "gemeente heeft faciliteiten" in (await walk.see()).text
        assert await walk.keep("naam", name="Mesen", nis="33016") == "talen"
        assert "44021 is de code van Gent" in (await walk.send("naam", name="Mesen", nis="44021")).text
        assert await walk.keep("talen", talen="nl-fr") == "huisstijl"
        light = await walk.send("huisstijl", kleur="#ffe000")
        assert light.status_code == 422
        nearest = re.search(r'name="kleur"[^>]*value="(#[0-9a-f]{6})"', light.text)
        assert nearest
        assert await walk.keep("huisstijl", kleur=nearest[1]) == "organisaties"
        shown = await walk.send("organisaties", lijst="De Brug; caw\nX; bestaat niet", doe="toon")
        assert "1 te bewaren, 1 niet" in shown.text
        kept = await walk.send("organisaties", lijst="De Brug; caw\nX; bestaat niet", doe="bewaar")
        assert "1 bewaard, 1 niet" in kept.text
        assert re.search(r"<textarea[^>]*>\s*X; bestaat niet</textarea>", kept.text)
        assert await walk.keep("mail", doe="proef") == "mail"
        waiting = await walk.see("mail")
        address = re.search(r"mesen\+proef[a-z2-7]{15}@signaal\.localhost", waiting.text)
        assert address
        assert 'hx-trigger="every 3s"' in waiting.text
        with open_post(context, there) as post:
            post.post(write("Proef", to=address[0]), to=address[0])
        arrived = await browser.get(f"{walk.base}/mail/stand")
        assert "Aangekomen" in arrived.text
        assert "hx-get" not in arrived.text
        assert "Verder: Telegrambot" in arrived.text
        assert "Sla over, naar: Telegrambot" in waiting.text
        assert await walk.keep("chat", doe="proef") == "chat"
        code = re.search(r"t\.me/lokaal_signaal_bot\?start=(proef[a-z2-7]{15})", (await walk.see("chat")).text)
        assert code
        chat(context, f"/start {code[1]}")
        assert "Aangekomen" in (await walk.see("chat")).text
        assert await walk.keep("berichten", rhythm="maand", weekday="1", hour="9", active="ja") == "bewaren"
        days = {"intake": "30", "drafts": "7", "contact": "730", "signals": "2190", "guests": "30"}
        assert (await walk.send("bewaren", **{**days, "intake": "31"}, erased="anonymise")).status_code == 422
        assert await walk.keep("bewaren", **days, erased="anonymise") == "mensen"
        for email, role in (("een@example.org", COORDINATOR), ("twee@example.org", VERWERKER)):
            invited = await walk.send("mensen", email=email, role=role, doe="nodig")
            assert "/beheer/uitnodiging/" in invited.text
        wrong = await walk.send("afspraken", public_contact="geen adres", privacy_contact="", agreement="")
        assert wrong.status_code == 422
        asked = {
            "public_contact": "sociaal@example.org",
            "privacy_contact": "dpo@example.org",
            "agreement": "2026-11-01",
        }
        await walk.keep("afspraken", **asked)
        hire(context, there, COORDINATOR, "drie@example.org")
        page = await walk.see("mensen")
        assert "Zij nodigt uit wie inspringt" in page.text
        asked = {"csrf": field(found, "csrf"), "email": "ik@example.org", "role": VERWERKER, "doe": "nodig"}
        assert (await browser.post(f"{walk.base}/mensen", data=asked)).status_code == 409
        left = await walk.see()
        assert "Er ontbreekt nog 1 ding" in left.text  # two were invited and did not come yet
        assert left.text.count('<span class="state">wacht') == 1
    with context.store.tenant(there.id) as session:
        row = session.scalars(select(Municipality)).one()
        assert (row.nis, row.settings["languages"], row.settings["privacy_contact"]) == (
            "33016",
            ["fr"],
            "dpo@example.org",
        )
        assert session.scalars(select(Organisation.sector)).all() == ["caw"]
        assert session.scalars(select(DigestSchedule.rhythm)).one() == "maand"
        # The trials were counted and set aside, and nothing else came of them.
        assert session.scalar(select(func.count()).select_from(Signal)) == 0
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
        became = session.execute(select(Intake.state, Intake.outcome, Intake.reason)).all()
        assert became == [("settled", "aside", "trial")] * 2


async def test_a_coordinator_goes_through_her_own_start_and_through_no_other(
    context: Context, place: Place, other_place: Place, lead: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    walk = Walk(lead, "/beheer/start")
    assert "Opstart van Lommerbeek" in (await walk.see()).text
    # Before the first signal her list leads to it; it does not for who cannot do it.
    assert 'href="/beheer/start">Naar Opstart' in (await lead.get("/beheer")).text
    assert "Naar Opstart" not in (await browser.get("/beheer")).text
    assert await walk.keep("talen", talen="nl") == "huisstijl"
    assert (await lead.get("/beheer/start/nergens")).status_code == 404
    assert (await lead.get(f"/beheer/installatie/gemeente/{other_place.slug}/naam")).status_code == 403
    logo = {"csrf": field(await walk.see("huisstijl"), "csrf"), "gemeente": other_place.slug}
    sent = await lead.post("/beheer/start/logo", data=logo, files={"bestand": ("logo.png", b"", "image/png")})
    assert sent.status_code == 403
    assert (await browser.get("/beheer/start")).status_code == 403


async def test_what_is_no_trial_of_this_municipality_is_taken_as_ever(
    context: Context, place: Place, other_place: Place, lead: httpx.AsyncClient
) -> None:
    walk = Walk(lead, "/beheer/start")
    await walk.keep("mail", doe="proef")
    with context.store.tenant(place.id) as session:
        code = session.scalars(select(Trial.code)).one()
    with open_post(context, other_place) as there:
        address = f"zandhove+{code}@signaal.localhost"
        there.post(write("Gezinnen vinden hier geen betaalbare woning.", to=address), to=address)
    with context.store.tenant(other_place.id) as session:
        assert session.scalar(select(func.count()).select_from(Signal)) == 1
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Trial.arrived_at)).one() is None


async def test_an_owner_invites_nobody_once_somebody_came_or_a_signal_did(
    context: Context, place: Place, other_place: Place, owner: Person
) -> None:
    async def knock(browser: httpx.AsyncClient, there: Place) -> int:
        asked = {"csrf": field(await browser.get(NEW), "csrf"), "email": "ik@example.org", "role": COORDINATOR}
        path = f"/beheer/installatie/gemeente/{there.slug}/mensen"
        return (await browser.post(path, data={**asked, "doe": "nodig"})).status_code

    async with browse_as(make_panel(context), context, owner) as browser:
        assert await knock(browser, place) == 200, "an owner's own account is nobody who works there"
        assert await knock(browser, other_place) == 200
        last = hire(context, place, COORDINATOR, "weg@example.org")
        with context.store.tenant(place.id) as session:
            session.get_one(Staff, last.id).disabled_at = NOW
        with open_post(context, other_place) as post:
            post.say("Gezinnen vinden hier geen betaalbare woning en wachten al maanden op een antwoord.")
        for there in (place, other_place):
            assert await knock(browser, there) == 409
            page = (await browser.get(f"/beheer/installatie/gemeente/{there.slug}/mensen")).text
            assert "Als eigenaar kun je niemand meer uitnodigen" in page
            assert 'name="email"' not in page
