"""The checkup of a mailbox: signed in to, its folder opened, a wait begun and ended; nothing in it is changed."""

from collections.abc import Iterator
from typing import Any

from imapclient import SocketTimeout

from core.doctor import Finding
from core.settings import Settings
from mail.imap_account import Account
from mail.imap_line import Line, explain, open_line
from mail.oauth import make_tokens
from mail.trouble import find

# Seconds to connect and for each answer: someone waits for what this finds.
_TIMEOUT: Any = SocketTimeout(8, 15)


def check_mailbox(settings: Settings, account: Account) -> Iterator[Finding]:
    """Check one mailbox as its watch uses it. Takes up to a minute and a half when its server is slow."""
    check = f"mailbox {account.name}"
    try:
        line = open_line(settings, account, make_tokens(settings, account), timeout=_TIMEOUT)
        try:
            yield from _look(settings, account, line, check)
        finally:
            line.close()
    except Exception as wrong:  # noqa: BLE001 # whatever breaks is what was asked for
        trouble = explain(account, wrong)
        yield find(check, trouble.code, **trouble.values)


def _look(settings: Settings, account: Account, line: Line, check: str) -> Iterator[Finding]:
    count = len(line.client.search(["UNDELETED"]))
    large = len(line.client.search(["UNDELETED", "LARGER", settings.mail_max_bytes]))
    if line.can("IDLE"):
        line.client.idle()
        line.client.idle_done()
    line.client.noop()
    if line.writable:
        yield find(check, "good-mailbox", count=count)
    else:
        yield find(check, "read-only", folder=account.folder)
    if large:
        yield find(check, "large", count=large)
    if not line.can("IDLE"):
        yield find(check, "no-idle")
