"""Recognise spam: what the server in front says, then a short table of phrases that no worker writes together."""

import re

from mail.understand.parsed import Parsed

_LEVEL = re.compile(r"\*{5,}")
_SCL = re.compile(r"(?i)\bSCL:([5-9])\b")
_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"\b(?:million|billion|miljoen|millions?) (?:\w+ ){0,3}(?:dollars?|usd|euros?|pounds)"
            r"|\$ ?\d[\d.,]*(?: ?(?:million|m\b|,000))|\bUS\$"
        ),
        (
            r"next of kin|deceased (?:client|customer)|late (?:husband|client|father)|beneficiary|inheritance"
            r"|bank account (?:details|number)"
        ),
        (
            r"\b(?:home|personal|business|cash|mortgage) loans?\b|pre-?approved|low(?:est)? (?:interest )?rates?"
            r"|refinanc|fixed rate"
        ),
        (
            r"limited[- ]time (?:offer|opportunity)|act now|click (?:here|below)|enter here|visit our website"
            r"|100% (?:free|guaranteed)|risk[- ]free"
        ),
        (
            r"viagra|cialis|pharmacy|weight loss|enlarge|casino|lottery|jackpot|you have won|winning (?:number"
            r"|notification)"
        ),
        (
            r"dear (?:friend|homeowner|beloved|sir/madam|winner|beneficiary)|greetings in the name"
            r"|strictly confidential|utmost (?:secrecy|confidence)"
        ),
        r"turn off notif|to (?:be removed|stop receiving)|unsubscribe here|opt[- ]out|no longer wish to receive",
        (
            r"work from home|earn (?:up to )?[$€]|make money|investment opportunity|bitcoin|crypto(?:currency)?"
            r"|forex|seo (?:services|ranking)|backlinks"
        ),
        (
            r"western union|money ?gram|transfer (?:of )?(?:the )?(?:sum|fund|money)|fund transfer|atm card"
            r"|foreign (?:affairs|remittance)|reserve bank|central bank"
        ),
    )
)
_NEEDED = 3


def spam(mail: Parsed) -> str:
    """Why this is spam; empty when it is not."""
    if mail.header("x-spam-flag").strip().lower().startswith("yes") or mail.header(
        "x-spam-status"
    ).strip().lower().startswith("yes"):
        return "spam-flag"
    if mail.header("x-spam").strip().lower() in {"yes", "true", "1"} or _LEVEL.search(mail.header("x-spam-level")):
        return "spam-level"
    scl = mail.header("x-ms-exchange-organization-scl").strip()
    if scl in {"5", "6", "7", "8", "9"} or _SCL.search(mail.header("x-forefront-antispam-report")):
        return "spam-level"
    if mail.header("precedence").strip().lower() == "junk":
        return "precedence-junk"
    # Exuberantly long vowels are written to get past filters.
    text = re.sub(r"([a-z])\1{3,}", r"\1", f"{mail.subject}\n{mail.text[:6000]}".lower())
    return "spam-words" if sum(1 for phrase in _PHRASES if phrase.search(text)) >= _NEEDED else ""
