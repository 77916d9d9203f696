"""Links of drafts, which are also personal links: made of the key of the form that began the draft, and recognised."""

import re
from base64 import urlsafe_b64encode

from core.errors import NotFound
from core.feedback.mine_link import LENGTH
from core.privacy.keys import Keys

_SIZE = 22
_LINK = re.compile(rf"[A-Za-z0-9_-]{{{_SIZE}}}")
# The link of a letter to one's own page, signed (core.feedback.mine_link).
_MINE = re.compile(rf"[a-z2-7]{{{LENGTH}}}")
# What a letter about a signal carries; it stands in an address that others may see, so it opens nobody's own page.
_THREAD = re.compile(r"[a-z2-7]{20}")


def link_of(keys: Keys, key: str) -> str:
    """Make the link of a draft of a form key, so that a repeated post leads to the same page."""
    return urlsafe_b64encode(keys.lookup("page", key)).decode()[:_SIZE]


def checked(link: str) -> str:
    """Give the link back if it could be one; NotFound otherwise."""
    if not _LINK.fullmatch(link):
        raise NotFound("page")
    return link


def checked_mine(link: str) -> str:
    """Give a personal link back if it could be one, a form's or a letter's; NotFound otherwise."""
    return link if _MINE.fullmatch(link) else checked(link)


def checked_page(link: str) -> str:
    """Give the link of a signal's page back if it could be one, also a letter's; NotFound otherwise."""
    return link if is_thread(link) else checked(link)


def is_thread(link: str) -> bool:
    """Tell whether a link is one that stands in letters."""
    return _THREAD.fullmatch(link) is not None
