"""The pages of an organisation's coordinator: invited with her organisation, and no other signal on any of them."""

import re
import uuid

import pytest
from sqlalchemy import select
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from core.people.colleagues import change_colleague
from core.people.invite import accept_invitation, choose_password, find_invitation, invitation_seed
from core.people.passwords import Passwords
from core.people.roles import ORGANISATIE
from core.store.tables import Fiche, FicheSignal, Organisation, Staff, StaffInvitation
from tests.admin.panel import CANARY, STORY, browse_as, field, tell
from tests.core.people.staffing import PASSWORD, Person, hire

HOUSE, PATH = "Huis van het Kind", "/beheer/eigen"


@pytest.fixture
def own(context: Context, place: Place) -> Person:
    person = hire(context, place, ORGANISATIE, "oc@example.org")
    with context.store.tenant(place.id) as session:
        house = Organisation(municipality_id=place.id, name=HOUSE)
        session.add(house)
        session.flush()
        session.get_one(Staff, person.id).organisation_id = house.id
    return person


def put_in_fiche(context: Context, place: Place, number: int, *signals: uuid.UUID) -> None:
    with context.store.tenant(place.id) as session:
        fiche = Fiche(municipality_id=place.id, number=number, title=f"Titel van fiche {number}")
        session.add(fiche)
        session.flush()
        session.add_all(FicheSignal(municipality_id=place.id, fiche_id=fiche.id, signal_id=one) for one in signals)


async def test_she_reads_advises_and_enters_and_a_processor_reads_what_she_advised(
    panel: ASGIApp, context: Context, place: Place, own: Person, coordinator: Person
) -> None:
    mine = tell(context, place, organisation=HOUSE)
    put_in_fiche(context, place, 1, mine)
    async with browse_as(panel, context, own) as browser:
        landed = await browser.get("/beheer")
        assert landed.headers["location"] == PATH
        assert STORY in (await browser.get(PATH)).text
        page = await browser.get(f"{PATH}/signaal/{mine}")
        assert "Titel van fiche 1" in page.text
        assert CANARY not in page.text
        done = await browser.post(
            f"{PATH}/signaal/{mine}",
            data={"csrf": field(page, "csrf"), "advice": "extern", "remark": "Ook elders in de stad."},
        )
        assert "Je raad is bewaard" in (await browser.get(done.headers["location"])).text
        assert (await browser.post(f"{PATH}/signaal/{mine}", data={"csrf": field(page, "csrf")})).status_code == 422
        assert "Titel van fiche 1" in (await browser.get(f"{PATH}/fiches")).text
        assert (await browser.get(f"{PATH}/fiche/1")).status_code == 200
        assert (await browser.get("/beheer/cijfers")).status_code == 200
        form = await browser.get("/beheer/invoeren")
        entered = await browser.post(
            "/beheer/invoeren",
            data={
                "csrf": field(form, "csrf"), "mark": field(form, "mark"), "story": STORY, "breadth": "veel",
                "source": "overleg", "organisation": "Elders",
            },
        )  # fmt: skip
        assert entered.headers["location"].startswith(f"{PATH}/signaal/")
        assert (await browser.get(entered.headers["location"])).status_code == 200
        with context.store.tenant(place.id) as session:
            session.get_one(Staff, own.id).organisation_id = None
        lost = await browser.post(
            "/beheer/invoeren",
            data={"csrf": field(form, "csrf"), "mark": str(uuid.uuid4()), "story": f"Nog iets. {STORY}"},
        )
        assert lost.status_code == 422
        assert "hoort nog bij geen organisatie" in lost.text
        assert f"Nog iets. {STORY}" in lost.text, "what she typed stays"
    async with browse_as(panel, context, coordinator) as browser:
        seen = (await browser.get(f"/beheer/signaal/{mine}")).text
        assert "raad: extern" in seen
        assert "Ook elders in de stad." in seen
        assert "oc@example.org gaf raad" in seen


async def test_anothers_signal_and_fiche_are_as_one_that_nobody_has(
    panel: ASGIApp, context: Context, place: Place, own: Person
) -> None:
    other = tell(context, place, organisation="Elders vzw")
    put_in_fiche(context, place, 1, other)
    async with browse_as(panel, context, own) as browser:
        csrf = field(await browser.get("/beheer/account"), "csrf")
        assert STORY not in (await browser.get(PATH)).text
        assert "Titel van fiche 1" not in (await browser.get(f"{PATH}/fiches")).text
        for path, unknown in (
            (f"{PATH}/signaal/{other}", f"{PATH}/signaal/{uuid.uuid4()}"),
            (f"{PATH}/fiche/1", f"{PATH}/fiche/99"),
        ):
            answer, none = await browser.get(path), await browser.get(unknown)
            assert answer.status_code == none.status_code == 404
            assert answer.text == none.text
        given = {"csrf": csrf, "advice": "intern"}
        assert (await browser.post(f"{PATH}/signaal/{other}", data=given)).status_code == 404
        for path in (f"/beheer/signaal/{other}", "/beheer/zoeken?zoek=gezinnen", "/beheer/fiche/1", "/beheer/groepen"):
            assert (await browser.get(path)).status_code == 403


async def test_her_organisation_is_set_when_she_is_invited_and_changed_later(
    panel: ASGIApp, context: Context, place: Place, coordinator: Person
) -> None:
    given = {"email": "nieuw@example.org", "role": ORGANISATIE}
    async with browse_as(panel, context, coordinator) as browser:
        csrf = field(await browser.get("/beheer/mensen"), "csrf")
        refused = await browser.post("/beheer/mensen", data={"csrf": csrf, **given})
        assert refused.status_code == 422
        assert "Vul in voor welke organisatie" in refused.text
        page = await browser.post("/beheer/mensen", data={"csrf": csrf, **given, "organisation": HOUSE})
        token = re.findall(r"/beheer/uitnodiging/([\w-]+)", page.text)[0]
    with context.store.door() as session:
        invitation = find_invitation(session, context, token)
        assert choose_password(session, context, Passwords(), invitation, PASSWORD) is None
        person = Person("", place, "", "", invitation_seed(context, invitation))
        staff = accept_invitation(session, context, invitation, person.code(context.clock()))
        assert staff is not None
        joined = staff.id
    async with browse_as(panel, context, coordinator) as browser:
        page = await browser.get("/beheer/mensen")
        assert HOUSE in page.text
        csrf, path = field(page, "csrf"), f"/beheer/mensen/{joined}/rol"
        lacks = await browser.post(path, data={"csrf": csrf, "role": ORGANISATIE, "organisation": " "})
        assert lacks.status_code == 422
    with context.store.tenant(place.id) as session:
        change_colleague(session, coordinator.present(), joined, ORGANISATIE, "huis  van het KIND")
        assert list(session.scalars(select(Organisation.name))) == [HOUSE]
        change_colleague(session, coordinator.present(), joined, ORGANISATIE, "Wijkhuis")
        assert session.get_one(Organisation, session.get_one(Staff, joined).organisation_id).name == "Wijkhuis"
        change_colleague(session, coordinator.present(), joined, "verwerker", "Wijkhuis")
        assert session.get_one(Staff, joined).organisation_id is None
        assert session.scalars(select(StaffInvitation.organisation_id)).all() != [None]
