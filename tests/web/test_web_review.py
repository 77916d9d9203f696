"""The review on the web: what holds where nothing was answered, and labels that can be kept or changed."""

from pathlib import Path

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.judged import Spoken, judging, judging_as_shipped
from tests.web.visiting import begin, submit, visit

PROPOSAL = "(voorstel van de computer)"


def signals(context: Context, place: Place) -> list[Signal]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal)))


def row(text: str, name: str) -> str:
    """Cut out what the review says of one question."""
    return text.split(f"<dt>{name}</dt>")[1].split("</div>", maxsplit=1)[0]


async def test_review_shows_how_the_reporter_hears_back_when_that_was_not_asked(context: Context, place: Place) -> None:
    async with visit(context) as client:
        review = await submit(client, await begin(client, place.slug), breadth="enkele", actie="nu")
    feedback = review.text.split("Terugkoppeling")[1]
    assert "Ja, hier" in feedback.split("</dd>")[0]
    assert "Niet ingevuld" in review.text.split("Idee")[1].split("</dd>")[0]
    assert "hema" not in review.text, "no model runs"


async def test_what_the_shipped_model_proposes_is_sent_as_it_stands(
    context: Context, place: Place, tmp_path: Path
) -> None:
    story = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen"
    async with visit(judging_as_shipped(context, tmp_path)) as client:
        review = await submit(client, await begin(client, place.slug, story=story), breadth="enkele", actie="nu")
        assert "Gezin, opvoeding en kinderopvang" in row(review.text, "Thema")
        assert PROPOSAL in row(review.text, "Thema")
        assert "Bedankt!" in (await submit(client, review, actie="verstuur")).text
    assert signals(context, place)[0].themes[0] == "gezin-opvang"


async def test_themes_are_changed_on_a_page_of_their_own(context: Context, place: Place) -> None:
    model = Spoken(themes=("wonen", "digitaal"), target_groups=("huurders",), structural=0.0)
    async with visit(judging(context, model)) as client:
        review = await submit(client, await begin(client, place.slug), breadth="enkele", actie="nu")
        assert "over één persoon of één situatie" in review.text
        page = await client.get(f"{review.url.path}?vraag=themes")
        assert '<h1 class="asked">Over welk thema gaat het?</h1>' in page.text
        boxes = [box.split(">")[0] for box in page.text.split('<input id="themes')[1:]]
        assert [' value="wonen" checked' in boxes[0], ' value="digitaal" checked' in boxes[1]] == [True, True]
        assert sum("checked" in box for box in boxes) == 2
        wrong = await submit(client, page, themes=["wonen", "werk", "jeugd", "handicap"], actie="verder")
        assert "Kies er hoogstens 3" in wrong.text
        chosen = await submit(client, wrong, themes=["mobiliteit", "wonen"], actie="verder")
        assert "Mobiliteit en vervoer" in row(chosen.text, "Thema")
        assert PROPOSAL not in row(chosen.text, "Thema")
        assert PROPOSAL in row(chosen.text, "Voor wie")
        assert "over één persoon of één situatie" not in chosen.text, "said once"
        # The page of before shows other themes: its button sends nothing.
        again = await submit(client, review, actie="verstuur")
        assert "Klopt dit zo?" in again.text
        await submit(client, again, actie="verstuur")
    signal = signals(context, place)[0]
    assert (set(signal.themes), signal.target_groups) == ({"mobiliteit", "wonen"}, ["huurders"])


async def test_no_box_ticked_and_not_to_know_leave_it_to_a_person(context: Context, place: Place) -> None:
    async with visit(judging(context, Spoken(themes=("wonen",), target_groups=("huurders",)))) as client:
        review = await submit(client, await begin(client, place.slug), breadth="enkele", actie="nu")
        for key, button, said in (
            ("themes", "verder", "Een medewerker kiest het thema."),
            ("target_groups", "overslaan", "Een medewerker kiest voor wie het is."),
        ):
            page = await client.get(f"{review.url.path}?vraag={key}")
            assert ">Weet ik niet</button>" in page.text
            assert 'value="onbekend"' not in page.text
            review = await submit(client, page, **{key: ["wonen"]} if button == "overslaan" else {}, actie=button)
            assert said in review.text
        await submit(client, review, actie="verstuur")
    assert (signals(context, place)[0].themes, signals(context, place)[0].target_groups) == ([], [])


async def test_where_nothing_is_sure_enough_she_may_choose_a_theme_herself(context: Context, place: Place) -> None:
    async with visit(judging(context, Spoken())) as client:
        review = await submit(client, await begin(client, place.slug), breadth="enkele", actie="nu")
        assert "Een medewerker kiest het thema." in row(review.text, "Thema")
        assert f'href="{review.url.path}?vraag=themes">Zelf een thema kiezen</a>' in row(review.text, "Thema")
        assert "Voor wie" not in review.text
        assert PROPOSAL not in review.text
        page = await client.get(f"{review.url.path}?vraag=themes")
        chosen = await submit(client, page, themes=["mobiliteit"], actie="verder")
        assert "Mobiliteit en vervoer" in row(chosen.text, "Thema")
        await submit(client, chosen, actie="verstuur")
    assert signals(context, place)[0].themes == ["mobiliteit"]
