"""The whole street: a real Postfix in front, our program, and a real Dovecot with the workers' mailboxes."""

import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx

from tests.flows.forms import Page
from tests.flows.program import Program, installation, wait_until
from tests.mail.imap.dovecots import Dovecot, make_dovecot
from tests.mail.room.relaying import make_certificate
from tests.mail.servers.postfixes import SIGNAAL, TRUST, Postfix, write_configuration
from tests.ports import free_port

_ARRIVED_WITHIN = 120.0
_OWN = {"Sec-Fetch-Site": "same-origin"}
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Street:
    """Who lives there. Nothing of it is reached from outside, and nothing leaves it."""

    postfix: Postfix
    program: Program
    dovecot: Dovecot

    def send(self, raw: bytes, *to: str, sender: str) -> None:
        """Send a mail through Postfix."""
        self.postfix.send(raw, to, sender)

    def mailbox(self, worker: str, least: int = 0) -> list[EmailMessage]:
        """The mails in a worker's mailbox, once there are so many."""
        if least:
            wait_until(lambda: len(self.dovecot.look(worker)) >= least, _ARRIVED_WITHIN, f"{least} mails")
        return [message_from_bytes(raw, policy=policy.default) for raw in self.dovecot.look(worker)]

    def outcomes(self) -> list[tuple[str, str]]:
        """What became of each mail, in order, once nothing waits: (outcome, reason)."""
        at_rest(self.program)
        return [
            (str(outcome), str(reason or ""))
            for outcome, reason in self.program.ask("select outcome, reason from intake order by id")
        ]


def at_rest(program: Program) -> None:
    """Wait until no mail waits and no letter is on its way."""
    waiting = (
        "select (select count(*) from intake where state = 'waiting')"
        " + (select count(*) from letter where state in ('queued', 'sending'))"
    )
    wait_until(lambda: program.ask(waiting) == [(0,)], _ARRIVED_WITHIN, "mails and letters to be settled")


@contextmanager
def open_street(*, by_smtp: tuple[str, ...] = (), one_at_a_time: bool = True, demo: bool = False) -> Generator[Street]:
    """Start everything; mail for the municipalities in `by_smtp` goes over TLS, for the others by LMTP."""
    folder = Path(tempfile.mkdtemp(prefix="street", dir="/tmp"))
    folder.chmod(0o755)
    certificate = make_certificate(folder)
    dovecot = make_dovecot(certificate)
    postfix = Postfix(
        lmtp=free_port(), smtp=free_port(), mailboxes=dovecot.lmtp, ca=certificate[0], by_smtp=by_smtp,
        one_at_a_time=one_at_a_time,
    )  # fmt: skip
    write_configuration(postfix)
    try:
        with installation(
            run=("--demo",) if demo else (), mail_domain=SIGNAAL, mail_trust=TRUST,
            smtp_listen=f"127.0.0.1:{postfix.smtp}", lmtp_listen=f"127.0.0.1:{postfix.lmtp}",
            smtp_cert=str(certificate[0]), smtp_key=str(certificate[1]), relay_url=f"smtp://127.0.0.1:{postfix.port}",
        ) as program:  # fmt: skip
            dovecot.start()
            postfix.start()
            yield Street(postfix, program, dovecot)
    finally:
        postfix.stop()
        dovecot.stop()
        shutil.rmtree(dovecot.root, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def signed_in(program: Program) -> Generator[httpx.Client]:
    """A browser that followed the sign-in link that a demonstration prints."""
    link = re.search(r"(\S+/beheer/demo/\S+)", program.said)
    assert link, program.said
    with httpx.Client(base_url=program.base, headers=_OWN, follow_redirects=True, timeout=60) as browser:
        form = Page(browser.get(link[1]).text).with_field("token")
        entered = browser.post(link[1], content=form.body(), headers={"Content-Type": _FORM})
        assert entered.status_code == 200, entered.text
        yield browser
