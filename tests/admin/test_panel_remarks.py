"""What reporters write back, under Werk: read, answered with a form, done with; screened; only for who decides."""

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Remark, Reporter
from tests.admin.panel import browse_as, field, make_panel
from tests.core.people.staffing import hire


@pytest.fixture
def remark(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        reporter = Reporter(municipality_id=place.id)
        session.add(reporter)
        session.flush()
        session.add(
            Remark(
                municipality_id=place.id, reporter_id=reporter.id, channel="mail", text="Mag <b>mijn</b> collega mee?"
            )
        )


@pytest.mark.usefixtures("remark")
async def test_a_remark_is_read_answered_and_gone(context: Context, place: Place) -> None:
    panel = make_panel(context)
    async with browse_as(panel, context, hire(context, place)) as browser:
        assert "Eén bericht van een signaalgever wacht op iemand." in (await browser.get("/beheer/vandaag")).text
        page = await browser.get("/beheer/werk")
        assert "Mag &lt;b&gt;mijn&lt;/b&gt; collega mee?" in page.text
        with context.store.tenant(place.id) as session:
            id_ = session.scalars(select(Remark.id)).one()
        sent = {"csrf": field(page, "csrf"), "besluit": "antwoord"}
        path = f"/beheer/werk/opmerking/{id_}"
        page = await browser.post(path, data={**sent, "antwoord": " "}, follow_redirects=True)
        assert "Er vertrok niets." in page.text
        page = await browser.post(path, data={**sent, "antwoord": "Ja, dat mag."}, follow_redirects=True)
        assert "Je antwoord vertrekt binnen een minuut." in page.text
        assert "collega mee" not in page.text
        page = await browser.post(path, data={**sent, "antwoord": "Nee."}, follow_redirects=True)
        assert "Dat was al gedaan." in page.text
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Remark.answer)).one() == "Ja, dat mag."


@pytest.mark.usefixtures("remark")
async def test_who_only_runs_accounts_does_not_read_it(context: Context, place: Place) -> None:
    async with browse_as(make_panel(context), context, hire(context, place, role="beheerder")) as browser:
        assert "collega" not in (await browser.get("/beheer/werk")).text
