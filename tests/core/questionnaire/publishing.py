"""A municipality's questionnaire changed and published, for tests."""

from core.context import Context
from core.dialogue.changes import Changes, OwnQuestion, Wording
from core.municipalities import Place
from core.people.sessions import Present
from core.questionnaire.drafting import Done, publish, read_editing, save_draft
from tests.core.people.staffing import hire

_TEAMS = (("wijk", "Wijkteam"), ("jong", "Team jong"))
TEAM = OwnQuestion("eigen-team", "choice", "Team", "Welk team van ons merkt dit het meest?", options=_TEAMS)
WHERE = OwnQuestion("eigen-waar", "text", "Waar", "In welke wijk speelt dit?")


def worded(text: str, *own: OwnQuestion, off: frozenset[str] = frozenset(), order: tuple[str, ...] = ()) -> Changes:
    """Change how the question "trend" is put, and more."""
    return Changes(order, off, {"trend": Wording(text)}, own)


def coordinator(context: Context, place: Place, email: str = "vraag@example.org") -> Present:
    """Hire a coordinator."""
    return hire(context, place, "coordinator", email).present()


def publish_changes(context: Context, present: Present, changes: Changes) -> int:
    """Draft and publish changes; gives the number of the version."""
    with context.store.tenant(present.place.id) as session:
        save_draft(session, present, changes, read_editing(session, present).seen)
        done = publish(session, present, read_editing(session, present).seen)
        assert isinstance(done, Done), done
        return done.version
