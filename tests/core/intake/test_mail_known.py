"""What is known of the sender of a mail, where another door makes her contact at the same moment."""

import threading
import time
from uuid import uuid4

from sqlalchemy import select

from core.context import Context
from core.intake.accept import find_door
from core.intake.guard import make_guard
from core.intake.known import Known, look_up
from core.intake.rooms import Heard
from core.intake.settled import Chat
from core.municipalities import Place
from core.store.tables import Contact, Reporter
from mail.room import MailRoom
from tests.conftest import owner_connection

_ADDRESS = "leen@molenkerke.example.org"
_BLOCKED = (
    b"select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    b" and query like '%into contact%'"
)


def _wait_until_blocked(context: Context, meeting: threading.Thread) -> None:
    with owner_connection(context.store.url) as owner:
        while not owner.execute(_BLOCKED).fetchone():
            assert meeting.is_alive()
            time.sleep(0.02)


def test_contact_made_at_the_same_moment_is_met_and_nobody_is_doubled(context: Context, place: Place) -> None:
    with context.store.door() as session:
        door_id = find_door(session, "mail").id
    lookup = context.keys.lookup("mail", _ADDRESS)
    chat = Chat(MailRoom(context), "mail", door_id, lookup)
    made, known = uuid4(), list[Known]()

    def meet() -> None:
        with context.store.tenant(place.id) as session:
            known.append(look_up(session, context, chat, place, Heard(address=_ADDRESS), verified=True))

    with context.store.tenant(place.id) as session:
        session.add(Contact(id=made, door_id=door_id, lookup=lookup, municipality_id=place.id))
        session.flush()
        meeting = threading.Thread(target=meet)
        meeting.start()
        _wait_until_blocked(context, meeting)
    meeting.join()

    with context.store.tenant(place.id) as session:
        contact = session.scalars(select(Contact)).one()
        reporter = session.scalars(select(Reporter)).one()
    assert known[0].met is not None
    assert (contact.id, contact.reporter_id) == (made, reporter.id)
    assert (known[0].met.contact.id, known[0].met.reporter.id) == (made, reporter.id)
    assert contact.address is not None


def test_a_guard_hides_what_is_not_allowed_and_finds_nothing_more_in_it() -> None:
    guard = make_guard(["De Wegwijzer", "Emma"])

    hidden = guard.hide("Emma en Karel Maes bellen 0471 23 45 67.")

    assert hidden == "Emma en [naam] bellen [telefoonnummer]."
    assert guard.hide(hidden) == hidden
    assert make_guard(["emma"]).find(hidden) == ()
