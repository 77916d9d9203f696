"""Tokens in addresses: a plus-address leads a reply to its thread, a bounce address a letter that comes back."""

import base64
import binascii
import hmac
import re
import uuid
from dataclasses import dataclass

from core.privacy.keys import Keys

_BOUNCES = "b"
_THREAD = re.compile(r"[a-z2-7]{20}")
# A letter's id (16 bytes) and the first bytes of its keyed hash: 25 bytes are 40 letters and digits, without padding.
_SIGNED = re.compile(r"[a-z2-7]{40}")
_ID, _CHECK = 16, 9


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address of ours taken apart: `name` before the plus, `token` after it, `domain`; all in lower case."""

    name: str = ""
    token: str = ""
    domain: str = ""


def thread_address(slug: str, token: str, domain: str) -> str:
    """Write the address that answers in a thread go to; without a token: the municipality's own address."""
    return f"{slug}+{token}@{domain}" if token else f"{slug}@{domain}"


def bounce_address(keys: Keys, letter: uuid.UUID, domain: str) -> str:
    """Write the envelope sender of a letter. Nobody else can make one, so nobody can pretend that a letter bounced."""
    return f"{_BOUNCES}+{_encode(letter.bytes + _check(keys, letter))}@{domain}"


def read_mailbox(address: str) -> Mailbox:
    """Take an address apart; gateways fold case, so case says nothing."""
    local, _, domain = address.strip().strip("<>").casefold().rpartition("@")
    name, _, token = local.partition("+")
    return Mailbox(name, token, domain.rstrip("."))


def thread_token(mailbox: Mailbox) -> str:
    """Give the token of a thread; empty when the address carries none."""
    return mailbox.token if mailbox.name != _BOUNCES and _THREAD.fullmatch(mailbox.token) else ""


def is_bounce_address(mailbox: Mailbox) -> bool:
    """Tell whether only what comes back is sent to this address."""
    return mailbox.name == _BOUNCES


def returned_letter(keys: Keys, mailbox: Mailbox) -> uuid.UUID | None:
    """Give the letter whose bounce address this is; None when it is no bounce address, or one that we did not make."""
    if mailbox.name != _BOUNCES or not _SIGNED.fullmatch(mailbox.token):
        return None
    try:
        plain = base64.b32decode(mailbox.token.upper())
    except binascii.Error:
        return None
    letter = uuid.UUID(bytes=plain[:_ID])
    return letter if hmac.compare_digest(plain[_ID:], _check(keys, letter)) else None


def _check(keys: Keys, letter: uuid.UUID) -> bytes:
    return keys.lookup("verp", str(letter))[:_CHECK]


def _encode(plain: bytes) -> str:
    return base64.b32encode(plain).decode().lower()
