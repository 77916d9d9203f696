"""The loop closes: from chat and mail to decisions, letters, digests, answers and a goodbye, and its figures follow.

The whole program runs with a fast clock, on the demo municipality: Telegram's stand-in, SMTP in and out, pages, queue
and worker; half a year passes. Three workers give a signal, a fourth (the school) did in the demo's past. Letters are
read where they arrive; what is decided is decided by the functions of the panel.
"""

import secrets
from collections.abc import AsyncGenerator, Generator
from datetime import date, datetime

import pytest

from core.context import Context
from core.review.action_words import ActionWords
from core.review.fiche_moves import Move
from core.store import embedded
from tests.bot.standin import Telegram, start_telegram
from tests.conftest import database_url, owner_connection, owner_engine, template_name
from tests.flows.fast_clock import FastClock
from tests.flows.fast_program import links, read
from tests.flows.loop_desk import BRUSSELS
from tests.flows.loop_life import Life, open_life

pytestmark = [pytest.mark.long, pytest.mark.telegram, pytest.mark.xdist_group("proof")]

# What each wrote; a word of it stands for all, and nobody may ever read it in a letter.
CHATTED = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, met de reiger wachten ze al maanden."
MAILED = "Alleenstaanden vinden hier geen kleine huurwoning die ze kunnen betalen, zegt de ijsvogel elke week."
LATER = "Jongeren die alleen gaan wonen vinden bij ons niets betaalbaars, de wielewaal slaapt nu bij vrienden."
CANARIES = ("reiger", "ijsvogel", "wielewaal", "boterhammen")
FICHE, STEP, SAID = "Te weinig betaalbare huurwoningen", "Eén wachtlijst maken", "Er is één wachtlijst voor iedereen."
PULLER, OTHER = "Huis van het Wonen", "Dienst Wonen"
NEWS, BUNDLED, STILL = "Nieuws over je signaal", "Je signaal is gebundeld", "Nog geen nieuws over je signaal"
THANKS, ASKED_AGAIN = "Bedankt, we hebben je signaal", "Wil je nog iets aanvullen?"
GOODBYE = "Je krijgt geen mails meer"


TOLD_FIRST = (
    f"Je signaal 31 zit nu in fiche «{FICHE}». In een fiche brengen we signalen over hetzelfde probleem samen. "
    "Zo telt jouw signaal mee.\n\nWe laten je weten wat er met deze fiche gebeurt.\n\n"
    "Nog andere collega's zien dit ook."
)


def on(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2027 in Brussels."""
    return datetime(2027, month, day, hour, minute, tzinfo=BRUSSELS)


@pytest.fixture
def clock(server: embedded.Server) -> Generator[FastClock]:
    """The clock of a database of this test alone, prepared before anybody connects to it."""
    name = f"test_{secrets.token_hex(6)}"
    with owner_connection(server.url) as owner:
        owner.execute(f"create database {name} template {template_name(server)}".encode())
    fast = FastClock(database_url(server, name))
    fast.jump(on(2, 1))
    yield fast
    owner_engine(fast.url).dispose()
    with owner_connection(server.url) as owner:
        owner.execute(f"drop database {name} with (force)".encode())


@pytest.fixture
def url(clock: FastClock) -> str:
    """Where everything else finds it."""
    return clock.url


@pytest.fixture
def telegram() -> Generator[Telegram]:
    started = start_telegram()
    yield started
    started.stop()


@pytest.fixture
async def life(clock: FastClock, context: Context, telegram: Telegram) -> AsyncGenerator[Life]:
    async with open_life(clock, context, telegram) as opened:
        yield opened


async def test_the_loop_closes(life: Life) -> None:
    await _tell(life)
    await _decide(life)
    await _act(life)
    await _stay_silent(life)
    await _close(life)
    await _leave(life)
    for letter in (*life.leen.letters(), *life.mira.letters(), *life.school.letters()):
        said = read(letter) + read(letter, "html")
        # Her own words come back in the thanks alone, never in what she is told later; others' nowhere.
        assert not [word for word in CANARIES if word in said and THANKS not in str(letter["Subject"])]
    told = life.chat.heard()[life.chat.heard().index(TOLD_FIRST) :]
    assert not [word for word in CANARIES if any(word in message for message in told)]


async def _tell(life: Life) -> None:
    for words in ("/start", "ocmw", "overslaan", CHATTED, "enkele", "verstuur nu"):
        await life.chat.type(words)
    assert "nummer 31" in await life.chat.type("verstuur")
    for who, story in ((life.leen, MAILED), (life.mira, LATER)):
        await life.program.mail(who, story, "demo@signaal.localhost")
        assert THANKS in who.subjects()[0]
    assert await life.desk.figures(on(2, 1)) == (None, (0, 0), (0, 0), (0, 0))
    assert await life.desk.ever() == (0, 9), "these three, and six who left an address in the demo"


async def _decide(life: Life) -> None:
    """What a person decides is told once it cannot be undone: of the chat and the school now, of Leen in three days."""
    await life.desk.bundle("reiger", FICHE)
    await life.desk.bundle("boterhammen")
    before = life.arrived()
    await life.program.live(life.program.clock())
    assert life.arrived() == before, "it can still be undone"
    await life.program.live(on(2, 1, 10, 30))
    assert await life.chat.hear() == TOLD_FIRST
    assert life.school.subjects() == [f"[Signaal 30] {BUNDLED}"]
    assert len(life.leen.letters()) == 1
    before = life.arrived()
    await life.program.live(on(2, 2, 9, 1))
    assert life.arrived() == before, "that others see it stood in the letter of yesterday"
    await life.program.live(on(2, 4, 12))
    assert life.leen.subjects()[1:] == [f"[Signaal 32] {ASKED_AGAIN}"]
    await life.desk.bundle("ijsvogel")
    await life.program.live(on(2, 4, 13))
    assert life.leen.subjects()[2:] == [f"[Signaal 32] {BUNDLED}"]
    assert f"«{FICHE}»" in read(life.leen.last())
    assert await life.desk.figures(on(2, 1)) == (3.1, (0, 0), (0, 0), (0, life.digests())), "two of three have heard"


async def _act(life: Life) -> None:
    """State, puller and action come with the first digest of March, in both channels; one tap says it was useful."""
    life.program.clock.jump(on(2, 15))
    await life.desk.describe(FICHE)
    await life.desk.move(Move("getoetst", reason="Iedereen kent dit."))
    await life.desk.move(Move("geprioriteerd"))
    await life.desk.pull(PULLER)
    await life.desk.plan(ActionWords(STEP, owner=PULLER, due_on=date(2027, 6, 30)))
    await life.desk.move(Move("in-actie"))
    before = life.arrived()
    await life.program.live(on(2, 23, 9, 1))
    assert life.arrived() == before, "they hear every month"
    await life.program.live(on(3, 2, 9, 1))
    lines = (
        "Nog andere collega's",
        "Er wordt aan gewerkt.",
        f"{PULLER} volgt dit op.",
        f"Gepland: {STEP}, tegen 30/06",
    )
    said = (await life.chat.hear()).replace("&#x27;", "'")
    letter = life.leen.last()
    assert [line for line in lines if line not in said or line not in read(letter)] == []
    assert [
        line for line in lines if line not in read(letter, "html").replace("&#x27;", "'").replace("&#39;", "'")
    ] == []
    assert f"{FICHE} (signaal 31)" in said
    assert f"{FICHE} (signaal 32)" in read(letter)
    assert letter["Subject"] == NEWS
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    before_taps = await life.desk.figures(on(2, 1))
    assert before_taps == (3.1, (0, 0), (0, 0), (0, life.digests()))
    assert "Bedankt" in await life.chat.tap("Ja")
    (no,) = links(letter, "nuttig/nee")
    assert (await life.browser.get(no)).status_code == 200
    assert (await life.desk.figures(on(2, 1)))[2] == (1, 1), "looking says nothing"
    assert "Bedankt" in (await life.browser.post(no)).text
    assert await life.desk.figures(on(2, 1)) == (3.1, (0, 0), (1, 2), (2, life.digests()))


async def _stay_silent(life: Life) -> None:
    """Nothing new in April, so nothing; but Mira heard of no person since February. In May nobody is left silent."""
    before = life.arrived()
    await life.program.live(on(4, 6, 9, 1))
    assert life.arrived() == (before[0], before[1], before[2] + 1, before[3])
    assert life.mira.subjects()[1:] == [f"[Signaal 33] {ASKED_AGAIN}", STILL]
    life.program.clock.jump(on(4, 12))
    await life.desk.bundle("wielewaal")
    await life.program.live(on(4, 12, 10, 30))
    assert life.mira.subjects()[3:] == [f"[Signaal 33] {BUNDLED}"]
    await life.program.live(on(5, 4, 9, 1))
    why = f"Er wordt nog aan gewerkt. De volgende stap: {STEP}, tegen 30/06/2027."
    assert why in await life.chat.hear()
    assert life.leen.last()["Subject"] == STILL
    assert why in read(life.leen.last())
    assert life.mira.last()["Subject"] == NEWS
    assert f"{PULLER} volgt dit op." in read(life.mira.last())
    # Heard after 0.0, 3.1 and 70 days.
    assert await life.desk.figures(on(2, 1)) == (3.1, (2, 3), (1, 2), (2, life.digests()))
    assert await life.desk.ever() is None, "four of nine: too few to show"
    life.program.clock.jump(on(5, 5))
    await life.desk.bundle_older(30, "Wat anderen zien")


async def _close(life: Life) -> None:
    """The result is told in both channels with a question; two times no proposes to reopen, and a person does."""
    life.program.clock.jump(on(5, 10))
    await life.desk.finish()
    await life.desk.move(Move("afgerond", outcome="verbeterd", told=SAID))
    await life.program.live(on(5, 10, 10, 30))
    said, letter = await life.chat.hear(), life.leen.last()
    assert letter["Subject"] == "[Signaal 32] Wat er met je signaal gebeurde"
    for told in (said, read(letter)):
        assert "Het is verbeterd." in told
        assert SAID in told
        assert "Zie je verbetering?" in told
    (no,) = links(letter, "beter/nee")
    assert (await life.browser.get(no)).status_code == 200
    assert (await life.browser.post(no)).status_code == 200
    assert await life.desk.proposed() == [], "one of four is not enough"
    assert "Bedankt" in await life.chat.tap("Nee")
    assert await life.desk.proposed() == [2]
    await life.desk.reopen()
    assert await life.desk.proposed() == []


async def _leave(life: Life) -> None:
    """Leen leaves by one click of her mail program, the chat by a button, Mira by a word; the school hears on."""
    header = str(life.leen.last()["List-Unsubscribe"])
    click = header.partition("<")[2].partition(">")[0]
    assert (await life.mail_program.get(click)).status_code == 200
    assert (await life.mail_program.post(click, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    await life.chat.type("/stop")
    assert "niets meer van ons" in await life.chat.tap("Stuur me niets meer")
    before = life.arrived()
    await life.program.live(on(6, 1, 9, 1))
    assert life.arrived() == (before[0], before[1], before[2] + 1, before[3] + 1)
    assert "Dit was afgerond, maar het is weer open" in read(life.mira.last())
    letter = life.mira.last()
    await life.program.mail(life.mira, "STOP", str(letter["Reply-To"]), f"Re: {letter['Subject']}")
    assert GOODBYE in life.mira.subjects()[-1]
    before = life.arrived()
    life.program.clock.jump(on(6, 7))
    await life.desk.pull(OTHER)
    await life.program.live(on(7, 6, 9, 1))
    assert life.arrived() == (*before[:3], before[3] + 1)
    assert f"{OTHER} volgt dit op." in read(life.school.last())
    assert await life.desk.figures(on(2, 1)) == (3.1, (2, 3), (1, 2), (2, life.digests()))
    assert await life.desk.ever() == (9, 9)
