"""Telling: what the cards about decisions say of letters to the reporter, and the kind words prepared for them."""

from collections.abc import Callable
from typing import Any

from admin.desk import Desk, Visit
from core.review.decision import INTERN, NO_SIGNAL, REASONS, Standing
from core.review.reading import Shown
from core.review.telling import read_reach, read_telling
from core.words import Words


def telling_of(desk: Desk, visit: Visit, signal: Shown, standing: Standing) -> dict[str, Any]:
    """Give what the card of decisions says of letters."""
    reach = read_reach(visit.session, visit.present, signal.id)
    words = desk.context.words
    return {
        "reach": reach,
        "telling": read_telling(visit.session, reach, standing),
        "prepared": prepare(words),
        "why_not": explaining(words),
    }


def prepare(words: Words) -> dict[str, str]:
    """Give the kind words that are prepared, by state or reason."""
    texts = {reason: words.say(f"asking.kind.{NO_SIGNAL}.{reason}") for reason in REASONS}
    return {INTERN: words.say(f"asking.kind.{INTERN}"), **texts}


def explaining(words: Words) -> Callable[[str], str]:
    """Give what says, in words, why nobody can be told."""

    def explain(why: str) -> str:
        key = f"asking.why.{why}"
        return words.say(key if words.has(key) else "asking.why.other")

    return explain
