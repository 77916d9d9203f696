"""A program that brings canaries in by every way that may go wrong, with the real logging: what it prints is judged."""

import logging
import sys
import threading
import warnings
from pathlib import Path

import structlog
from sqlalchemy import insert, text

from core.context import Context
from core.intake.terminal import chat
from core.log import describe_error, start_logging
from core.privacy.keyring import meet_keys
from core.privacy.keys import read_keys
from core.settings import Settings
from core.store.engine import Store
from core.store.tables import Reporter
from core.words import load_words
from tests.contract.canaries import CHAT, EMAIL, NAME, PHONE, STORY, TOKEN, Chat
from tests.contract.filling import as_owner

WHOLE = ("/start", "ocmw", "Huis Voliere", STORY, "mag blijven", "enkele", "verstuur nu", "verstuur")


def break_it(url: str, *statements: str) -> None:
    """Change the schema behind the program's back."""
    with as_owner(url) as session:
        for statement in statements:
            session.execute(text(statement))


def hold_in_terminal(context: Context, slug: str) -> None:
    """Hold the dialogue in the terminal, whatever becomes of it."""
    lines = iter(WHOLE[1:])
    chat(context, slug, lambda: next(lines, "/stop"), lambda _said: None)


def main(url: str, data: str, style: str, slug: str) -> None:
    """Go through everything; ends with an error that nobody catches."""
    start_logging(style)
    log = structlog.get_logger()
    store = Store(url, size=5)
    keys = meet_keys(url, read_keys(None, Path(data)))
    context = Context(Settings(data=Path(data), form_seconds=0), store, keys, load_words(), "http://127.0.0.1:1")

    assert Chat(context, link=TOKEN).type(*WHOLE)[-1] == "signal"
    Chat(context, CHAT + "1").type("BREEK", "/start", "BREEK", "/wis", "/wis-ja")
    hold_in_terminal(context, slug)
    break_it(url, "alter table signal add constraint no_canary check (text !~* 'kanarie') not valid")
    assert Chat(context, CHAT + "2").type(*WHOLE)[-1] == "aside"
    hold_in_terminal(context, slug)
    break_it(url, "alter table signal drop constraint no_canary", "alter table signal drop column others cascade")
    Chat(context, CHAT + "3").type(*WHOLE)
    break_it(url, "alter table conversation drop column reminded_at")
    Chat(context, CHAT + "4").type(*WHOLE)

    log.info("told", text=STORY, mail=EMAIL)
    for name in ("httpx", "telegram.ext", "sqlalchemy.engine", "uvicorn.error", "asyncio", "alembic"):
        library = logging.getLogger(name)
        library.warning("request to https://api.example.org/bot%s failed for %s", TOKEN, NAME)
        try:
            int(STORY)
        except ValueError:
            library.exception("error with %s", PHONE)
    logging.captureWarnings(capture=True)
    warnings.warn(STORY, UserWarning, stacklevel=1)
    bad = insert(Reporter).values(id=NAME, municipality_id=1, sector=STORY)
    try:
        with store.door() as session:
            session.execute(bad)
    except Exception as error:  # noqa: BLE001 # whatever it is, it is told
        log.warning("refused", **describe_error(error))
    thread = threading.Thread(target=lambda: int(STORY))
    thread.start()
    thread.join()
    with as_owner(url) as session:
        session.execute(text("alter table letter add constraint c check (reason is null)"))
        columns = "id, door_id, kind, state, tries, reason"
        values = "gen_random_uuid(), 1, 'x', 'sent', 0, :words"
        session.execute(text(f"insert into letter ({columns}) values ({values})"), {"words": STORY})


if __name__ == "__main__":
    main(*sys.argv[1:])
