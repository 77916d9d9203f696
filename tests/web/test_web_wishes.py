"""The page of one's wishes: by one's own page and by a letter's link; looking changes nothing, the form counts once."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update

from core.context import Context
from core.feedback.wishes import WrongWishes, set_wishes
from core.feedback.wishes_link import wishes_page
from core.feedback.writing import Post
from core.intake.tongue import speak
from core.municipalities import Place
from core.store.tables import Contact, Letter, Municipality, Reporter
from tests.contract.filling import as_owner
from tests.digests import give_digest, make_digest
from tests.mail.room.posting import STORY as MAILED
from tests.mail.room.posting import body_of, open_post
from tests.web.visiting import STORY, hidden, make_app, submit, visit

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def here(context: Context) -> Context:
    return replace(context, clock=lambda: NOON)


async def tell(client: httpx.AsyncClient, place: Place) -> httpx.Response:
    """Send a signal whose answer comes by mail; gives the thanks."""
    page = await client.get(f"/{place.slug}/signaal/heel")
    page = await submit(client, page, description=STORY, breadth="enkele", feedback="email", address="an@example.org")
    return await submit(client, page, actie="verstuur")


def wishes_link(thanks: httpx.Response) -> str:
    found = thanks.text.partition("/voorkeuren/")[2].partition('"')[0]
    assert found, thanks.text
    return f"/lommerbeek/voorkeuren/{found}"


def reporter(context: Context, place: Place) -> Reporter:
    with context.store.tenant(place.id) as session:
        return session.scalars(select(Reporter)).one()


def paused(context: Context, place: Place) -> set[str | None]:
    with context.store.tenant(place.id) as session:
        return set(session.scalars(select(Contact.paused).where(Contact.address.is_not(None))))


async def test_one_line_after_sending_leads_to_the_form_and_looking_changes_nothing(
    here: Context, place: Place
) -> None:
    async with visit(here) as client:
        link = wishes_link(await tell(client, place))
        assert (await client.get(link)).status_code == 200
        page = await client.get(link)
        assert "Nu krijg je elke maand nieuws over alle signalen." in page.text
        assert "an@example.org" not in page.text
        assert "molenkerke" not in page.text
        assert STORY not in page.text
        assert (reporter(here, place).rhythm, paused(here, place)) == (None, {None})
        saved = await client.post(link, data={"hoe-vaak": "maand", "wat": "alles", "pauze": "", "actie": "bewaar"})
        assert "Bewaard" in saved.text
        assert reporter(here, place).rhythm is None, "who changes nothing follows her municipality"
        for _ in range(2):
            saved = await client.post(link, data={"hoe-vaak": "kwartaal", "wat": "eigen", "pauze": "24/12/2026"})
        assert "tot 24/12/2026 sturen we niets" in saved.text
        held = reporter(here, place)
        assert (held.rhythm, held.scope, str(held.paused_until)) == ("kwartaal", "eigen", "2026-12-24")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"hoe-vaak": "elke dag"}, "Kies een van de mogelijkheden."),
        ({"pauze": "morgen"}, "Vul een dag in, zoals 24/12/2026."),
        ({"pauze": "2026-11-20"}, "Kies een dag na vandaag."),
        ({"pauze": "2029-01-01"}, "Kies een dag binnen een jaar."),
        ({"taal": "fr"}, "Kies een van de mogelijkheden."),
        ({"waar": "telegram"}, "Kies een van de mogelijkheden."),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(
    here: Context, place: Place, sent: dict[str, str], said: str
) -> None:
    async with visit(here) as client:
        link = wishes_link(await tell(client, place))
        wrong = await client.post(link, data={"hoe-vaak": "week", "wat": "eigen", **sent})
        assert wrong.status_code == 422
        assert said in wrong.text
        assert all(f'value="{value}"' in wrong.text for name, value in sent.items() if name == "pauze")
    assert (reporter(here, place).rhythm, reporter(here, place).scope) == (None, "alles")


async def test_stopping_takes_what_waits_and_one_may_begin_again(here: Context, place: Place) -> None:
    async with visit(here) as client:
        link = wishes_link(await tell(client, place))
        with here.store.tenant(place.id) as session:
            contact = session.scalars(select(Contact).where(Contact.address.is_not(None))).one()
            letter = Letter(
                door_id=contact.door_id, lookup=contact.lookup, municipality_id=place.id, kind="digest", body=b"x"
            )
            session.add(letter)
        assert (await client.post(link, data={"actie": "stop"})).status_code == 200
        stopped = await client.post(link, data={"actie": "stop"})
        assert "je krijgt nu niets meer van ons" in stopped.text.casefold()
        assert paused(here, place) == {"stop"}
        with here.store.tenant(place.id) as session:
            assert session.scalars(select(Letter.state)).one() == "dropped"
        again = await client.post(link, data={"actie": "hervat"})
        assert "je krijgt weer nieuws" in again.text
        assert paused(here, place) == {None}
        with as_owner(here.store.url) as session:
            session.execute(update(Contact).values(paused="bounce"))
        await client.post(link, data={"actie": "hervat"})
        assert "komen op je adres niet aan" in (await client.get(link)).text
        assert paused(here, place) == {"bounce"}, "what does not arrive is no wish"


async def test_ones_own_page_leads_to_the_same_form_with_a_key_of_its_own(here: Context, place: Place) -> None:
    own = "/mijn/voorkeuren/alles"
    async with visit(here) as client:
        thanks = await tell(client, place)
        assert (await client.get(own)).status_code == 403
        link = thanks.url.path.rpartition("/")[2]
        mine = await submit(client, await client.get(f"/mijn/{link}"))
        assert own in mine.text
        page = await client.get(own)
        assert (await client.post(own, data={"hoe-vaak": "week", "sleutel": "x" * 54})).status_code == 403
        saved = await client.post(own, data={**hidden(page), "hoe-vaak": "week", "wat": "alles"})
        assert "elke week nieuws" in saved.text
        assert reporter(here, place).rhythm == "week"
        later = replace(here, clock=lambda: NOON + timedelta(hours=1))
        async with visit(later) as late:
            late.cookies = client.cookies
            assert (await late.get(own)).status_code == 403


async def test_nobody_makes_a_link_and_it_dies_with_the_reporter(here: Context, place: Place) -> None:
    async with visit(here) as client:
        link = wishes_link(await tell(client, place))
        swapped = link[:-1] + ("a" if link[-1] != "a" else "b")
        for wrong in (swapped, "/lommerbeek/voorkeuren/aaaa", link.replace("lommerbeek", "elders")):
            assert (await client.get(wrong)).status_code == 404
            assert (await client.post(wrong, data={"hoe-vaak": "week"})).status_code == 404
        stranger = wishes_page(here, place.slug, uuid.uuid4())
        assert (await client.get(stranger)).status_code == 404
        thanks = await client.get(f"/{place.slug}/signaal/heel")
        page = await submit(client, thanks, description=STORY, breadth="enkele", feedback="hier")
        assert "/voorkeuren/" not in (await submit(client, page, actie="verstuur")).text, "she gets no letters"


async def test_languages_are_offered_where_the_municipality_has_them(here: Context, place: Place) -> None:
    async with visit(here) as client:
        link = wishes_link(await tell(client, place))
        assert 'name="taal"' not in (await client.get(link)).text
        with as_owner(here.store.url) as session:
            session.execute(update(Municipality).values(settings={"languages": ["fr"]}))
        assert 'name="taal"' in (await client.get(link)).text
        french = await client.post(link, data={"taal": "fr", "hoe-vaak": "week"})
        assert "Vous recevez maintenant chaque semaine" in french.text
        assert '<html lang="fr">' in french.text
        assert (await client.post(link, data={"taal": "en"})).status_code == 422
    assert reporter(here, place).language == "fr"
    with here.store.tenant(place.id) as session:
        written = session.scalars(select(Reporter)).first()
        assert written is not None
        speak(replace(place, settings={"languages": ["fr"]}), written, "nl")
        assert written.language == "fr", "what she chose is not undone by a signal in another language"
    with here.store.tenant(place.id) as session:
        both = replace(place, settings={"languages": ["fr"]})
        assert not set_wishes(session, both, reporter(here, place).id, {"language": "fr"}, TODAY)
        with pytest.raises(WrongWishes):
            set_wishes(session, place, reporter(here, place).id, {"language": "fr"}, TODAY)


async def test_a_digest_carries_the_link_and_one_click_stops_it(here: Context, place: Place) -> None:
    with open_post(here, place) as post:
        post.say(MAILED)
        post.letter()
        give_digest(Post(here, place, {"mail": post.room}), make_digest(1))
        letter = post.letter()
        link = body_of(letter).partition(f"/{place.slug}/voorkeuren/")[2].split()[0]
        unsubscribe = str(letter.message["List-Unsubscribe"]).partition(here.base_url)[2].partition(">")[0]
        assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        transport = httpx.ASGITransport(make_app(here), client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url=here.base_url) as program:
            assert (await program.get(unsubscribe)).status_code == 200
            page = await program.get(f"/{place.slug}/voorkeuren/{link}")
            assert "Nu krijg je elke maand" in page.text
            assert paused(here, place) == {None}
            assert (await program.post(unsubscribe, data={"List-Unsubscribe": "One-Click"})).status_code == 200
        assert paused(here, place) == {"stop"}
    async with visit(here) as client:
        stopped = await client.get(f"/{place.slug}/voorkeuren/{link}")
        assert "want dat heb je gevraagd" in stopped.text
        again = await client.post(f"/{place.slug}/voorkeuren/{link}", data={"actie": "hervat"})
        assert "elke maand" in again.text
    assert paused(here, place) == {None}
