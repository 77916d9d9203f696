"""The pages of the owner and of who supports municipalities: counts and released figures, and no word more."""

import uuid

import pytest
from sqlalchemy import select, text
from starlette.types import ASGIApp

from core.context import Context
from core.errors import NotPossible, Refused
from core.insight.sharing import read_shared, share_figures
from core.municipalities import Place, find_municipality
from core.people.installation import add_place, invite_first, list_fares
from core.people.roles import COORDINATOR, EIGENAAR, ONDERSTEUNER, ROLES
from core.people.sessions import Present, enter
from core.store.tables import Audit, Door, Fiche, Release, StaffInvitation
from tests.admin.panel import STORY, browse_as, field, make_mess, session_of, tell
from tests.core.people.staffing import Person, hire

PATH, SHARED = "/beheer/installatie", "/beheer/gemeenten"


@pytest.fixture
def owner(context: Context, place: Place) -> Person:
    return hire(context, place, EIGENAAR, "eigenaar@example.org")


@pytest.fixture
def supporter(context: Context, place: Place) -> Person:
    return hire(context, place, ONDERSTEUNER, "ondersteuner@example.org")


def come_in(context: Context, person: Person) -> Present:
    """Give somebody as her session knows her."""
    token = session_of(context, person)
    with context.store.door() as session:
        present = enter(session, context, token)
    assert present is not None
    return present


def release(context: Context, place: Place, period: str, **cells: tuple[int, bool]) -> None:
    with context.store.tenant(place.id) as session:
        values = {key: list(cell) for key, cell in cells.items()}
        session.add(Release(municipality_id=place.id, facet="themes", period=period, cells=values))


def test_the_owner_sees_counts_of_every_municipality(
    context: Context, place: Place, other_place: Place, owner: Person
) -> None:
    hire(context, other_place, email="daar@example.org")
    for _ in range(2):
        tell(context, other_place)
    make_mess(context, other_place)
    with context.store.tenant(other_place.id) as session:
        box = Door(kind="mail", name="own", municipality_id=other_place.id)
        session.add(box)
        session.flush()
        box.state = "login"
    present = come_in(context, owner)
    with context.store.tenant(place.id) as session:
        fares = {one.slug: one for one in list_fares(session, present)}
    there = fares[other_place.slug]
    assert (there.people, there.undecided, there.stuck, there.doors, there.troubled) == (1, 2, 1, 1, 1)
    assert there.last_letter is None
    assert fares[place.slug].people == 1
    assert fares[place.slug].undecided == 0


@pytest.mark.parametrize("role", sorted(set(ROLES) - {EIGENAAR, ONDERSTEUNER}))
def test_the_database_itself_gives_nothing_to_another_session(context: Context, place: Place, role: str) -> None:
    release(context, place, "2026-k1", wonen=(12, True))
    with context.store.tenant(place.id) as session:
        session.execute(text("update municipality set settings = '{\"figures_shared\": true}'"))
    present = come_in(context, hire(context, place, role))
    for hashed in (present.token_hash, b"", b"nobody"):
        with context.store.tenant(place.id) as session:
            given = {"by": hashed}
            assert session.execute(text("select * from installation_state(:by)"), given).all() == []
            assert session.execute(text("select * from shared_releases(:by, 'themes')"), given).all() == []
            assert session.scalar(text("select add_tenant(:by, 'nieuw', 'Nieuw', null)"), given) is None


def test_a_session_counts_in_its_own_municipality_and_while_it_lives(
    context: Context, place: Place, other_place: Place, owner: Person
) -> None:
    present = come_in(context, owner)
    state = text("select count(*) from installation_state(:by)")
    with context.store.tenant(place.id) as session:
        assert session.scalar(state, {"by": present.token_hash}) == 2
    with context.store.tenant(other_place.id) as session:
        assert session.scalar(state, {"by": present.token_hash}) == 0
    with context.store.tenant(place.id) as session:
        session.execute(text("update staff set disabled_at = now()"))
        assert session.scalar(state, {"by": present.token_hash}) == 0


def test_a_municipality_is_added_and_its_first_invited_once(context: Context, place: Place, owner: Person) -> None:
    present = come_in(context, owner)
    with context.store.tenant(place.id) as session:
        add_place(session, present, "nieuwdorp", "Nieuwdorp", "12345")
        for slug, name, nis in (("nieuwdorp", "Nog een", ""), ("x", "X", ""), ("beheer", "B", ""), ("goed", "G", "1")):
            with pytest.raises(Refused):
                add_place(session, present, slug, name, nis)
        invite_first(session, present, "nieuwdorp", "eerste@example.org", COORDINATOR)
        # She is back in her own municipality, and sees nothing of the new one.
        assert session.scalars(select(StaffInvitation.email)).all() == []
        with pytest.raises(Refused):
            invite_first(session, present, "nieuwdorp", "eerste@example.org", EIGENAAR)
        with pytest.raises(NotPossible):
            invite_first(session, present, place.slug, "indringer@example.org", COORDINATOR)
        noted = session.scalars(select(Audit.action).where(Audit.action.like("municipality.%")).order_by(Audit.id))
        assert noted.all() == ["municipality.added", "municipality.invited"]
    with context.store.door() as session:
        added = find_municipality(session, "nieuwdorp")
    with context.store.tenant(added.id) as session:
        assert session.scalars(select(StaffInvitation.email)).all() == ["eerste@example.org"]
        assert session.scalars(select(Audit.action)).all() == ["invited"]


async def test_the_owner_reads_no_words_and_does_it_all_on_one_page(
    panel: ASGIApp, context: Context, place: Place, owner: Person
) -> None:
    signal = tell(context, place)
    with context.store.tenant(place.id) as session:
        session.add(Fiche(municipality_id=place.id, number=1, title="Titel van een fiche"))
    async with browse_as(panel, context, owner) as browser:
        assert (await browser.get("/beheer")).headers["location"] == PATH
        page = await browser.get(PATH)
        assert place.name in page.text
        for words in (STORY, "Titel van een fiche"):
            assert words not in page.text
        for closed in (f"/beheer/signaal/{signal}", "/beheer/fiches", "/beheer/fiche/1", "/beheer/cijfers", SHARED):
            assert (await browser.get(closed)).status_code == 403
        given = {"csrf": field(page, "csrf"), "name": "Nieuwdorp", "slug": "nieuwdorp"}
        assert (await browser.post(PATH, data=given)).status_code == 303
        again = await browser.post(PATH, data=given)
        assert again.status_code == 422
        assert "al in gebruik" in again.text
        who = {"csrf": given["csrf"], "place": "nieuwdorp", "email": "eerste@example.org", "role": COORDINATOR}
        invited = await browser.post(f"{PATH}/uitnodigen", data=who)
        assert "/beheer/uitnodiging/" in invited.text
        taken = await browser.post(f"{PATH}/uitnodigen", data={**who, "place": place.slug})
        assert taken.status_code == 409


async def test_who_supports_sees_what_is_released_and_shared_side_by_side(
    panel: ASGIApp, context: Context, place: Place, other_place: Place, supporter: Person, coordinator: Person
) -> None:
    release(context, place, "2026-k1", wonen=(12, True), mobiliteit=(2, False), **{"*": (14, False)})
    release(context, other_place, "2026-k1", wonen=(31, True))
    release(context, other_place, "2026-k2", wonen=(40, True))
    there = Person(uuid.uuid4(), other_place, "", COORDINATOR, "").present()
    with context.store.tenant(other_place.id) as session:
        assert share_figures(session, there, on=True)
        assert not share_figures(session, there, on=True)
    present = come_in(context, supporter)
    with context.store.tenant(place.id) as session:
        found = read_shared(session, present, "themes", "2026-k1")
        assert found.places == ((other_place.name, {"wonen": 31}),)
        assert found.periods == ("2026-k2", "2026-k1")
    async with browse_as(panel, context, coordinator) as browser:
        page = await browser.get("/beheer/cijfers/delen")
        sent = await browser.post("/beheer/cijfers/delen", data={"csrf": field(page, "csrf"), "on": "ja"})
        assert "worden nu gedeeld" in (await browser.get(sent.headers["location"])).text
    with context.store.tenant(place.id) as session:
        found = read_shared(session, present, "themes", "2026-k1")
        assert dict(found.places) == {place.name: {"wonen": 12}, other_place.name: {"wonen": 31}}
        assert found.keys == ("wonen",)
    async with browse_as(panel, context, supporter) as browser:
        assert (await browser.get("/beheer")).headers["location"] == SHARED
        page = await browser.get(f"{SHARED}?tabel=thema&periode=2026-k1")
        assert f'<th scope="row">{place.name}</th><td>12</td>' in page.text
        for closed in ("/beheer/cijfers", "/beheer/cijfers.csv", "/beheer/fiches", "/beheer/cijfers/delen", PATH):
            assert (await browser.get(closed)).status_code == 403
    with context.store.tenant(other_place.id) as session:
        assert share_figures(session, there, on=False)
    with context.store.tenant(place.id) as session:
        assert [name for name, _ in read_shared(session, present, "themes", "").places] == [place.name]
        noted = session.scalars(select(Audit.action).where(Audit.action == "figures.shared")).all()
        assert noted == ["figures.shared"]
