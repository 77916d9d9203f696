"""Replies to a digest: the token of its address says which signal it is about, or that it is about none."""

import base64
import binascii
import hmac
import uuid

from core.privacy.keys import Keys

# Four bytes each: of the digest, the number of the signal (0: none), and our check: 12 bytes are 20 letters and digits.
_PART, _LENGTH = 4, 20


def reply_token(keys: Keys, sent_id: uuid.UUID, number: int) -> str:
    """Make the token of the address that answers to a digest go to, of the same form as those of threads."""
    body = sent_id.bytes[:_PART] + number.to_bytes(_PART, "big")
    return base64.b32encode(body + _check(keys, body)).decode().rstrip("=").lower()


def read_reply(keys: Keys, token: str) -> int | None:
    """Give the number of the signal that a digest was about, 0 for none; None for the token of something else."""
    try:
        plain = base64.b32decode(f"{token.upper()}====") if len(token) == _LENGTH else b""
    except (binascii.Error, ValueError):
        plain = b""
    body, check = plain[: 2 * _PART], plain[2 * _PART :]
    if len(check) != _PART or not hmac.compare_digest(check, _check(keys, body)):
        return None
    return int.from_bytes(body[_PART:], "big")


def _check(keys: Keys, body: bytes) -> bytes:
    return keys.lookup("digest reply", body.hex())[:_PART]
