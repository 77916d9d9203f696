"""A visit: half an hour in which a browser may see the page of one personal link, held in a sealed cookie."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from fastapi.responses import Response

from core.context import Context
from core.errors import KeyMismatch
from core.privacy.keys import Place

_LASTS = timedelta(minutes=30)
_SEALED_FOR = Place(0, "visit", "cookie")


@dataclass(frozen=True, slots=True)
class Visit:
    """An open visit."""

    link: str
    until: datetime


def open_visit(context: Context, link: str, response: Response) -> Response:
    """Let the browser that gets this response in, for half an hour."""
    until = context.clock() + _LASTS
    sealed = context.keys.seal_json({"link": link, "until": until.isoformat()}, _SEALED_FOR)
    response.set_cookie(
        _name(context),
        urlsafe_b64encode(sealed).decode(),
        max_age=int(_LASTS.total_seconds()),
        path="/",
        secure=_is_secure(context),
        httponly=True,
        samesite="lax",
    )
    return response


def read_visit(context: Context, request: Request) -> Visit | None:
    """Read the visit of a browser; None when there is none, or when it is over."""
    try:
        sealed = urlsafe_b64decode(request.cookies.get(_name(context), "").encode())
        held = context.keys.open_json(sealed, _SEALED_FOR)
        visit = Visit(held["link"], datetime.fromisoformat(held["until"]))
    except (KeyMismatch, binascii.Error, json.JSONDecodeError, UnicodeError, ValueError):
        return None
    return visit if visit.until > context.clock() else None


def close_visit(context: Context, response: Response) -> Response:
    """End the visit."""
    response.delete_cookie(_name(context), path="/", secure=_is_secure(context), httponly=True, samesite="lax")
    return response


def _is_secure(context: Context) -> bool:
    return context.base_url.startswith("https://")


def _name(context: Context) -> str:
    return "__Host-signaal-bezoek" if _is_secure(context) else "signaal-bezoek"
