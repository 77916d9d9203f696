"""Pulse: three questions once a year, answered on a page; kept without a way back to who answered."""

import uuid
from collections.abc import Mapping

from sqlalchemy.dialects.postgresql import insert

from core.context import Context
from core.errors import NotFound, Refused
from core.feedback.signed import read_signed, sign
from core.municipalities import Place
from core.store.tables import Pulse

# Does she feel recognised, is it used, would she again: each from 1 to 5.
QUESTIONS: tuple[str, ...] = ("erkend", "gebruikt", "opnieuw")
LEAST, MOST = 1, 5
SCALE = tuple(str(value) for value in range(LEAST, MOST + 1))
_ASKED, _YEAR = 16, 2


class Incomplete(Refused):
    """Each question asks for a number."""


def pulse_page(context: Context, slug: str, reporter_id: uuid.UUID, year: int) -> str:
    """Give the address where a reporter answers the questions of a year; it does not tell who she is."""
    asked = context.keys.lookup("pulse", f"{reporter_id}:{year}")[:_ASKED]
    token = sign(context.keys, f"pulse {slug}", asked + year.to_bytes(_YEAR, "big"))
    return f"{context.base_url}/{slug}/peiling/{token}"


def read_pulse(context: Context, slug: str, token: str) -> int:
    """Give the year that a link asks about. Raises NotFound for a link that we did not make."""
    return _read(context, slug, token)[1]


def answer_pulse(context: Context, place: Place, token: str, answers: Mapping[str, int]) -> None:
    """Keep the answers; the first that she gives in a year count. Raises NotFound or Incomplete."""
    asked, year = _read(context, place.slug, token)
    if set(answers) != set(QUESTIONS) or not all(LEAST <= value <= MOST for value in answers.values()):
        raise Incomplete("pulse")
    kept = {question: answers[question] for question in QUESTIONS}
    # The first of the month: a day would tell more than anyone needs to know of who answered.
    day = context.clock().date().replace(day=1)
    values = {"municipality_id": place.id, "asked": asked, "year": year, "answers": kept, "answered_on": day}
    with context.store.tenant(place.id) as session:
        session.execute(insert(Pulse).values(values).on_conflict_do_nothing(index_elements=["asked"]))


def _read(context: Context, slug: str, token: str) -> tuple[bytes, int]:
    body = read_signed(context.keys, f"pulse {slug}", token)
    if len(body) != _ASKED + _YEAR:
        raise NotFound("link")
    return body[:_ASKED], int.from_bytes(body[_ASKED:], "big")
