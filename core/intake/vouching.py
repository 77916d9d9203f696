"""Words that a reporter vouched for as no person: proposed, until a processor agrees."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.intake.normalise import normalise
from core.store.tables import Allowed

_LONGEST_NAME = 120


def propose_words(session: Session, municipality_id: int, words: Iterable[str]) -> None:
    """Propose words that the reporter vouched for; they count once a processor agrees."""
    for vouched in words:
        if len(vouched) > _LONGEST_NAME:  # no organisation, place or law is called that
            continue
        proposed = insert(Allowed).values(municipality_id=municipality_id, words=normalise(vouched), accepted=False)
        session.execute(proposed.on_conflict_do_nothing())
