"""Which version of a questionnaire is asked: the one that a dialogue began with, else a municipality's newest."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.form import Form
from core.dialogue.load import load_changed, load_form
from core.errors import NotFound
from core.municipalities import Place, find_municipality
from core.store.engine import bind
from core.store.tables import Questionnaire, Signal
from core.store.tables.form import PUBLISHED

KEY = "signaal"
# Where a municipality's settings say which version it published last: so who never did costs no query.
SETTING = "questionnaire"


def newest_version(place: Place) -> int:
    """Give the number of the version that a municipality published last; 0 when it asks the form that ships."""
    return int(place.settings.get(SETTING, 0))


def read_asked(session: Session, place: Place, organisations: Sequence[str], version: int | None = None) -> Form:
    """Read the form as a municipality asks it, in the transaction that is bound to it.

    `version`: the one that a dialogue began with; None: the newest. A version that the municipality never published is
    the one that ships: what it asked before its first.
    """
    newest = newest_version(place)
    wanted = newest if version is None else version
    if not newest:
        return load_form(KEY, organisations)
    body = session.scalar(
        select(Questionnaire.body).where(
            Questionnaire.municipality_id == place.id,
            Questionnaire.key == KEY,
            Questionnaire.version == wanted,
            Questionnaire.state == PUBLISHED,
        )
    )
    return load_form(KEY, organisations) if body is None else load_changed(KEY, organisations, body, wanted)


def read_published(context: Context, slug: str) -> tuple[int, tuple[Form, ...]]:
    """Read every version that a municipality published, with the number of the newest; (0, ()) where there is none."""
    with context.store.door() as session:
        try:
            place = find_municipality(session, slug)
        except NotFound:
            return 0, ()
        newest = newest_version(place)
        if not newest:
            return 0, ()
        bind(session, place.id)
        published = (Questionnaire.key == KEY) & (Questionnaire.state == PUBLISHED)
        rows = session.execute(select(Questionnaire.version, Questionnaire.body).where(published))
        return newest, tuple(load_changed(KEY, (), body, version) for version, body in rows)


def read_told(session: Session, place: Place, signal: Signal, organisations: Sequence[str] = ()) -> Form:
    """Read the form as it was when a signal was told."""
    if signal.form != KEY:
        return load_form(signal.form, organisations)
    return read_asked(session, place, organisations, signal.form_version)
