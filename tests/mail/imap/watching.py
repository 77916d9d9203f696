"""A watched mailbox for these tests: the real thread against a real server."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from core.context import Context
from mail.imap_account import read_accounts
from mail.imap_watch import Rhythm, Watch
from mail.oauth import make_tokens
from tests.mail.imap.dovecots import PASSWORD

# As in life, but for the waits: a test has no minute.
QUICK = Rhythm(look=0.5, renew=2.0, soon=0.2, first=0.2, last=1.0, refused=1.0)


def with_settings(context: Context, **changes: Any) -> Context:
    changes = {"imap_password": SecretStr(PASSWORD)} | changes
    return replace(context, settings=context.settings.model_copy(update=changes))


def until(what: Callable[[], Any], seconds: float = 90.0) -> Any:
    """Wait until something holds, and give it."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@contextmanager
def watching(context: Context, rhythm: Rhythm = QUICK) -> Generator[Watch]:
    """Watch the one mailbox that is set; fails when the thread does not end."""
    account = read_accounts(context.settings)[0]
    watch = Watch(context, account, make_tokens(context.settings, account), threading.Event(), 1, rhythm)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        yield watch
    finally:
        watch.stop.set()
        thread.join(90)
        assert not thread.is_alive()
