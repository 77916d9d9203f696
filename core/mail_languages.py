"""The languages beside Dutch in which a municipality lets its letters be written, as its staff sets them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.municipalities import read_municipality, set_setting
from core.people.audit import note
from core.people.sessions import Present
from core.words import OTHERS

_SETTING = "languages"


def read_languages(session: Session, by: Present) -> tuple[str, ...]:
    """List the languages that are switched on, as codes."""
    on = read_municipality(session, by.place.id).setting(_SETTING)
    return tuple(language for language in OTHERS if language in on)


def set_languages(session: Session, by: Present, languages: Sequence[str]) -> None:
    """Switch on these languages and no others. Raises Refused for one that letters cannot be written in."""
    wanted = ",".join(dict.fromkeys(languages))
    set_setting(session, by.place.id, _SETTING, wanted)
    note(session, by.place.id, by.staff_id, "languages.set", reason=wanted)
