"""The doctor: checks what an installation needs, and says of each thing in words what is wrong and what to do."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.classify.model import load_model
from core.classify.open import find_model, say_why
from core.classify.shelf import OFF
from core.context import Context
from core.errors import SettingsError, SignaalError
from core.mail_facts import MailFacts, read_mail_facts
from core.mailbox_settings import OwnMailbox, Secret
from core.own_bots import count_bots
from core.privacy.keys import Keys
from core.publish.publishing import STALE, count_stale
from core.review.sums import count_homeless, count_unplaced
from core.settings import Settings
from core.start import Database, free_space, make_folder, open_database, open_keys
from core.store.engine import make_engine
from core.store.tables import Intake, Municipality, Proposal, Signal, Staff
from core.store.tables.model import MADE, SKIPPED, WAITING
from core.store.tables.signal import ONLY_WEIGHT
from core.store.upgrade import newest_version, schema_version

_ROOM = 1_000_000_000  # bytes that should be free where the data is
_DRIFT = 5.0  # seconds that this machine's clock may differ from the database's


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `state` is good, note (works, but read this) or bad; `todo` says how to fix it.

    `code`, with `values`, where pages have words of their own for it.
    """

    check: str
    state: str
    found: str
    todo: str = ""
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict[str, str])


class MailChecks(Protocol):
    """What of mail can be tried from a page. Each takes as long as a slow server does: not within a transaction."""

    def check_mailbox(self, door: int, slug: str, mailbox: OwnMailbox, secret: Secret) -> list[Finding]:
        """Try a mailbox of a municipality."""
        ...

    def check_shared(self, slug: str) -> list[Finding]:
        """Try what every municipality shares: the doors, the relay, the names in DNS."""
        ...


def examine(
    settings: Settings,
    check_token: Callable[[Settings], str],
    check_mail: Callable[[Settings, MailFacts], Iterable[Finding]],
) -> Iterator[Finding]:
    """Check settings, disk, database, schema, keys, clock, people, Telegram and mail, one after the other."""
    facts, bots = MailFacts(), list[int]()
    yield from _settings(settings)
    yield _disk(settings)
    try:
        with open_database(settings, lambda _line: None) as database:
            yield Finding("database", "good", "set by you" if settings.database_url else "embedded PostgreSQL")
            yield from _database(settings, database, facts, bots)
    except SignaalError as wrong:
        todo = "check SIGNAAL_DATABASE_URL, and that the server runs" if settings.database_url else "see the line above"
        yield Finding("database", "bad", str(wrong), todo)
    yield from _telegram(settings, check_token, *bots)
    try:
        yield from check_mail(settings, facts)
    except SignaalError as wrong:
        yield Finding("mail", "bad", str(wrong), "correct the setting it names")
    yield _model(settings)


def _model(settings: Settings) -> Finding:
    if settings.model == OFF:
        return Finding("model", "note", "switched off; everything works without")
    folder = find_model(settings.model, settings.data)
    try:
        [proposal] = (model := load_model(folder)).propose(["Ouders vinden geen opvang."])
    except (OSError, ValueError) as wrong:
        todo = "check SIGNAAL_MODEL, or unset it" if settings.model else "install the program anew"
        return Finding("model", "bad", f"{say_why(folder, wrong)}; everything else works", todo)
    return Finding("model", "good", f"version {model.name}, {len(proposal.themes)} themes")


def _settings(settings: Settings) -> Iterator[Finding]:
    if not settings.base_url:
        yield Finding(
            "base url", "note", "links point to this machine only", "set SIGNAAL_BASE_URL to the public https address"
        )
    elif urlsplit(settings.base_url).scheme != "https":
        yield Finding("base url", "note", "not https: fit for trying only", "put a reverse proxy in front (deploy/)")
    else:
        yield Finding("base url", "good", "https")


def _disk(settings: Settings) -> Finding:
    try:
        if None in (settings.database_url, settings.secret_key, settings.relay_url):
            make_folder(settings.data)
    except SettingsError as wrong:
        return Finding("data folder", "bad", str(wrong), "correct SIGNAAL_DATA, or the folder")
    free = free_space(settings.data)
    found = f"{free / 1e9:.1f} GB free under {settings.data}"
    return Finding("disk", "good" if free > _ROOM else "bad", found, "" if free > _ROOM else "make room")


def _database(settings: Settings, database: Database, facts: MailFacts, bots: list[int]) -> Iterator[Finding]:
    version, newest = schema_version(database.url), newest_version()
    if version == newest:
        yield Finding("schema", "good", f"version {version}")
    else:
        yield Finding("schema", "bad", f"version {version or 'none'}, needs {newest}", "run: signaal upgrade")
        return
    keys: Keys | None = None
    try:
        keys = open_keys(settings, database)
        yield Finding("secret key", "good", "fits this database")
    except SignaalError as wrong:
        yield Finding("secret key", "bad", str(wrong), "put the right key back; without it contacts cannot be read")
    engine = make_engine(database.url, size=1, role=None)
    try:
        with engine.connect() as connection:
            there: datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
            drift = abs((datetime.now(UTC) - there).total_seconds())
            state = "good" if drift < _DRIFT else "bad"
            yield Finding("clock", state, f"{drift:.1f} s from the database's", "" if state == "good" else "set up NTP")
            municipalities = connection.execute(select(func.count()).select_from(Municipality)).scalar_one()
            yield _count(municipalities, "municipalities", "run: signaal municipality add SLUG --name NAME")
            staff = connection.execute(select(func.count()).select_from(Staff)).scalar_one()
            todo = "run: signaal user add EMAIL --role verwerker --municipality SLUG"
            yield _count(staff, "people who sign in", todo)
            aside = select(func.count()).select_from(Intake).where(Intake.state == "shunted")
            shunted = connection.execute(aside).scalar_one()
            unplaced = sum(nowhere.count for nowhere in count_unplaced(Session(connection)))
            found = f"{shunted} deliveries could not be understood, {unplaced} of them of no municipality"
            todo = "see Werk in /beheer" if shunted > unplaced else ""
            yield Finding("set aside", "note" if shunted else "good", found, todo)
            yield _count_homeless(count_homeless(Session(connection)))
            states = (
                select(Proposal.state, func.count().label("number"))
                .join(Signal, Signal.id == Proposal.signal_id)
                .where(Proposal.state != MADE, func.array_position(Signal.flags, ONLY_WEIGHT).is_(None))
                .group_by(Proposal.state)
            )
            yield _count_unread({row.state: row.number for row in connection.execute(states)})
            yield _count_stale(connection.execute(count_stale()).scalar_one())
            bots += count_bots(Session(connection))
            read_mail_facts(Session(connection), keys, facts)
    except SQLAlchemyError as wrong:
        yield Finding("database", "bad", type(wrong).__name__, "look at the server's log")
    finally:
        engine.dispose()


def _count(number: int, what: str, todo: str) -> Finding:
    return Finding(what, "good" if number else "note", str(number), "" if number else todo)


def _count_homeless(number: int) -> Finding:
    found = f"{number} deliveries wait and are of no municipality yet"
    todo = "their writers were asked where they work; if the number stays and nobody is asked, the bot does not run"
    return Finding("waiting", "note" if number else "good", found, todo if number else "")


def _count_unread(states: Mapping[str, int]) -> Finding:
    waiting, skipped = states.get(WAITING, 0), states.get(SKIPPED, 0)
    found = f"{waiting} signals wait for their proposal, {skipped} were skipped because the model could not read them"
    todo = (
        "they are read as soon as a worker runs with a model; a municipality may have switched it off"
        if waiting
        else ""
    )
    return Finding("proposals", "note" if waiting or skipped else "good", found, todo)


def _count_stale(number: int) -> Finding:
    found = f"{number} municipalities wait longer than {STALE.seconds // 60} minutes for what changed to be public"
    return Finding(
        "public pages", "bad" if number else "good", found, "let a worker run; see its log" if number else ""
    )


def _telegram(
    settings: Settings, check_token: Callable[[Settings], str], own: int = 0, refused: int = 0
) -> Iterator[Finding]:
    """Check the shared bot, and say of the `own` ones of municipalities how many Telegram `refused`."""
    if settings.telegram_token is not None:
        try:
            yield Finding("telegram", "good", f"@{check_token(settings)}")
        except SignaalError as wrong:
            todo = "check the token with @BotFather, and the way to the internet"
            yield Finding("telegram", "bad", str(wrong), todo)
    elif own:
        yield Finding("telegram", "good", "no shared bot; a municipality has its own")
    else:
        todo = "set SIGNAAL_TELEGRAM_TOKEN (see the README), or let a municipality set its own bot under Opstart"
        yield Finding("telegram", "note", "no token: the bot is off", todo)
    if own:
        todo = "a coordinator sets a new token in the panel: Opstart, Telegrambot" if refused else ""
        found = f"{own} of municipalities, {refused} of them refused by Telegram"
        yield Finding("own bots", "note" if refused else "good", found, todo)


def is_ready(context: Context) -> bool:
    """Tell whether the database answers and has this program's schema: what a load balancer asks."""
    try:
        with context.store.door() as session:
            session.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True
