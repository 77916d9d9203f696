"""Mail in the panel: the whole mail one click away, its flags in words, and senders who wait for a decision."""

import re
from collections.abc import Generator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from core.context import Context
from core.municipalities import Place
from core.review.gone import list_gone
from core.review.held import list_held
from core.store.tables import Audit, Contact, Intake, Letter, Signal
from tests.admin.panel import field, make_mess
from tests.contract.filling import as_owner
from tests.mail.room.posting import OTHERS, STORY, Post, open_post, reply_to

SIGNED = f"Dag,\n\n{STORY} Bel An Peeters op 0471 23 45 67.\n\nMet vriendelijke groeten,\nLeen Vermeulen"

# Where a press leads that comes second, or that is about somebody else's.
ALREADY = "/beheer/werk?gedaan=al"


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


async def test_whole_mail_stands_below_its_signal_with_what_was_cut(post: Post, browser: httpx.AsyncClient) -> None:
    post.say(SIGNED)
    page = await browser.get(f"/beheer/signaal/{post.signals()[0].id}")
    whole = page.text.split("De hele mail</summary>")[1].split("</details>")[0]
    _intro, subject, greeting, cut = whole.split('<section class="cut">')
    assert "Weggelaten: onderwerp" in subject
    assert "Geen woning" in subject
    assert "Weggelaten: aanspreking" in greeting
    assert "betaalbare huurwoning" in greeting.split("</section>")[1]
    assert "Weggelaten: handtekening" in cut
    assert "vriendelijke groeten" in cut
    assert "0471" not in page.text
    assert "niet zeker" not in whole
    assert ">E-mail<" in page.text


async def test_what_nobody_said_is_no_answer(post: Post, browser: httpx.AsyncClient) -> None:
    post.say(STORY)
    address = f"/beheer/signaal/{post.signals()[0].id}"
    assert "<dt>Bij hoeveel mensen</dt>" not in (await browser.get(address)).text
    post.say("1. weet ik niet", to=reply_to(post.letter()))
    page = (await browser.get(address)).text
    assert "Bij hoeveel mensen" in page
    assert "Weet ik niet" in page


async def test_doubt_about_what_is_hers_is_said(
    post: Post, context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    post.say(STORY)
    whole = {"pieces": [{"text": "<b>mijn</b> woorden", "why": ""}, {"text": "iets", "why": "nieuw"}], "sure": False}
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(whole=whole, language="fr", flags=["several", "attachments"]))
    page = await browser.get(f"/beheer/signaal/{post.signals()[0].id}")
    for words in (
        "We zijn niet zeker", "&lt;b&gt;mijn&lt;/b&gt;", "Weggelaten: niet van de afzender zelf",
        "Geschreven in het Frans", "Misschien meer dan één probleem", "Er zat een bijlage bij",
    ):  # fmt: skip
        assert words in page.text, words


async def test_list_marks_and_filters_mails(post: Post, browser: httpx.AsyncClient) -> None:
    post.say(STORY, trust="")
    page = await browser.get("/beheer?kanaal=mail")
    assert "betaalbare huurwoning" in page.text
    assert "Afzender niet bevestigd" in page.text
    assert "Niets gevonden" in (await browser.get("/beheer?kanaal=web")).text


async def test_supplements_stand_in_the_journal_as_sentences(post: Post, browser: httpx.AsyncClient) -> None:
    post.say(STORY)
    post.say("1. veel\n2. erger\n\nIn de zomer zien we dit veel vaker dan anders.", to=reply_to(post.letter()))
    page = await browser.get(f"/beheer/signaal/{post.signals()[0].id}")
    assert "De signaalgever vulde aan: Bij hoeveel mensen" in page.text
    assert "Er veranderde iets" not in page.text


async def test_unverified_sender_is_answered_after_a_decision(
    post: Post, context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    post.say(STORY)
    post.letters()
    post.say(f"Iets anders. {STORY}", trust="")
    page = await browser.get("/beheer/werk")
    section = page.text.split("Antwoorden die op jou wachten")[1].split("</section>")[0]
    assert "Signaal 2" in section
    assert f"/beheer/signaal/{post.signals()[1].id}" in section
    assert "Toch beantwoorden" in section
    assert "afzender niet bevestigd" in section
    assert "Geen enkel bericht mislukte." in page.text
    assert '<span class="count">1<span class="unseen"> bleven steken' in page.text
    with context.store.tenant(place.id) as session:
        (waiting,) = list_held(session)
    path, csrf = f"/beheer/werk/antwoord/{waiting.id}", {"csrf": field(page, "csrf")}
    done = await browser.post(path, data=csrf)
    assert done.headers["location"] == "/beheer/werk?gedaan=beantwoord"
    assert (await browser.post(path, data=csrf)).headers["location"] == ALREADY
    assert "Het antwoord wordt verstuurd" in (await browser.get("/beheer/werk?gedaan=beantwoord")).text
    assert "[Signaal 2]" in str(post.letter().message["Subject"])
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Audit.subject).where(Audit.action == "letter.answered")).all() == [
            str(waiting.id)
        ]


async def test_other_letters_are_not_answered_this_way_nor_the_neighbours(
    context: Context, place: Place, other_place: Place, browser: httpx.AsyncClient
) -> None:
    csrf = {"csrf": field(await browser.get("/beheer"), "csrf")}
    ours, theirs = make_mess(context, place), make_mess(context, other_place)
    with context.store.tenant(other_place.id) as session:
        session.execute(update(Letter).values(reason="unverified"))
    for letter in (ours.letter, theirs.letter):
        assert (await browser.post(f"/beheer/werk/antwoord/{letter}", data=csrf)).headers["location"] == ALREADY
    assert (await browser.post("/beheer/werk/antwoord/onzin", data=csrf)).status_code == 404
    assert "op jou wachten" not in (await browser.get("/beheer/werk")).text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("bounced", "kwam terug"),
        ("smtp-550", "geweigerd door de mailserver (code 550)"),
        ("relay", "de mailserver was niet bereikbaar"),
        ("KeyError", "fout: KeyError"),
    ],
)
async def test_failures_have_words(
    context: Context, place: Place, browser: httpx.AsyncClient, reason: str, said: str
) -> None:
    mess = make_mess(context, place)
    with context.store.tenant(place.id) as session:
        session.execute(update(Letter).values(reason=reason, body=None if reason == "bounced" else b"sealed"))
    page = await browser.get("/beheer/werk")
    assert said in page.text
    assert (f"/beheer/werk/brief/{mess.letter}" in page.text) is (reason != "bounced")


async def test_an_address_that_came_back_is_shown_by_its_signal_and_resumed(
    post: Post, context: Context, browser: httpx.AsyncClient
) -> None:
    assert "niet meer werken" not in (await browser.get("/beheer/werk")).text
    post.say(STORY)
    post.letters()
    with context.store.tenant(post.place.id) as session:
        session.execute(update(Contact).values(paused="bounce"))
        (gone,) = list_gone(session)
    page = await browser.get("/beheer/werk")
    section = page.text.split("Adressen die niet meer werken")[1].split("</section>")[0]
    assert "Wie signaal 1 gaf" in section
    assert "molenkerke" not in page.text
    csrf = {"csrf": field(page, "csrf")}
    done = await browser.post(f"/beheer/werk/adres/{gone.id}", data=csrf)
    assert done.headers["location"] == "/beheer/werk?gedaan=hervat"
    assert (await browser.post(f"/beheer/werk/adres/{gone.id}", data=csrf)).headers["location"] == ALREADY
    assert "We sturen weer mails" in (await browser.get("/beheer/werk?gedaan=hervat")).text
    with context.store.tenant(post.place.id) as session:
        assert session.scalars(select(Contact.paused)).one() is None
        acts = session.execute(select(Audit.action, Audit.subject).where(Audit.action == "contact.resumed")).all()
        assert [tuple(act) for act in acts] == [("contact.resumed", str(gone.id))]
    assert post.say(OTHERS[0]).outcome == "signal"
    assert len(post.letters()) == 1


async def test_who_stopped_letters_herself_is_resumed_by_nobody(
    post: Post, context: Context, other_place: Place, browser: httpx.AsyncClient
) -> None:
    csrf = {"csrf": field(await browser.get("/beheer"), "csrf")}
    post.say("STOP")
    with context.store.tenant(post.place.id) as session:
        contact = session.scalars(select(Contact)).one()
    assert (await browser.post(f"/beheer/werk/adres/{contact.id}", data=csrf)).headers["location"] == ALREADY
    assert "niet meer werken" not in (await browser.get("/beheer/werk")).text
    assert other_place.id != post.place.id


async def test_a_failed_letter_falls_and_is_emptied(
    context: Context, place: Place, other_place: Place, browser: httpx.AsyncClient
) -> None:
    ours, theirs = make_mess(context, place), make_mess(context, other_place)
    page = await browser.get("/beheer/werk")
    csrf = {"csrf": field(page, "csrf")}
    assert f"/beheer/werk/laten-vallen/{ours.letter}" in page.text
    done = await browser.post(f"/beheer/werk/laten-vallen/{ours.letter}", data=csrf)
    assert done.headers["location"] == "/beheer/werk?gedaan=gevallen"
    for letter in (ours.letter, theirs.letter):
        assert (await browser.post(f"/beheer/werk/laten-vallen/{letter}", data=csrf)).headers["location"] == ALREADY
    assert "Geen enkel bericht mislukte." in (await browser.get("/beheer/werk")).text
    with context.store.tenant(place.id) as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.state, letter.body) == ("dropped", None)
        assert "letter.dropped" in session.scalars(select(Audit.action)).all()
    with context.store.tenant(other_place.id) as session:
        assert session.scalars(select(Letter.state)).one() == "failed"


async def test_mails_that_look_automatic_are_thrown_away_and_the_sum_still_adds_up(
    post: Post, context: Context, browser: httpx.AsyncClient
) -> None:
    absent = "Ik ben afwezig tot maandag 30 november. Bij dringende vragen: onthaal@example.org."
    for day in ("maandag", "dinsdag", "woensdag"):
        assert post.say(absent.replace("maandag", day), subject="Re: vraag").outcome == "aside"
    assert post.say(STORY).outcome == "signal"
    page = await browser.get("/beheer/werk")
    csrf = {"csrf": field(page, "csrf")}
    first, *others = re.findall(r"/beheer/werk/automatisch/(\d+)", page.text)
    assert len(others) == 2
    done = await browser.post(f"/beheer/werk/automatisch/{first}", data=csrf)
    assert done.headers["location"] == "/beheer/werk?gedaan=weggegooid"
    assert (await browser.post(f"/beheer/werk/automatisch/{first}", data=csrf)).headers["location"] == ALREADY
    assert (await browser.post(f"/beheer/werk/invoer/{first}", data=csrf)).headers["location"] == ALREADY
    await browser.post("/beheer/werk/automatische-mails", data=csrf)
    page = await browser.get("/beheer/werk?gedaan=weggegooid")
    assert "/beheer/werk/automatisch/" not in page.text
    assert "weggegooid door een medewerker" in page.text
    assert "alles wat binnenkwam, is terug te vinden" in page.text
    with context.store.tenant(post.place.id) as session:
        assert session.scalars(select(Intake.body)).all() == [None] * 4
        assert list(session.scalars(select(Audit.action))).count("intake.dropped") == 3


async def test_only_what_looks_automatic_is_thrown_away(
    context: Context, place: Place, other_place: Place, browser: httpx.AsyncClient
) -> None:
    ours, theirs = make_mess(context, place), make_mess(context, other_place)
    csrf = {"csrf": field(await browser.get("/beheer/werk"), "csrf")}
    for intake in (ours.intake, theirs.intake):
        assert (await browser.post(f"/beheer/werk/automatisch/{intake}", data=csrf)).headers["location"] == ALREADY
    await browser.post("/beheer/werk/automatische-mails", data=csrf)
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Intake.body)).all() == [b"sealed"]


async def test_an_old_mail_is_answered_when_a_person_says_so(
    post: Post, context: Context, browser: httpx.AsyncClient
) -> None:
    for days, story in enumerate(OTHERS, 8):
        post.say(story, days_ago=days)
    assert post.letters() == []
    page = await browser.get("/beheer/werk")
    assert page.text.count("lag al dagen in de mailbox") == 3
    assert "Alle 3 antwoorden op oude mails laten vallen" in page.text
    csrf = {"csrf": field(page, "csrf")}
    with context.store.tenant(post.place.id) as session:
        newest = list_held(session)[0]
    await browser.post(f"/beheer/werk/antwoord/{newest.id}", data=csrf)
    assert f"[Signaal {newest.number}]" in str(post.letter().message["Subject"])
    done = await browser.post("/beheer/werk/oude-antwoorden", data=csrf)
    assert done.headers["location"] == "/beheer/werk?gedaan=gevallen"
    assert "op jou wachten" not in (await browser.get("/beheer/werk")).text
    with context.store.tenant(post.place.id) as session:
        assert sorted(session.scalars(select(Letter.state))) == ["dropped", "dropped", "sent"]
        acts = session.scalars(select(Audit.reason).where(Audit.action == "letters.dropped")).all()
        assert acts == ["old: 2"]


async def test_letters_that_the_relay_does_not_take_are_counted(
    post: Post, context: Context, browser: httpx.AsyncClient
) -> None:
    post.say(STORY)
    assert "langer dan een uur wachten" not in (await browser.get("/beheer/werk")).text
    with context.store.door() as session:
        session.execute(update(Letter).values(reason="relay"))
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).values(queued_at=context.clock() - timedelta(hours=2)))
    page = await browser.get("/beheer/werk")
    assert 'langer dan een uur wachten: <span class="count">1</span>' in page.text
