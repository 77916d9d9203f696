"""Replies to a digest: the token of its address says which it is, and which signal it is about, if one.

The answer to a remark has such a token as well.
"""

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from core.privacy.keys import Keys

# Four bytes each: of the digest, the number of the signal (0: none), and our check: 12 bytes are 20 letters and digits.
_PART, _LENGTH, _ID = 4, 20, 16


@dataclass(frozen=True, slots=True)
class Reply:
    """What a token says: how the id of the row begins that it answers, and the number of the signal (0: of none)."""

    first: bytes
    number: int


def reply_token(keys: Keys, id_: uuid.UUID, number: int = 0) -> str:
    """Make the token of the address that answers go to, of the same form as those of threads."""
    body = id_.bytes[:_PART] + number.to_bytes(_PART, "big")
    return base64.b32encode(body + _check(keys, body)).decode().rstrip("=").lower()


def read_reply(keys: Keys, token: str) -> Reply | None:
    """Read the token of an address; None for that of something else."""
    try:
        plain = base64.b32decode(f"{token.upper()}====") if len(token) == _LENGTH else b""
    except (binascii.Error, ValueError):
        plain = b""
    body, check = plain[: 2 * _PART], plain[2 * _PART :]
    if len(check) != _PART or not hmac.compare_digest(check, _check(keys, body)):
        return None
    return Reply(body[:_PART], int.from_bytes(body[_PART:], "big"))


def begins(column: InstrumentedAttribute[uuid.UUID], first: bytes) -> ColumnElement[bool]:
    """Say which ids begin so."""
    rest = _ID - len(first)
    least, most = (uuid.UUID(bytes=first + byte * rest) for byte in (b"\x00", b"\xff"))
    return column.between(least, most)


def _check(keys: Keys, body: bytes) -> bytes:
    return keys.lookup("digest reply", body.hex())[:_PART]
