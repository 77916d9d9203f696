"""Signed links: a token that does one thing with one row, made with our key; nothing of it is stored."""

import base64
import binascii
import hmac

from core.errors import NotFound
from core.privacy.keys import Keys

_CHECK = 9
_LONGEST = 120


def sign(keys: Keys, purpose: str, body: bytes) -> str:
    """Make the token of a link, in small letters and digits. Nobody else can make one, nor turn it to another use."""
    return base64.b32encode(body + _check(keys, purpose, body)).decode().rstrip("=").lower()


def read_signed(keys: Keys, purpose: str, token: str) -> bytes:
    """Give what a token carries. Raises NotFound for one that we did not make for this purpose."""
    try:
        padded = token.upper() + "=" * (-len(token) % 8)
        plain = base64.b32decode(padded) if len(token) <= _LONGEST and token == token.lower() else b""
    except (binascii.Error, ValueError):
        plain = b""
    body, check = plain[:-_CHECK], plain[-_CHECK:]
    if not body or not hmac.compare_digest(check, _check(keys, purpose, body)):
        raise NotFound("link")
    return body


def _check(keys: Keys, purpose: str, body: bytes) -> bytes:
    return keys.lookup(f"link {purpose}", body.hex())[:_CHECK]
