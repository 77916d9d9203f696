"""The time trap of a new signal's form: what came too fast for a person is asked to be pressed once more."""

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

from fastapi import Request
from fastapi.responses import Response

from core.context import Context
from core.html.fields import Fields
from web.replies import Desk

SHOWN = "getoond"  # the field that says since when a form is shown
TRAP = "website"  # a field that people do not see and leave empty
# A form that somebody sent before carries this: it is taken whenever it comes.
LONG_AGO = datetime.fromtimestamp(0, UTC)
_MAC, _MOST_DIGITS = 32, 15


def stamp(context: Context, token: str, at: datetime | None = None) -> str:
    """Make the value of the field SHOWN: since when (now, unless given) the form with this token is shown; signed."""
    told = str(int((at or context.clock()).timestamp() * 1000))
    return f"{told}-{_sign(context, token, told)}"


def ask_again(desk: Desk, request: Request, fields: Fields) -> Response | None:
    """Ask to press once more what came too fast, or with the field that nobody sees filled in; None: it may be taken.

    All that was typed goes along. What is pressed once more is taken, however fast.
    """
    token = fields.one("sleutel")
    shown = _read(desk.context, token, fields.one(SHOWN))
    trapped = fields.one(TRAP) and shown != LONG_AGO
    least = desk.context.settings.form_seconds
    late = shown is not None and (desk.context.clock() - shown).total_seconds() >= least
    if not trapped and (late or not least):
        return None
    kept = [(name, value) for name, value in fields.pairs() if name not in {SHOWN, TRAP}]
    query = f"?{request.url.query}" if request.url.query else ""
    return desk.page(
        "core/retry.html",
        "web.hasty-title",
        422,
        message=desk.words.say("web.hasty-text"),
        action=f"{request.url.path}{query}",
        fields=[*kept, (SHOWN, stamp(desk.context, token, LONG_AGO))],
    )


def _read(context: Context, token: str, given: str) -> datetime | None:
    told, _, mac = given.partition("-")
    if not (told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS):
        return None
    if not hmac.compare_digest(mac.encode(), _sign(context, token, told).encode()):
        return None
    return datetime.fromtimestamp(int(told) / 1000, UTC)


def _sign(context: Context, token: str, told: str) -> str:
    mac = context.keys.lookup("form", f"shown\x00{token}\x00{told}")
    return urlsafe_b64encode(mac).decode()[:_MAC]
