"""I see this too, on the web: in the review one click, and from a link one short page."""

from pathlib import Path

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.judged import judging_as_shipped
from tests.public_fiches import TITLE, close, publish
from tests.web.visiting import begin, submit, visit

STORY = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen"


def signals(context: Context, place: Place) -> list[Signal]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal).order_by(Signal.number)))


async def test_the_review_asks_and_one_button_says_and_sends(context: Context, place: Place, tmp_path: Path) -> None:
    publish(context, place)
    async with visit(judging_as_shipped(context, tmp_path)) as client:
        review = await submit(client, await begin(client, place.slug, story=STORY), breadth="enkele", actie="nu")
        assert "Lijkt het op dit probleem?" in review.text
        assert f"Ik zie dit ook: {TITLE}" in review.text
        assert "Zoals de verwerkers" not in review.text
        sent = await submit(client, review, fiche="12", actie="verstuur")
        assert f"Je zei dat het hoort bij «{TITLE}»" in sent.text
        review = await submit(client, await begin(client, place.slug, story=STORY), breadth="enkele", actie="nu")
        assert "Bedankt!" in (await submit(client, review, fiche="anders", actie="verstuur")).text
        review = await submit(client, await begin(client, place.slug, story=STORY), breadth="enkele", actie="nu")
        assert "Bedankt!" in (await submit(client, review, fiche="99999999999", actie="verstuur")).text
    assert [signal.joins_id is not None for signal in signals(context, place)] == [True, False, False]


async def test_a_link_leads_to_one_short_page(context: Context, place: Place) -> None:
    publish(context, place)
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/signaal?fiche=12")
        assert page.url.path.endswith("/signaal/heel")
        assert TITLE in page.text
        assert "Wat zie jij? (mag kort)" in page.text
        assert "Waar knelt het" not in page.text
        wrong = await submit(client, page, sector="ocmw")
        assert wrong.status_code == 422, "how many is asked all the same"
        review = await submit(client, wrong, breadth="veel", sector="ocmw")
        assert "Toch iets anders" not in review.text
        assert f"hoort bij «{TITLE}»" in (await submit(client, review, actie="verstuur")).text
        page = await client.get(f"/{place.slug}/signaal?fiche=12&stap=1")
        page = await submit(client, page, sector="ocmw", actie="verder")
        page = await submit(client, page, actie="overslaan")
        assert "Wat zie jij? (mag kort)" in page.text
        page = await submit(client, page, description="Ook in onze wijk.", actie="verder")
        review = await submit(client, page, breadth="enkele", actie="verder")
        assert "Ook in onze wijk." in review.text
        another = await submit(client, review, actie="anders")
        assert f"<dd>{TITLE}</dd>" not in another.text
        await submit(client, another, actie="verstuur")
    told = [(signal.text, signal.flags, signal.joins_id is not None) for signal in signals(context, place)]
    assert told == [(f"Ik zie dit ook: «{TITLE}».", ["weight"], True), ("Ook in onze wijk.", ["thin"], False)]


async def test_what_is_closed_or_not_public_leads_to_the_usual_form(context: Context, place: Place) -> None:
    publish(context, place)
    publish(context, place, 13, state="ontwerp")
    close(context, place)
    async with visit(context) as client:
        for number, said in ((12, "Dit is intussen afgesloten"), (13, "Dit staat niet meer op de pagina")):
            page = await client.get(f"/{place.slug}/signaal?fiche={number}")
            assert said in page.text
            assert "In welke sector werk je?" in page.text
        for odd in ("0", "-1", "abc", "9" * 30, "٣"):
            page = await client.get(f"/{place.slug}/signaal?fiche={odd}")
            assert page.status_code == 200
