"""Bounces: which letter came back, and whether it will never arrive."""

import re
import uuid
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from flufl.bounce import all_failures  # pyright: ignore[reportUnknownVariableType]  # its argument has no type

from core.privacy.keys import Keys
from mail.tokens import Mailbox, returned_letter
from mail.understand.limits import Weight, weigh

_ACTION = re.compile(rb"^Action[ \t]*:[ \t]*([A-Za-z-]{1,20})", re.MULTILINE | re.IGNORECASE)
_STATUS = re.compile(rb"^Status[ \t]*:[ \t]*([245])\.\d{1,3}\.\d{1,3}", re.MULTILINE | re.IGNORECASE)
_SAID = re.compile(rb"\b([45])\.\d\.\d{1,3}\b|\b([45])\d\d[ -]")
_OWN_ID = re.compile(rb"<ls\.(?:[0-9a-f]{32}|none)\.([0-9a-f]{32})@([a-z0-9.-]{1,255})>", re.IGNORECASE)
_LOOKED_AT = 512 * 1024


def find_letter(keys: Keys, mailbox: Mailbox, raw: bytes, domain: str, *, is_bounce: bool) -> uuid.UUID | None:
    """Find the letter that came back: by the address it was sent from, else by its own Message-ID in what came back."""
    letter = returned_letter(keys, mailbox)
    if letter or not is_bounce:
        return letter
    for found in _OWN_ID.finditer(raw, 0, _LOOKED_AT):
        if found[2].decode().casefold() == domain:
            return uuid.UUID(found[1].decode())
    return None


def is_final(raw: bytes) -> bool:
    """Tell whether a bounce says that its letter will never arrive.

    By what a standard report says (RFC 3464: `failed` is final, `delayed` is not), else by what flufl.bounce makes of
    an old or odd one, else by the first reply code in it; one that tells nothing is final, as most are.
    """
    looked = raw[:_LOOKED_AT]
    actions = {found[1].lower() for found in _ACTION.finditer(looked)}
    if actions:
        return b"failed" in actions
    statuses = {found[1] for found in _STATUS.finditer(looked)}
    if statuses:
        return b"5" in statuses
    temporary, permanent = _by_flufl(looked)
    if permanent or temporary:
        return bool(permanent)
    code = _SAID.search(looked)
    return code is None or b"5" in code.groups()


def _by_flufl(raw: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Give the addresses that fail for now and for ever, as flufl.bounce finds them; it raises on odd mails."""
    try:
        if weigh(raw) is not Weight.LIGHT:
            return frozenset(), frozenset()
        message: Message = BytesParser(policy=compat32).parsebytes(raw)
        temporary, permanent = all_failures(message)
        return frozenset(map(str, temporary)), frozenset(map(str, permanent))
    except Exception:  # noqa: BLE001 # 4 of 932 mails of the public sets raise in it, each something else
        return frozenset(), frozenset()
