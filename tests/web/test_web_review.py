"""The review on the web: it shows what holds where nothing was answered."""

from core.context import Context
from core.municipalities import Place
from tests.web.visiting import begin, submit, visit


async def test_review_shows_how_the_reporter_hears_back_when_that_was_not_asked(context: Context, place: Place) -> None:
    async with visit(context) as client:
        review = await submit(client, await begin(client, place.slug), breadth="enkele", actie="nu")
    feedback = review.text.split("Terugkoppeling")[1]
    assert "Ja, hier" in feedback.split("</dd>")[0]
    assert "Niet ingevuld" in review.text.split("Idee")[1].split("</dd>")[0]
