"""Refusals: whose fault a relay's `no` is: the address's, the letter's, the relay's, or only this moment's."""

import re

_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
# Codes that speak of a mailbox (unknown, moved, full, misspelled).
_OF_MAILBOX = frozenset({550, 551, 552, 553, 554, 556})
# Enhanced codes that say that an address is not there: RFC 3463 and the registry of IANA.
_GONE = frozenset({("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")})
# Classes that speak of addresses and mailboxes; the others of systems, routes, protocols and policy.
_CLASSES = frozenset({"1", "2"})
# Of the sender, though in the class of addresses.
_SENDER = frozenset({("1", "7"), ("1", "8")})
_POLICY = re.compile(
    r"relay|denied|block|spam|policy|authenti|not (?:permitted|allowed)|blacklist|reject.*sender", re.IGNORECASE
)


def is_gone(code: int, said: str, *, at_recipient: bool) -> bool:
    """Tell whether a refusal for good (5xx) says that the address is gone, so that nothing more is to be sent there.

    To RCPT that is what a refusal means, unless its enhanced code or, where it has none, its words speak of something
    else: a relay that does not let us in would otherwise pause every address. Elsewhere only an enhanced code says so.
    """
    enhanced = _ENHANCED.search(said)
    if enhanced:
        which = (enhanced[1], enhanced[2])
        return which in _GONE or (at_recipient and which[0] in _CLASSES and which not in _SENDER)
    return at_recipient and code in _OF_MAILBOX and not _POLICY.search(said)
