"""The link in a letter to her own page: signed, for a contact, and it lives as long as that contact is known.

It stands for the personal link that a form gave her: what opens the page behind it is still one button.
"""

import uuid

from core.context import Context
from core.errors import NotFound
from core.feedback.signed import read_signed, sign
from core.privacy.keys import Keys

# Nothing else has this length: a form's link is shorter, and so is the token of a thread.
LENGTH = 40
_PURPOSE, _ID = "mine", 16


def mine_page(context: Context, contact_id: uuid.UUID) -> str:
    """Give the address of the button before her own page; a number of a signal may follow it (`mine_signal`)."""
    return f"{context.base_url}/mijn/{sign(context.keys, _PURPOSE, contact_id.bytes)}"


def mine_signal(page: str, number: int) -> str:
    """Give the same address, leading to one of her signals."""
    return f"{page}?signaal={number}"


def read_mine(keys: Keys, link: str) -> uuid.UUID | None:
    """Give the contact of a link; None for any other personal link, and for one that we did not make."""
    try:
        body = read_signed(keys, _PURPOSE, link) if len(link) == LENGTH else b""
    except NotFound:
        return None
    return uuid.UUID(bytes=body) if len(body) == _ID else None
