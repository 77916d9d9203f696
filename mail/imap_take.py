"""Take: the mails that lie in a folder become deliveries, and only when they are durable do they leave the folder.

No cursor is kept: what lies in the folder is what is to be taken, and the number of a delivery tells a repeat. So a new
UIDVALIDITY, a second node, a restart between commit and move, or a mail that someone puts back do no harm.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, ProtocolError

from core.context import Context
from core.intake.accept import Delivery
from core.mailboxes import Mailbox, list_mailboxes
from mail.commit import Writer
from mail.door_delivery import Arrival, make_deliveries
from mail.imap_account import Account
from mail.imap_address import find_envelope_sender, find_recipients
from mail.imap_line import Line
from mail.recipients import Directory

log = structlog.get_logger()

MARK = "SignaalVerwerkt"
_FLAGGED = "\\Flagged"
_BLOCK, _HEAVIEST = 20, 32 * 1024 * 1024


@dataclass(slots=True)
class Taker:
    """Takes the mails of one mailbox; for one thread."""

    context: Context
    account: Account
    write: Writer
    # What is left where it lies: too large, unreadable, or taken and not to be moved. Of one numbering.
    _left: set[int] = field(default_factory=set[int])
    _validity: int = -1

    def take(self, line: Line) -> int:
        """Take everything that lies there; return how many mails became durable. Raises what line and store raise."""
        if line.validity != self._validity:
            self._left, self._validity = set(), line.validity
        sizes = self._sizes(line)
        taken, block, weight = 0, list[int](), 0
        for uid, size in sizes:
            if block and (len(block) >= _BLOCK or weight + size > _HEAVIEST):
                taken += self._take(line, block)
                block, weight = [], 0
            block.append(uid)
            weight += size
        return taken + (self._take(line, block) if block else 0)

    def _sizes(self, line: Line) -> list[tuple[int, int]]:
        """List what is to be taken, oldest first, with its size in bytes; what is too large is left, and told once."""
        criteria = ["UNDELETED"]
        if not self.context.settings.imap_done:
            criteria += ["UNKEYWORD", MARK] if line.keywords else ["UNFLAGGED"]
        uids = sorted(set(line.client.search(criteria)) - self._left)
        sizes: list[tuple[int, int]] = []
        for start in range(0, len(uids), 1000):
            found = line.client.fetch(uids[start : start + 1000], ["RFC822.SIZE"])
            sizes += [(uid, int(about[b"RFC822.SIZE"])) for uid, about in sorted(found.items())]
        most = self.context.settings.mail_max_bytes
        large = {uid for uid, size in sizes if size > most}
        if large:
            self._leave(large, "mails too large: left in the mailbox")
        return [(uid, size) for uid, size in sizes if uid not in large]

    def _take(self, line: Line, uids: list[int]) -> int:
        mails = self._fetch(line, uids)
        with self.context.store.door() as session:
            mailboxes = list_mailboxes(session)
        account = self.account
        # An own mailbox's address is the municipality's, also with a token after a plus.
        own = [Mailbox(account.slug, (account.address or account.user,))] if account.slug else []
        directory = Directory(self.context.keys, self.context.settings.mail_domain, [*own, *mailboxes])
        slugs = [mailbox.slug for mailbox in mailboxes]
        taken: list[int] = []
        deliveries: list[Delivery] = []
        for uid, (content, at) in mails.items():
            try:
                recipients = find_recipients(directory, self.account, content, slugs)
                deliveries += make_deliveries(self.context, self._arrival(content, at), recipients, content)
                taken.append(uid)
            except (ValueError, LookupError, RecursionError):
                self._leave({uid}, "mail not understood: left in the mailbox")
        self.write(deliveries)
        if taken and line.writable:
            self._put_away(line, taken)
        elif taken:
            self._left |= set(taken)  # known until the program ends; then they come as repeats
        return len(taken)

    def _fetch(self, line: Line, uids: list[int]) -> dict[int, tuple[bytes, datetime]]:
        """Fetch whole mails, and when they came to the mailbox, without marking them read.

        One that the server or the library garbles is left.
        """
        try:
            found = line.client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
        except ProtocolError:
            if len(uids) == 1:
                self._leave(uids, "mail not readable: left in the mailbox")
                return {}
            return {uid: mail for one in uids for uid, mail in self._fetch(line, [one]).items()}
        now = datetime.now(UTC)
        return {
            uid: (about[b"BODY[]"], (about.get(b"INTERNALDATE") or now).astimezone(UTC))
            for uid, about in sorted(found.items())
            if about.get(b"BODY[]")
        }

    def _arrival(self, content: bytes, at: datetime) -> Arrival:
        return Arrival(
            sender=find_envelope_sender(content),
            # Who handed it to the mailbox's server is not known here, so the rule `loopback` never holds.
            peer="",
            helo="",
            door=f"imap-{self.account.door}" if self.account.door else "imap",
            at=at,
            trust=self.account.trust,
            mailbox=self.account.own_address,
        )

    def _put_away(self, line: Line, uids: list[int]) -> None:
        """Move taken mails to their folder, or mark them; when even that is refused, remember them."""
        done = self.context.settings.imap_done
        try:
            if done and self._moved(line, uids, done):
                return
            line.client.add_flags(uids, [MARK if line.keywords else _FLAGGED], silent=True)
        except IMAPClientError as wrong:
            if isinstance(wrong, IMAPClient.AbortError):
                raise
            log.warning("taken mails can be neither moved nor marked", count=len(uids))
        self._left |= set(uids)

    @staticmethod
    def _moved(line: Line, uids: list[int], done: str) -> bool:
        client = line.client
        try:
            folder = done_folder(line, done)
            if not client.folder_exists(folder):
                client.create_folder(folder)
                client.subscribe_folder(folder)
            if line.can("MOVE"):
                client.move(uids, folder)
                return True
            client.copy(uids, folder)
            client.add_flags(uids, ["\\Deleted"], silent=True)
            if line.can("UIDPLUS"):
                client.uid_expunge(uids)
        except IMAPClientError as wrong:
            if isinstance(wrong, IMAPClient.AbortError):
                raise
            log.warning("taken mails cannot be moved: they are marked", count=len(uids))
            return False
        return True

    def _leave(self, uids: Iterable[int], why: str) -> None:
        uids = set(uids)
        self._left |= uids
        log.error(why, count=len(uids))


def done_folder(line: Line, done: str) -> str:
    """Give the whole name of the folder: some servers keep every folder below the inbox."""
    if not line.can("NAMESPACE"):
        return done
    personal = line.client.namespace().personal
    return f"{personal[0][0]}{done}" if personal else done
