"""Signing in by one's organisation, against a provider of our own: who comes in, as what, and who does not."""

import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import httpx
import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import RSAKey
from sqlalchemy import select

from admin.routes import make_router
from core.context import Context
from core.errors import Refused
from core.html.shield import Shield
from core.municipalities import Place
from core.people.invite import invite
from core.people.outside_reach import may_reach
from core.people.provider import Provider, set_provider
from core.store.tables import Audit, SignInProvider, Staff
from core.work import retry_job
from tests.admin.panel import browse, field
from tests.admin.standin_provider import CLIENT, ISSUER, KBO, OTHER_KBO, SECRET, StandinProvider
from tests.admin.walking import Unasked
from tests.core.people.staffing import Person

PROVIDER = Provider(ISSUER, CLIENT, KBO, roles={"Verwerker": "verwerker", "Lid": "werkgroep"}, active=True)


@pytest.fixture(scope="module")
def standin() -> StandinProvider:
    return StandinProvider()


@pytest.fixture
def provider(standin: StandinProvider, context: Context, place: Place, coordinator: Person) -> StandinProvider:
    standin.claims, standin.left, standin.key, standin.algorithm = {}, set(), standin.known, "RS256"
    with context.store.tenant(place.id) as session:
        set_provider(session, context, coordinator.present(), PROVIDER, SECRET)
    return standin


@pytest.fixture
async def comer(context: Context, provider: StandinProvider) -> AsyncGenerator[httpx.AsyncClient]:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    transport = httpx2.MockTransport(provider.answer)
    app.include_router(make_router(context, retry_job, Unasked(), provider=transport))
    async with browse(Shield(app, context)) as browser:
        yield browser


async def come(browser: httpx.AsyncClient, provider: StandinProvider, place: Place, **query: str) -> httpx.Response:
    """Go to the provider, sign in there, and come back."""
    begun = await browser.get(f"/beheer/organisatie/{place.slug}", params=query)
    assert begun.status_code == 303, begun.text
    back = provider.authorise(begun.headers["location"])
    return await browser.get(f"/beheer/organisatie/{place.slug}/terug", params=back)


def everyone(context: Context, place: Place) -> dict[str, str]:
    with context.store.tenant(place.id) as session:
        return {staff.email: staff.role for staff in session.scalars(select(Staff))}


@pytest.mark.parametrize("roles", [f"Verwerker:{OTHER_KBO},{KBO}", ["Onbekend", f"Verwerker:{KBO}"], "Verwerker"])
async def test_who_has_a_role_here_comes_in_and_has_an_account(
    context: Context, place: Place, provider: StandinProvider, comer: httpx.AsyncClient, roles: Any
) -> None:
    provider.claims = {"lokaalsignaal_rol_3d": roles, "email": "An.Peeters@example.org"}
    for _ in range(2):  # the second time it is the same account
        came = await come(comer, provider, place)
        assert came.status_code == 303, came.text
    assert "signaalverwerker" in (await comer.get("/beheer/account")).text
    assert everyone(context, place)["an.peeters@example.org"] == "verwerker"
    provider.claims["lokaalsignaal_rol_3d"] = f"Lid:{KBO}"
    await come(comer, provider, place)
    assert everyone(context, place)["an.peeters@example.org"] == "werkgroep"


@pytest.mark.parametrize(
    ("claims", "left", "why"),
    [
        ({"nonce": "een andere"}, "", "token"),
        ({}, "nonce", "token"),
        ({"aud": "een-andere-toepassing"}, "", "token"),
        ({"iss": "https://elders.example.org"}, "", "token"),
        ({"exp": int(time.time()) - 600, "iat": int(time.time()) - 900}, "", "token"),
        ({}, "exp", "token"),
        ({"vo_orgcode": OTHER_KBO}, "", "organisation"),
        ({}, "vo_orgcode", "organisation"),
        ({"lokaalsignaal_rol_3d": [f"Verwerker:{OTHER_KBO}"]}, "", "role"),
        ({"lokaalsignaal_rol_3d": f"Baas:{KBO}"}, "", "role"),
        ({"lokaalsignaal_rol_3d": {"Verwerker": KBO}}, "", "role"),
        ({}, "lokaalsignaal_rol_3d", "role"),
    ],
)
async def test_who_is_not_vouched_for_stays_out(
    context: Context,
    place: Place,
    provider: StandinProvider,
    comer: httpx.AsyncClient,
    claims: Any,
    left: str,
    why: str,
) -> None:
    before = everyone(context, place)
    provider.claims, provider.left = claims, {left}
    answer = await come(comer, provider, place)
    assert answer.status_code == 403
    assert (await comer.get("/beheer/account")).status_code == 303
    assert everyone(context, place) == before
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Audit.reason).where(Audit.action == "sign-in.refused")).all() == [why]


async def test_another_key_or_algorithm_is_no_signature(
    place: Place, provider: StandinProvider, comer: httpx.AsyncClient
) -> None:
    provider.algorithm = "PS256"
    assert (await come(comer, provider, place)).status_code == 403
    provider.algorithm, provider.key = "RS256", RSAKey.generate_key(2048, parameters={"kid": "een"})
    assert (await come(comer, provider, place)).status_code == 403


async def test_who_comes_back_without_having_left_or_twice_is_sent_away(
    place: Place, provider: StandinProvider, comer: httpx.AsyncClient
) -> None:
    path = f"/beheer/organisatie/{place.slug}"
    back = provider.authorise((await comer.get(path)).headers["location"])
    assert (await comer.get(f"{path}/terug", params={**back, "state": "x"})).status_code == 400
    assert (await comer.get(f"{path}/terug", params=back)).status_code == 400  # the cookie worked once
    assert (await come(comer, provider, place)).status_code == 303


async def test_an_address_leads_to_no_account_and_an_invitation_does(
    context: Context, place: Place, provider: StandinProvider, comer: httpx.AsyncClient, coordinator: Person
) -> None:
    provider.claims = {"sub": "lut-1", "email": coordinator.email}
    assert (await come(comer, provider, place)).status_code == 403
    with context.store.tenant(place.id) as session:
        token = invite(session, place.id, "gast@example.org", "verwerker", coordinator.present())
    assert (await come(comer, provider, place, uitnodiging=token)).headers["location"] == "/beheer"
    assert everyone(context, place)["gast@example.org"] == "verwerker"
    provider.claims = {"sub": "lut-2"}
    assert (await come(comer, provider, place, uitnodiging=token)).status_code == 403


async def test_who_is_disabled_stays_out(
    context: Context, place: Place, provider: StandinProvider, comer: httpx.AsyncClient
) -> None:
    await come(comer, provider, place)
    with context.store.tenant(place.id) as session:
        made = session.scalars(select(Staff).where(Staff.email.like("%.invalid"))).one()
        made.disabled_at = context.clock()
    assert (await come(comer, provider, place)).status_code == 403


async def test_another_municipality_has_its_own_or_none(
    other_place: Place, provider: StandinProvider, comer: httpx.AsyncClient
) -> None:
    assert provider
    assert (await comer.get(f"/beheer/organisatie/{other_place.slug}")).status_code == 404
    assert (await comer.get("/beheer/organisatie/nergens")).status_code == 404


def test_the_secret_is_sealed_and_goes_with_its_provider(
    context: Context, place: Place, provider: StandinProvider, coordinator: Person
) -> None:
    assert provider
    with context.store.tenant(place.id) as session:
        assert SECRET.encode() not in session.scalars(select(SignInProvider.secret)).one()
        set_provider(session, context, coordinator.present(), replace(PROVIDER, active=False), "")
        elsewhere = replace(PROVIDER, issuer="https://elders.example.org")
        for wrong in (
            elsewhere,
            replace(PROVIDER, issuer="http://op.example.org"),
            replace(PROVIDER, roles={"x": "eigenaar"}),
        ):
            with pytest.raises(Refused):
                set_provider(session, context, coordinator.present(), wrong, "")


@pytest.mark.parametrize(
    ("address", "networks", "may"),
    [
        ("https://127.0.0.1:1/op", "", False),
        ("https://[::ffff:10.0.0.1]/op", "", False),
        ("https://169.254.169.254/", "", False),
        ("https://localhost/op", "", False),
        ("https://10.1.2.3/op", "10.0.0.0/8", True),
        ("https://10.1.2.3/op", "192.168.0.0/16", False),
        ("https://8.8.8.8/op", "", True),
        ("http://8.8.8.8/op", "", False),
        ("https:///op", "", False),
    ],
)
def test_a_service_in_a_private_network_is_the_keepers_to_allow(
    context: Context, address: str, networks: str, *, may: bool
) -> None:
    assert may_reach(context.settings.model_copy(update={"sign_in_networks": networks}), address) is may


async def test_a_service_that_may_not_be_reached_is_not_asked(
    context: Context, place: Place, provider: StandinProvider, coordinator: Person, stranger: httpx.AsyncClient
) -> None:
    assert provider
    page = await stranger.get("/beheer/aanmelden")
    assert f'href="/beheer/organisatie/{place.slug}"' in page.text
    with context.store.tenant(place.id) as session:
        inside = replace(PROVIDER, issuer="https://127.0.0.1:1")
        set_provider(session, context, coordinator.present(), inside, SECRET)
    assert (await stranger.get(f"/beheer/organisatie/{place.slug}")).status_code == 502
    with context.store.tenant(place.id) as session:
        set_provider(session, context, coordinator.present(), replace(inside, active=False), "")
    assert "/beheer/organisatie/" not in (await stranger.get("/beheer/aanmelden")).text


async def test_who_runs_the_accounts_sets_it(lead: httpx.AsyncClient) -> None:
    page = await lead.get("/beheer/aanmelding")
    given = {"csrf": field(page, "csrf"), "issuer": ISSUER, "client_id": CLIENT, "organisation": KBO, "secret": SECRET}
    given |= {"scopes": "openid vo", "organisation_claim": "vo_orgcode", "role_claim": "rol", "active": "ja"}
    wrong = await lead.post("/beheer/aanmelding", data={**given, "roles": "Verwerker = baas"})
    assert wrong.status_code == 422
    assert "Verwerker = baas" in wrong.text
    assert SECRET not in wrong.text
    assert (await lead.post("/beheer/aanmelding", data={**given, "roles": "Verwerker = verwerker"})).status_code == 303
    assert SECRET not in (await lead.get("/beheer/aanmelding")).text
