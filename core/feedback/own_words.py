"""Own words: what a municipality has letters say in its own way; what it did not word is said by the catalogue."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.municipalities import Place
from core.store.tables import LetterText
from core.words import DUTCH, Words


def read_own(session: Session) -> dict[str, str]:
    """Read the own texts of the bound municipality, by key."""
    rows = session.execute(select(LetterText.key, LetterText.text).where(LetterText.language == DUTCH))
    return {row.key: row.text for row in rows}


def say_for(session: Session, place: Place, words: Words, key: str, /, **values: object) -> str:
    """Say a text of letters as a municipality words it, or else as the catalogue does."""
    own = session.scalar(
        select(LetterText.text).where(
            LetterText.municipality_id == place.id, LetterText.key == key, LetterText.language == DUTCH
        )
    )
    return words.owned({key: own} if own else {}).say(key, **values)
