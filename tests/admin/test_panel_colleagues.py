"""The page Collega's, and one's own second factor: links shown once, changes with a form, nobody locked out."""

import re
from html import unescape

import httpx
import pytest
from pyotp.totp import TOTP
from sqlalchemy import select
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from core.people.passwords import Passwords
from core.people.sign_in import Given, sign_in
from core.store.tables import Audit, Staff
from tests.admin.panel import CODES, browse, browse_as, field
from tests.core.people.staffing import PASSWORD, Person, hire

NEW = "an.claes@example.org"


def link_on(page: httpx.Response) -> str:
    """Read the link that was just made, as a path."""
    found = re.search(r'<p class="address">http://127\.0\.0\.1:1(/beheer/[^<]+)</p>', page.text)
    assert found, page.text
    return unescape(found[1])


async def test_an_invitation_is_made_shown_once_and_revoked(
    lead: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    page = await lead.get("/beheer/mensen")
    csrf = field(page, "csrf")
    made = await lead.post("/beheer/mensen", data={"csrf": csrf, "email": NEW, "role": "verwerker"})
    assert made.status_code == 200
    link = link_on(made)
    assert NEW in (await stranger.get(link)).text
    again = await lead.get("/beheer/mensen")
    assert link.rpartition("/")[2] not in again.text
    assert NEW in again.text
    revoke = re.search(r'action="(/beheer/mensen/uitnodiging/[^"]+)"', again.text)
    assert revoke
    assert (await lead.post(revoke[1], data={"csrf": csrf})).status_code == 303
    assert (await stranger.get(link)).status_code == 404
    assert (await lead.post(revoke[1], data={"csrf": csrf})).status_code == 404


@pytest.mark.parametrize(
    ("email", "role", "status"),
    [("geen adres", "verwerker", 422), ("noor.peeters@example.org", "verwerker", 422), (NEW, "beheerder", 403),
     (NEW, "onzin", 422)],
)  # fmt: skip
async def test_what_cannot_be_invited_is_said(
    lead: httpx.AsyncClient, processor: Person, email: str, role: str, status: int
) -> None:
    csrf = field(await lead.get("/beheer/mensen"), "csrf")
    answer = await lead.post("/beheer/mensen", data={"csrf": csrf, "email": email, "role": role})
    assert answer.status_code == status
    assert "/beheer/uitnodiging/" not in answer.text


async def test_a_colleague_goes_out_and_comes_back(
    context: Context, place: Place, lead: httpx.AsyncClient, browser: httpx.AsyncClient, processor: Person
) -> None:
    csrf = field(await lead.get("/beheer/mensen"), "csrf")
    at = f"/beheer/mensen/{processor.id}"
    assert (await lead.post(f"{at}/uit", data={"csrf": csrf})).headers["location"] == "/beheer/mensen?gedaan=uit"
    assert (await browser.get("/beheer")).status_code == 303
    assert "Kan niet meer aanmelden" in (await lead.get("/beheer/mensen")).text
    assert (await lead.post(f"{at}/aan", data={"csrf": csrf})).status_code == 303
    answer = await lead.post(f"{at}/rol", data={"csrf": csrf, "role": "coordinator"})
    assert answer.status_code == 303
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Staff.role).where(Staff.email == processor.email)).one() == "coordinator"
        noted = {row.action for row in session.scalars(select(Audit))}
    assert {"staff.disabled", "staff.enabled", "role.changed"} <= noted


async def test_nobody_changes_herself_or_a_neighbour(
    context: Context, other_place: Place, lead: httpx.AsyncClient, coordinator: Person
) -> None:
    neighbour = hire(context, other_place, email="buur@example.org")
    csrf = field(await lead.get("/beheer/mensen"), "csrf")
    own = await lead.post(f"/beheer/mensen/{coordinator.id}/uit", data={"csrf": csrf})
    assert own.status_code == 409
    assert "iemand overblijven" in own.text
    assert (await lead.get("/beheer")).status_code == 200
    for act in ("uit", "aan", "rol", "factor"):
        answer = await lead.post(f"/beheer/mensen/{neighbour.id}/{act}", data={"csrf": csrf, "role": "verwerker"})
        assert answer.status_code == 404


async def test_a_lost_phone_gets_a_new_app_with_a_link_and_her_password(
    context: Context, lead: httpx.AsyncClient, processor: Person, stranger: httpx.AsyncClient
) -> None:
    csrf = field(await lead.get("/beheer/mensen"), "csrf")
    path = link_on(await lead.post(f"/beheer/mensen/{processor.id}/factor", data={"csrf": csrf}))
    page = await stranger.get(path)
    assert "code.svg" not in page.text
    wrong = await stranger.post(path, data={"token": field(page, "token"), "password": "iets-anders-en-lang"})
    assert wrong.status_code == 422
    assert "data:image" not in wrong.text
    shown = await stranger.post(path, data={"token": field(page, "token"), "password": PASSWORD})
    assert "data:image/svg+xml" in shown.text
    seed = re.search(r'<code class="address">([A-Z2-7 ]+)</code>', shown.text)
    assert seed
    fields = {"token": field(shown, "token"), "sealed": field(shown, "sealed")}
    # The seed of the page is sealed: another cannot be put in its place, nor the page skipped.
    for forged in ({"sealed": ""}, {"sealed": "A" * 80}, {"token": field(page, "token")}):
        assert (await stranger.post(f"{path}/code", data={**fields, "code": "000000", **forged})).status_code == 403
    assert (await stranger.post(f"{path}/code", data={**fields, "code": "000000"})).status_code == 422
    code = TOTP(seed[1].replace(" ", "")).at(context.clock())
    done = await stranger.post(f"{path}/code", data={**fields, "code": code})
    assert len(set(CODES.findall(done.text))) == 10
    assert (await stranger.get("/beheer")).status_code == 200
    assert (await stranger.get(path)).status_code == 404
    old = Given(processor.email, PASSWORD, processor.code(context.clock()), "192.0.2.7")
    assert sign_in(context, Passwords(), old) is None


async def test_new_recovery_codes_need_password_and_code(
    context: Context, browser: httpx.AsyncClient, processor: Person
) -> None:
    page = await browser.get("/beheer/account")
    assert "0 van de 10" in page.text
    given = {"csrf": field(page, "csrf"), "password": PASSWORD, "code": processor.code(context.clock())}
    for wrong in ({"password": "iets-anders-en-lang"}, {"code": "000000"}):
        answer = await browser.post("/beheer/account/herstelcodes", data={**given, **wrong})
        assert answer.status_code == 422
        assert CODES.findall(answer.text) == []
    made = await browser.post("/beheer/account/herstelcodes", data=given)
    codes = CODES.findall(made.text)
    assert len(set(codes)) == 10
    assert "10 van de 10" in (await browser.get("/beheer/account")).text
    used = await browser.post("/beheer/account/factor", data={**given, "code": codes[0]})
    assert used.headers["location"].startswith("/beheer/factor/")
    assert "9 van de 10" in (await browser.get("/beheer/account")).text


async def test_a_recovery_code_signs_in(
    context: Context, browser: httpx.AsyncClient, processor: Person, panel: ASGIApp
) -> None:
    page = await browser.get("/beheer/account")
    given = {"csrf": field(page, "csrf"), "password": PASSWORD, "code": processor.code(context.clock())}
    codes = CODES.findall((await browser.post("/beheer/account/herstelcodes", data=given)).text)
    async with browse(panel) as elsewhere:
        for expected in (303, 401):
            form = field(await elsewhere.get("/beheer/aanmelden"), "token")
            typed = {"token": form, "email": processor.email, "password": PASSWORD, "code": codes[4]}
            assert (await elsewhere.post("/beheer/aanmelden", data=typed)).status_code == expected


async def test_a_keeper_of_accounts_sees_no_signals_and_may_do_this(
    context: Context, place: Place, panel: ASGIApp
) -> None:
    async with browse_as(panel, context, hire(context, place, "beheerder", "it@example.org")) as keeper:
        page = await keeper.get("/beheer/mensen")
        assert 'value="beheerder"' in page.text
    async with browse_as(panel, context, hire(context, place, "verwerker", "v@example.org")) as worker:
        assert (await worker.get("/beheer/mensen")).status_code == 403
        assert "/beheer/mensen" not in (await worker.get("/beheer")).text
