"""From an invitation link to the panel, in a browser."""

import httpx
from pyotp.totp import TOTP
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.people.invite import find_invitation, invitation_seed, invite
from core.store.tables import Staff
from tests.admin.panel import CODES, field
from tests.core.people.staffing import EMAIL, PASSWORD


def send(context: Context, place: Place) -> str:
    with context.store.tenant(place.id) as session:
        return f"/beheer/uitnodiging/{invite(session, place.id, EMAIL, 'verwerker')}"


def code_for(context: Context, path: str) -> tuple[str, str]:
    """Read the seed as her app does, and give it with its code."""
    with context.store.door() as session:
        seed = invitation_seed(context, find_invitation(session, context, path.rpartition("/")[2]))
    return seed, TOTP(seed).at(context.clock())


async def test_two_steps_make_an_account_and_sign_in(
    context: Context, place: Place, stranger: httpx.AsyncClient
) -> None:
    path = send(context, place)
    page = await stranger.get(path)
    assert EMAIL in page.text
    assert place.name in page.text
    first = await stranger.post(path, data={"token": field(page, "token"), "password": PASSWORD})
    assert first.headers["location"] == f"{path}/code"
    page = await stranger.get(f"{path}/code")
    seed, code = code_for(context, path)
    assert seed in page.text.replace(" ", "")
    drawn = await stranger.get(f"{path}/code.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.headers["cache-control"] == "no-store"
    wrong = await stranger.post(f"{path}/code", data={"token": field(page, "token"), "code": "12345"})
    assert wrong.status_code == 422
    assert "set-cookie" not in wrong.headers
    done = await stranger.post(f"{path}/code", data={"token": field(page, "token"), "code": code, "role": "beheerder"})
    assert len(set(CODES.findall(done.text))) == 10
    assert done.headers["cache-control"] == "no-store"
    assert (await stranger.get("/beheer")).status_code == 200
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Staff.role)).one() == "verwerker"
    for gone in (path, f"{path}/code", f"{path}/code.svg"):
        assert (await stranger.get(gone)).status_code == 404


async def test_code_of_the_invitation_does_not_sign_in_again(
    context: Context, place: Place, stranger: httpx.AsyncClient
) -> None:
    path = send(context, place)
    token = field(await stranger.get(path), "token")
    await stranger.post(path, data={"token": token, "password": PASSWORD})
    _, code = code_for(context, path)
    await stranger.post(f"{path}/code", data={"token": token, "code": code})
    form = field(await stranger.get("/beheer/aanmelden"), "token")
    given = {"token": form, "email": EMAIL, "password": PASSWORD, "code": code}
    assert (await stranger.post("/beheer/aanmelden", data=given)).status_code == 401


async def test_weak_password_is_refused_in_words(context: Context, place: Place, stranger: httpx.AsyncClient) -> None:
    path = send(context, place)
    token = field(await stranger.get(path), "token")
    for password, words in (("kip", "minstens 12 tekens"), ("Welkom2026!!", "veel mensen"), ("x" * 129, "128 tekens")):
        answer = await stranger.post(path, data={"token": token, "password": password})
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{password}"' not in answer.text
    assert (await stranger.get(f"{path}/code")).status_code == 404


async def test_unknown_and_used_links_read_the_same(
    context: Context, place: Place, stranger: httpx.AsyncClient
) -> None:
    pages = {(await stranger.get(f"/beheer/uitnodiging/{token}")).text for token in ("onzin", "x" * 22, "y" * 5000)}
    assert len(pages) == 1


async def test_form_of_another_invitation_is_refused(
    context: Context, place: Place, stranger: httpx.AsyncClient
) -> None:
    path = send(context, place)
    for token in ("", field(await stranger.get("/beheer/aanmelden"), "token")):
        answer = await stranger.post(path, data={"token": token, "password": PASSWORD})
        assert answer.status_code == 403
