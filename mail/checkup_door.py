"""The checkup of our own door for mail: a conversation at its port, as a mail server has it, ended before any mail."""

import secrets
import smtplib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificate

from core.doctor import Finding
from core.settings import Settings, split_address
from mail.trouble import find

_PATIENCE = 10.0
_TAKEN, _UNKNOWN, _REFUSED = 250, 550, 500
_SOON = timedelta(days=14)


def check_doors(settings: Settings, known: str, now: datetime | None = None) -> Iterator[Finding]:
    """Check the doors for SMTP and LMTP. `known`: an address that has to be taken; empty: there is none yet."""
    for kind, address in (("smtp", settings.smtp_listen), ("lmtp", settings.lmtp_listen)):
        if address:
            yield _check(settings, kind, address, known)
    if settings.smtp_cert and (settings.smtp_listen or settings.lmtp_listen):
        yield _certificate(settings.smtp_cert, now or datetime.now(UTC))


def _check(settings: Settings, kind: str, address: str, known: str) -> Finding:
    check = f"{kind} door"
    speak: type[smtplib.SMTP] = smtplib.LMTP if kind == "lmtp" else smtplib.SMTP
    try:
        client = speak(*split_address(address), timeout=_PATIENCE)
    except smtplib.SMTPException as wrong:
        return find(check, "door-greeting", address=address, error=type(wrong).__name__)
    except OSError as wrong:
        return find(check, "door-away", address=address, error=type(wrong).__name__)
    try:
        return _converse(settings, client, check, address, known)
    except (OSError, smtplib.SMTPException) as wrong:
        return find(check, "door-greeting", address=address, error=type(wrong).__name__)
    finally:
        client.close()


def _converse(settings: Settings, client: smtplib.SMTP, check: str, address: str, known: str) -> Finding:
    client.ehlo_or_helo_if_needed()
    if settings.smtp_cert:
        if not client.has_extn("starttls"):
            return find(check, "door-starttls", address=address)
        # Whom it is for, other servers judge by the name that they know it by.
        client.starttls(context=_blind())
        client.ehlo_or_helo_if_needed()
    taken = _ask(client, known) if known else _TAKEN
    unknown = _ask(client, f"niemand-{secrets.token_hex(6)}@{settings.mail_domain}")
    client.quit()
    for said, wanted in ((taken, _TAKEN), (unknown, _UNKNOWN)):
        if said != wanted and _TAKEN < said < _REFUSED:
            return find(check, "door-later", address=address, said=said)
    if taken != _TAKEN:
        return find(check, "door-known", address=address, known=known, said=taken)
    if unknown != _UNKNOWN:
        return find(check, "door-unknown", address=address, said=unknown)
    return find(check, "good-door" if known else "door-half", address=address, known=known)


def _ask(client: smtplib.SMTP, recipient: str) -> int:
    """Ask whether mail to an address would be taken, and take it back; give the code."""
    code = client.mail("")[0]
    if code == _TAKEN:
        code = client.rcpt(recipient)[0]
    client.rset()
    return code


def _blind() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificate(file: Path, now: datetime) -> Finding:
    check = "smtp certificate"
    try:
        until = load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return find(check, "cert-wrong")
    code = "cert-ended" if until <= now else "cert-soon" if until - now < _SOON else "good-cert"
    return find(check, code, date=f"{until:%d-%m-%Y}")
