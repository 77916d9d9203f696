"""What a reporter says of where her signal belongs: the first candidate for whoever decides, one click away."""

import uuid

import httpx
from sqlalchemy import select

from core.context import Context
from core.dialogue.events import Alike, Dialogue
from core.dialogue.load import load_form
from core.intake.receive import Finished, receive
from core.municipalities import Place
from core.store.tables import FicheSignal, Reporter, Signal
from tests.admin.panel import field
from tests.public_fiches import TITLE, close, publish

WEIGHT = f"Ik zie dit ook: «{TITLE}»."


def join(context: Context, place: Place) -> uuid.UUID:
    """Send in a signal that adds nothing but weight to fiche 12."""
    form = load_form("signaal")
    dialogue = Dialogue(form.key, form.version, {"breadth": "veel"}, status="sent", joins=Alike(12, TITLE), brief=True)
    with context.store.tenant(place.id) as session:
        reporter = Reporter(municipality_id=place.id)
        session.add(reporter)
        session.flush()
        finished = Finished(form, dialogue, uuid.uuid4(), "web", context.clock(), WEIGHT)
        return receive(session, place, finished, reporter).id


async def test_one_click_puts_it_where_the_reporter_says(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    publish(context, place)
    signal = join(context, place)
    listed = await browser.get("/beheer")
    assert "Hoort volgens de signaalgever bij fiche 12, Zoals de verwerkers het noemen" in listed.text
    assert "weinig woorden" not in listed.text
    assert "alleen gewicht" in listed.text
    page = await browser.get(f"/beheer/signaal/{signal}")
    assert "Labels van de fiche" in page.text
    assert "De signaalgever zegt: hoort bij fiche 12" in page.text
    assert "alleen gewicht" in page.text
    assert "De labels komen van de fiche" in page.text
    assert 'value="gezin-opvang" checked' in page.text
    form = {"csrf": field(page, "csrf"), "stand": field(page, "stand"), "to": "gebundeld", "fiche": "12"}
    await browser.post(f"/beheer/signaal/{signal}/besluit", data=form)
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(FicheSignal.signal_id)).all() == [signal]
        assert session.get_one(Signal, signal).status == "gebundeld"
    assert "Zet in fiche 12" not in (await browser.get(f"/beheer/signaal/{signal}")).text
    assert "Hoort volgens de signaalgever" not in (await browser.get("/beheer?status=alle")).text


async def test_a_fiche_that_was_closed_is_said_and_not_offered(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    publish(context, place)
    signal = join(context, place)
    close(context, place)
    page = await browser.get(f"/beheer/signaal/{signal}")
    assert "Die is afgerond. Komt het probleem terug? Open dan een nieuwe fiche." in page.text
    assert "Zet in fiche 12" not in page.text
