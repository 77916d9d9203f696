"""A link from a poster or a mail to a team fills in sector and organisation, and gives no rights."""

from datetime import UTC, datetime

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place, invite_reporters
from core.store.tables import Signal
from tests.web.visiting import STORY, submit, visit


def invited(context: Context, place: Place, ends: datetime | None = None) -> str:
    with context.store.tenant(place.id) as session:
        return invite_reporters(session, place.id, "ocmw", "Sociaal Huis", ends)


async def test_an_invitation_is_filled_in_on_the_signal(context: Context, place: Place) -> None:
    token = invited(context, place)
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/signaal?uitnodiging={token}")
        assert "Vraag 1 van 7" in page.text
        page = await submit(client, page, description=STORY, actie="verder")
        page = await submit(client, page, breadth="enkele", actie="nu")
        page = await submit(client, page, actie="verstuur")
    assert "Bedankt!" in page.text
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert (signal.sector, signal.organisation) == ("ocmw", "Sociaal Huis")


async def test_the_whole_form_is_filled_in_too(context: Context, place: Place) -> None:
    token = invited(context, place)
    async with visit(context) as client:
        first = await client.get(f"/{place.slug}/signaal?uitnodiging={token}")
        assert f'href="/{place.slug}/signaal/heel?uitnodiging={token}"' in first.text
        page = await client.get(f"/{place.slug}/signaal/heel?uitnodiging={token}")
        assert f'href="/{place.slug}/signaal?uitnodiging={token}"' in page.text
        assert 'value="Sociaal Huis"' in page.text
        # Found wrong, the page still knows the invitation and what was typed over it.
        page = await submit(client, page, description="kort", breadth="", sector="caw", organisation="De Brug")
        assert page.status_code == 422
        assert 'value="De Brug"' in page.text
        page = await submit(
            client, page, description=STORY, breadth="enkele", sector="ocmw", organisation="Sociaal Huis"
        )
        await submit(client, page, actie="verstuur")
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert (signal.sector, signal.organisation) == ("ocmw", "Sociaal Huis")


async def test_an_invitation_that_ended_or_is_anothers_fills_in_nothing(
    context: Context, place: Place, other_place: Place
) -> None:
    over = invited(context, place, datetime(2026, 1, 1, tzinfo=UTC))
    elsewhere = invited(context, other_place)
    async with visit(context) as client:
        for token in (over, elsewhere, "<script>"):
            page = await client.get(f"/{place.slug}/signaal", params={"uitnodiging": token})
            assert page.status_code == 200
            assert "In welke sector werk je?" in page.text
            assert "uitnodiging" not in page.text
