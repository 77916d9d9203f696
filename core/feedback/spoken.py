"""Spoken: in which language the page behind a letter's link is, as the link itself says; no page asks who she is."""

from core.intake.tongue import answer_language
from core.municipalities import Place
from core.words import DUTCH

QUERY = "taal"


def in_language(address: str, language: str) -> str:
    """Give the address of a page in the language of the letter that leads to it."""
    return address if language == DUTCH else f"{address}{'&' if '?' in address else '?'}{QUERY}={language}"


def page_language(place: Place | None, asked: str) -> str:
    """Give the language of a page: what its link asks for, where the municipality has that on; else Dutch."""
    return answer_language(place, asked) if place is not None and asked else DUTCH
