"""The doctor's look at mail: the doors, the relay and the mailboxes, each with a real conversation."""

import smtplib
import ssl
from collections.abc import Iterator

from core.doctor import Finding
from core.errors import SignaalError
from core.settings import Settings, split_address
from mail.imap import check_mailbox
from mail.relay import Address, read_address

_PATIENCE = 10.0


def check_mail(settings: Settings) -> Iterator[Finding]:
    """Check what mail needs. Every conversation ends before a message is sent, so nothing arrives anywhere."""
    for kind, address in (("smtp door", settings.smtp_listen), ("lmtp door", settings.lmtp_listen)):
        if address:
            yield _door(kind, address)
    if settings.mail_trust:
        yield Finding("mail trust", "good", settings.mail_trust)
    else:
        todo = "set SIGNAAL_MAIL_TRUST=authserv=NAME (or m365) where a mail server in front checks senders"
        yield Finding("mail trust", "note", "no sender counts as verified, so nobody is answered by mail", todo)
    yield _relay(settings)
    for mailbox, problem in check_mailbox(settings):
        yield Finding(f"mailbox {mailbox}", "bad" if problem else "good", problem or "opened and read")


def _door(kind: str, address: str) -> Finding:
    host, port = split_address(address)
    client: smtplib.SMTP = (smtplib.LMTP if kind.startswith("lmtp") else smtplib.SMTP)(timeout=_PATIENCE)
    try:
        client.connect(host, port)
        client.ehlo("doctor.localhost")
        client.quit()
    except (OSError, smtplib.SMTPException) as wrong:
        return Finding(kind, "note", f"{address}: {type(wrong).__name__}", "it answers while `signaal run` runs")
    return Finding(kind, "good", address)


def _relay(settings: Settings) -> Finding:
    if settings.relay_url is None:
        found = f"no relay: letters are written under {settings.data / 'outgoing'}"
        return Finding("relay", "note", found, "set SIGNAAL_RELAY_URL=smtp://user:password@host:587")
    try:
        address = read_address(settings.relay_url.get_secret_value())
        _greet(address)
    except SignaalError as wrong:
        return Finding("relay", "bad", str(wrong), "correct SIGNAAL_RELAY_URL")
    except ssl.SSLError as wrong:
        return Finding("relay", "bad", f"its certificate: {wrong.reason}", "use the name that its certificate is for")
    except smtplib.SMTPAuthenticationError:
        return Finding("relay", "bad", "the name or password is refused", "correct them in SIGNAAL_RELAY_URL")
    except (OSError, smtplib.SMTPException) as wrong:
        return Finding("relay", "bad", f"no conversation: {type(wrong).__name__}", "check host, port and the way there")
    return Finding("relay", "good", f"{address.host}:{address.port}")


def _greet(address: Address) -> None:
    trusted = ssl.create_default_context()
    client = (
        smtplib.SMTP_SSL(address.host, address.port, timeout=_PATIENCE, context=trusted)
        if address.tls
        else smtplib.SMTP(address.host, address.port, timeout=_PATIENCE)
    )
    with client:
        client.ehlo()
        if address.starttls:
            client.starttls(context=trusted)
            client.ehlo()
        if address.user:
            client.login(address.user, address.password)
        client.noop()
