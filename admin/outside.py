"""Signing in by one's organisation: off to its provider, and back with a code that is judged.

What the browser must show when it comes back is sealed in a cookie of its own, which works once and for ten minutes.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import httpx2
from fastapi import Response
from fastapi.responses import RedirectResponse

from admin.desk import PREFIX, Desk, Knock
from admin.entrance import leave
from core.errors import KeyMismatch, NotFound
from core.municipalities import Place, find_municipality
from core.people.audit import note
from core.people.claims import Unvouched, judge_token
from core.people.exchange import Unreachable, Ways, begin_exchange, end_exchange
from core.people.outside import admit
from core.people.outside_reach import may_reach
from core.people.provider import Provider, open_provider
from core.privacy import keys
from core.store.engine import bind

_MINUTES = 10
_SEALED_FOR = keys.Place(0, "outside", "cookie")


@dataclass(frozen=True, slots=True)
class _Way:
    place: Place
    provider: Provider
    secret: str
    back: str


def add_outside(desk: Desk, transport: httpx2.BaseTransport | None = None) -> None:
    """Add the routes. `transport`: how the provider is reached, in tests, where no name leads anywhere."""
    ways = Ways(lambda url: transport is not None or may_reach(desk.context.settings, url), transport)
    cookie = "__Host-signaal-outside" if desk.secure else "signaal-outside"

    def begin(knock: Knock) -> Response:
        try:
            way = _find_way(desk, knock.path["slug"])
            begun = begin_exchange(way.provider, way.back, ways)
        except NotFound:
            return desk.page("outside_refused", status=404, why="none")
        except Unreachable:
            return desk.page("outside_refused", status=502, why="away")
        held = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "slug": way.place.slug}
        held |= {"link": knock.query.one("uitnodiging"), "until": int(desk.context.clock().timestamp()) + _MINUTES * 60}
        answer = RedirectResponse(begun.url, status_code=303, headers={"cache-control": "no-store"})
        sealed = urlsafe_b64encode(desk.context.keys.seal_json(held, _SEALED_FOR)).decode()
        answer.set_cookie(
            cookie, sealed, path="/", max_age=_MINUTES * 60, secure=desk.secure, httponly=True, samesite="lax"
        )
        return answer

    def end(knock: Knock) -> Response:
        answer = _come_back(desk, knock, ways)
        answer.delete_cookie(cookie, path="/", secure=desk.secure, httponly=True, samesite="lax")
        return answer

    desk.open_get("/organisatie/{slug}", cookie)(begin)
    desk.open_get("/organisatie/{slug}/terug", cookie)(end)


def _find_way(desk: Desk, slug: str) -> _Way:
    with desk.context.store.door() as session:
        place = find_municipality(session, slug)
        bind(session, place.id)
        provider, secret = open_provider(session, desk.context)
    return _Way(place, provider, secret, f"{desk.context.base_url}{PREFIX}/organisatie/{slug}/terug")


def _come_back(desk: Desk, knock: Knock, ways: Ways) -> Response:
    held = _open(desk, knock)
    given = (knock.query.one("state"), knock.path["slug"])
    if held is None or not all(
        hmac.compare_digest(one.encode(), two.encode())
        for one, two in zip(given, (held["state"], held["slug"]), strict=True)
    ):
        return desk.page("outside_refused", status=400, why="late")
    try:
        way = _find_way(desk, given[1])
        token, keys_ = end_exchange(way.provider, way.secret, way.back, knock.query.one("code"), held["verifier"], ways)
    except NotFound:
        return desk.page("outside_refused", status=404, why="none")
    except Unreachable:
        return desk.page("outside_refused", status=502, why="away")
    try:
        now = int(desk.context.clock().timestamp())
        vouched = judge_token(way.provider, token, keys_, held["nonce"], now)
        with desk.context.store.tenant(way.place.id) as session:
            session_token = admit(session, desk.context, way.place, way.provider, vouched, held["link"])
    except (Unvouched, NotFound) as wrong:
        why = wrong.why if isinstance(wrong, Unvouched) else "link"
        with desk.context.store.tenant(way.place.id) as session:
            note(session, way.place.id, None, "sign-in.refused", reason=why)
        return desk.page("outside_refused", status=403, why=why)
    leave(desk, knock)
    return desk.let_in(session_token, PREFIX)


def _open(desk: Desk, knock: Knock) -> dict[str, Any] | None:
    try:
        held = desk.context.keys.open_json(urlsafe_b64decode(knock.extra.encode()), _SEALED_FOR)
    except (KeyMismatch, ValueError):
        return None
    return held if held["until"] >= desk.context.clock().timestamp() else None
