"""Own mailboxes: what municipalities set in the panel, read again when it changes, and how each is, noted there."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from core.context import Context
from core.errors import KeyMismatch, NotFound
from core.log import describe_error
from core.own_mailboxes import Watched, list_watched, note_states, open_own
from mail.imap_account import Account, own_account

log = structlog.get_logger()

_SEALED = "sealed"


@dataclass(slots=True)
class OwnMailboxes:
    """The mailboxes that municipalities set; for one thread. `again`: seconds after which a state is noted again."""

    context: Context
    again: float = 60.0
    _read: dict[int, tuple[datetime, Account | None]] = field(
        default_factory=dict[int, tuple[datetime, Account | None]]
    )
    _noted: dict[int, tuple[str, float]] = field(default_factory=dict[int, tuple[str, float]])

    def read(self) -> list[Account]:
        """Read what is to be watched now; only what changed is opened. Raises what the database raises."""
        with self.context.store.door() as session:
            watched = list_watched(session)
        read: dict[int, tuple[datetime, Account | None]] = {}
        for each in watched:
            known = self._read.get(each.id)
            # One that could not be opened is tried again: its key may come back.
            if known and known[0] == each.changed_at and known[1]:
                read[each.id] = known
                continue
            again = known is not None and known[0] == each.changed_at
            if not again:
                self._noted.pop(each.id, None)  # the page shows it as not tried yet
            read[each.id] = (each.changed_at, self._open(each, quiet=again))
        self._read = read
        return [account for _changed_at, account in read.values() if account]

    def note(self, states: Mapping[int, str]) -> None:
        """Note how the watched mailboxes are, for the page that shows them; what is the same only now and then."""
        shut = {door: _SEALED for door, (_changed_at, account) in self._read.items() if account is None}
        now = time.monotonic()
        fresh = {
            door: state
            for door, state in {**shut, **states}.items()
            if state and (self._noted.get(door, ("", 0.0))[0] != state or now - self._noted[door][1] > self.again)
        }
        if fresh:
            with self.context.store.door() as session:
                note_states(session, fresh)
            self._noted |= {door: (state, now) for door, state in fresh.items()}

    def _open(self, watched: Watched, *, quiet: bool) -> Account | None:
        try:
            with self.context.store.tenant(watched.municipality_id) as session:
                mailbox, secret = open_own(session, self.context.keys, watched.municipality_id, watched.id)
        except NotFound:  # taken away a moment ago, or no mailbox
            return None
        except (KeyMismatch, ValueError, TypeError) as error:
            if not quiet:
                log.warning("mailbox stays shut", setting=f"door {watched.id}", **describe_error(error))
            return None
        return own_account(watched.id, watched.slug, mailbox, secret)
