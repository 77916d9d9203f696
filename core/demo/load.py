"""Load the invented municipality: its organisations, and signals that take the same road as real ones."""

import tomllib
import uuid
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.context import Context
from core.demo.around import add_around
from core.demo.in_public import add_in_public
from core.dialogue.events import Dialogue
from core.dialogue.form import Answer, Form
from core.dialogue.load import load_form
from core.errors import NotFound
from core.intake.receive import Finished, receive
from core.intake.send import keep_address
from core.municipalities import Place, add_municipality, find_municipality, read_municipality
from core.people.demo import demo_staff
from core.people.sessions import Present
from core.start import owning
from core.store.engine import bind
from core.store.tables import Journal, Organisation, Reporter, Signal

# What a demo signal answers, by question; an empty value means that the question was passed over.
_ANSWERS = ("sector", "organisation", "breadth", "trend", "kinds", "rule", "impact", "suggestion", "target_groups")
_TAKEN = timedelta(seconds=95)  # from first word to sending, as the dialogue is meant to go
_APART = timedelta(minutes=37)  # so that signals of one day do not share a minute


def read_demo() -> dict[str, Any]:
    """Read the invented data: slug, name, organisations (name, sector) and signals, newest first."""
    return tomllib.loads((files("core.demo") / "signals.toml").read_text("utf-8"))


def load_demo(context: Context, *, public: bool = True) -> Place:
    """Add the demo municipality with its signals and what is around them, or give the one that is there. Whole or not.

    `public`: with the fiches of which everyone may read, and what is done about them.

    As the owner, because adding a municipality and setting a moment back in time are nobody else's business.
    """
    data = read_demo()
    with owning(context.store.url) as session:
        # Two nodes that start at the same moment add it once.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("signaal demo"))))
        try:
            return find_municipality(session, data["slug"])
        except NotFound:
            place = read_municipality(session, add_municipality(session, data["slug"], data["name"]).id)
        session.add_all(Organisation(municipality_id=place.id, **listed) for listed in data["organisations"])
        processor, colleague, _puller = demo_staff(session, context, place)
        form, now = load_form("signaal"), context.clock()
        signals: list[dict[str, Any]] = data["signals"]
        for turn, told in reversed(list(enumerate(signals))):  # the oldest gets number 1
            at = now - timedelta(days=told["days_ago"]) - _APART * (turn % 7 + 1)
            signal = _add_signal(session, context, place, form, (told, at))
            if told.get("status", "nieuw") == "in-nazicht":
                _open(session, colleague, signal, at + timedelta(hours=3))
        if public:
            add_in_public(session, place, processor, now)
        bind(session, place.id)
        add_around(session, context, processor, public=public)
        return place


def tell(form: Form, told: dict[str, Any]) -> Dialogue:
    """Write a demo signal as the finished dialogue it stands for; who left no address waits for no answer to it."""
    address = told.get("mail", "")
    answers: dict[str, Answer] = {form.story: told["text"], "feedback": "email" if address else "nee"}
    answers |= {"address": address} if address else {}
    for key in _ANSWERS:
        if value := told.get(key):
            answers[key] = value if isinstance(value, str) else tuple(value)
    return Dialogue(form.key, form.version, answers=answers, status="sent")


def _add_signal(
    session: Session, context: Context, place: Place, form: Form, of: tuple[dict[str, Any], datetime]
) -> Signal:
    told, at = of
    finished = Finished(form, tell(form, told), uuid.uuid4(), told["channel"], at - _TAKEN)
    reporter = _meet(session, place, told)
    signal = receive(session, place, finished, reporter)
    if reporter is not None:
        keep_address(session, context, (place.id, reporter.id), signal, told["mail"])
    signal.received_at = at
    session.execute(update(Journal).where(Journal.signal_id == signal.id).values(at=at))
    return signal


def _meet(session: Session, place: Place, told: dict[str, Any]) -> Reporter | None:
    """Add who left an address; letters to it never leave this machine as long as no relay is set."""
    if not told.get("mail"):
        return None
    reporter = Reporter(municipality_id=place.id, wants="email")
    reporter.sector, reporter.organisation = told["sector"], told["organisation"]
    session.add(reporter)
    session.flush()
    return reporter


def _open(session: Session, colleague: Present, signal: Signal, at: datetime) -> None:
    """Note that a colleague opened it, as the panel does."""
    signal.status = "in-nazicht"
    opened = Journal(
        municipality_id=signal.municipality_id,
        signal_id=signal.id,
        what="opened",
        actor="staff",
        staff_id=colleague.staff_id,
        details={},
    )
    opened.at = at
    session.add(opened)
