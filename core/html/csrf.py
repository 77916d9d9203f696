"""Form tokens: signed, bound to a purpose and to what a form is about; their random part is the form's key.

A form without a session binds its token to its page (`issue(keys, "signaal", slug, link)`): it works on no other.
A form of a signed-in person carries the session's own secret value. The shield checks Origin beside it.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode

from core.errors import NotAllowed
from core.privacy.keys import Keys

_RANDOM = 22
_MAC = 32


def issue(keys: Keys, purpose: str, *bound: str) -> str:
    """Make a token for one form: 22 random characters (the form key) and 32 that sign them."""
    key = secrets.token_urlsafe(17)[:_RANDOM]
    return key + _sign(keys, key, purpose, bound)


def check(keys: Keys, token: str, purpose: str, *bound: str) -> str:
    """Check a token and return its form key; NotAllowed when it was not made for this."""
    key, mac = token[:_RANDOM], token[_RANDOM:]
    if len(token) != _RANDOM + _MAC or not hmac.compare_digest(mac.encode(), _sign(keys, key, purpose, bound).encode()):
        raise NotAllowed("form token")
    return key


def check_same(expected: str, given: str) -> None:
    """Compare the form's value with the session's, in constant time; NotAllowed when they differ or are empty."""
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise NotAllowed("form token")


def _sign(keys: Keys, key: str, purpose: str, bound: tuple[str, ...]) -> str:
    mac = keys.lookup("form", "\x00".join((purpose, key, *bound)))
    return urlsafe_b64encode(mac).decode()[:_MAC]
