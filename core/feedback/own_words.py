"""Own words: what a municipality has letters say in its own way; what it did not word is said by the catalogue."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.tables import LetterText
from core.words import DUTCH


def read_own(session: Session) -> dict[str, str]:
    """Read the own texts of the bound municipality, by key; of another language than Dutch, by `fr:key`."""
    rows = session.execute(select(LetterText.key, LetterText.language, LetterText.text))
    return {row.key if row.language == DUTCH else f"{row.language}:{row.key}": row.text for row in rows}


def own_in(own: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Give the own texts of one language, by key."""
    if language == DUTCH:
        return own
    prefix = f"{language}:"
    return {key.removeprefix(prefix): text for key, text in own.items() if key.startswith(prefix)}
