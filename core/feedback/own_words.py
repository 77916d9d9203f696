"""Own words: what a municipality has letters say in its own way; what it did not word is said by the catalogue."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.tables import LetterText
from core.words import DUTCH


def read_own(session: Session) -> dict[str, str]:
    """Read the own texts of the bound municipality, by key."""
    rows = session.execute(select(LetterText.key, LetterText.text).where(LetterText.language == DUTCH))
    return {row.key: row.text for row in rows}
