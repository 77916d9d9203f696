"""The panel for tests: the real routes behind the real shield, browsers that are signed in, and signals to look at."""

import re
import uuid
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv6Address

import httpx
from fastapi import FastAPI
from sqlalchemy import select, text
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.routes import make_router
from core.context import Context
from core.dialogue.events import Dialogue, Proposed
from core.dialogue.load import load_form
from core.doctor import MailChecks
from core.html.shield import Shield
from core.intake.receive import Finished, receive
from core.intake.seat import contact_place
from core.municipalities import Place
from core.people.passwords import Passwords
from core.people.sessions import begin_session
from core.people.staff import find_staff
from core.store.tables import Allowed, Contact, Door, Intake, Letter, Reporter, Signal
from core.work import retry_job
from mail.checkup import PanelChecks
from tests.core.people.staffing import Person
from wiring import make_previews

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."
# Recovery codes, as their page shows them.
CODES = re.compile(r"<code>(\d{4} \d{4} \d{4})</code>")
CANARY = "kanarie.geheim@example.org"


@cache
def slow_passwords() -> Passwords:
    """Passwords as the panel has them; to make them costs as much as a sign-in."""
    return Passwords()


def make_panel(context: Context, checks: MailChecks | None = None, passwords: Passwords | None = None) -> ASGIApp:
    """Make the panel behind its shield."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    checks = checks or PanelChecks(context.settings)
    passwords = passwords or slow_passwords()
    app.include_router(make_router(context, retry_job, passwords, checks=checks, previews=make_previews(context)))
    return Shield(app, context)


def browse(panel: ASGIApp, base: str = "http://127.0.0.1:1") -> httpx.AsyncClient:
    """Open a browser without a session."""
    transport = httpx.ASGITransport(app=panel, client=("192.0.2.7", 1234))
    return httpx.AsyncClient(transport=transport, base_url=base, headers={"sec-fetch-site": "same-origin"})


def session_of(context: Context, person: Person) -> str:
    """Begin a session and give its token."""
    with context.store.tenant(person.place.id) as session:
        return begin_session(session, context, find_staff(session, person.email), "signed-in")


class Moving:
    """A panel that sees each request come from an address of its own: one alone would be slowed down."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "client": (str(IPv6Address(uuid.uuid4().int)), 1)}, receive, send)


def browse_as(panel: ASGIApp, context: Context, person: Person) -> httpx.AsyncClient:
    """Open a browser in which someone is signed in."""
    browser = browse(panel)
    browser.cookies.set("signaal", session_of(context, person))
    return browser


def field(page: httpx.Response, name: str) -> str:
    """Read the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"{name} is not on the page"
    return found[1]


def tell(
    context: Context,
    place: Place,
    story: str = STORY,
    *,
    channel: str = "web",
    proposed: Proposed | None = None,
    **answers: object,
) -> uuid.UUID:
    """Send in a signal of a reporter with an address, as the dialogue does; `proposed`: what she saw on the review."""
    form = load_form("signaal")
    given = {"sector": "onderwijs", "breadth": "veel", "feedback": "hier", **answers, form.story: story}
    dialogue = Dialogue(form.key, form.version, answers=given, status="sent", proposed=proposed)  # pyright: ignore[reportArgumentType]  # answers
    with context.store.tenant(place.id) as session:
        reporter = Reporter(municipality_id=place.id)
        session.add(reporter)
        session.flush()
        door = session.scalars(select(Door).where(Door.kind == "mail")).one()
        contact = Contact(door_id=door.id, lookup=uuid.uuid4().bytes, municipality_id=place.id, reporter_id=reporter.id)
        contact.address = context.keys.seal(CANARY.encode(), contact_place(contact))
        session.add(contact)
        finished = Finished(form, dialogue, uuid.uuid4(), channel, context.clock())
        return receive(session, place, finished, reporter=reporter).id


@dataclass(frozen=True, slots=True)
class Mess:
    """The ids of what got stuck."""

    intake: int
    letter: uuid.UUID
    job: int
    words: int


def make_mess(context: Context, place: Place) -> Mess:
    """Let one delivery, one letter and one job get stuck, and propose some words."""
    with context.store.door() as session:
        door = session.scalars(select(Door).where(Door.kind == "telegram")).one().id
        intake = Intake(
            door_id=door,
            external_id=uuid.uuid4().hex,
            lookup=b"chat",
            body=b"sealed",
            municipality_id=place.id,
            state="shunted",
            outcome="aside",
            reason="KeyMismatch",
            tries=1,
        )
        letter = Letter(
            municipality_id=place.id,
            door_id=door,
            lookup=b"chat",
            body=b"sealed",
            state="failed",
            reason="Forbidden",
            tries=8,
        )
        session.add_all((intake, letter))
        session.flush()
        ids = (intake.id, letter.id)
    with context.store.tenant(place.id) as session:
        words = Allowed(municipality_id=place.id, words="Sint Maarten")
        session.add(words)
        session.flush()
        words_id = words.id
    with context.store.clock() as session:
        job = session.execute(
            text(
                "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)"
                " values ('default', 'privacy.retain', jsonb_build_object('municipality', cast(:id as bigint)),"
                " 'failed', 6) returning id"
            ),
            {"id": place.id},
        ).scalar_one()
    return Mess(*ids, job=job, words=words_id)


def status_of(context: Context, place: Place, signal_id: uuid.UUID) -> str:
    """Read the status of a signal."""
    with context.store.tenant(place.id) as session:
        return session.scalars(select(Signal.status).where(Signal.id == signal_id)).one()
