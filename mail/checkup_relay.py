"""The checkup of the relay: connected, STARTTLS, signed in, a sender proposed; then everything is taken back."""

import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator

from core.doctor import Finding
from core.errors import SettingsError
from core.settings import Settings
from mail.relay import Address, read_address
from mail.trouble import find

_PATIENCE = 10.0
_TAKEN = 250
_CHECK = "relay"


def check_relay(settings: Settings, senders: Iterable[str]) -> Iterator[Finding]:
    """Check that the relay would send for each of these addresses. Nothing is sent."""
    if settings.relay_url is None:
        yield find(_CHECK, "relay-none", folder=settings.data / "outgoing")
        return
    try:
        address = read_address(settings.relay_url.get_secret_value())
    except SettingsError as wrong:
        yield find(_CHECK, "relay-setting", error=wrong)
        return
    where = {"host": address.host, "port": address.port}
    try:
        with _connect(address, settings.mail_domain) as client:
            for sender in senders:
                code = client.mail(sender)[0]
                client.rset()
                if code == _TAKEN:
                    yield find(_CHECK, "good-relay", sender=sender, **where)
                else:
                    yield find(_CHECK, "relay-sender", sender=sender, said=code)
    except (OSError, smtplib.SMTPException) as wrong:
        yield _explain(wrong, where)


def _connect(address: Address, hostname: str) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    client = (
        smtplib.SMTP_SSL(address.host, address.port, hostname, timeout=_PATIENCE, context=trusted)
        if address.tls
        else smtplib.SMTP(address.host, address.port, hostname, timeout=_PATIENCE)
    )
    try:
        client.ehlo_or_helo_if_needed()
        if address.starttls:
            client.starttls(context=trusted)
            client.ehlo_or_helo_if_needed()
        if address.user:
            client.login(address.user, address.password)
    except BaseException:
        client.close()
        raise
    return client


def _explain(wrong: Exception, where: dict[str, str | int]) -> Finding:
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return find(_CHECK, "relay-certificate", error=wrong.verify_message)
    if isinstance(wrong, smtplib.SMTPAuthenticationError):
        return find(_CHECK, "relay-login", said=wrong.smtp_code)
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (socket.gaierror, "relay-name"),
        (ConnectionRefusedError, "relay-refused"),
        (TimeoutError, "relay-silent"),
        # smtplib says so of any extension that the server does not offer: without AUTH its password is of no use.
        (smtplib.SMTPNotSupportedError, "relay-starttls" if "STARTTLS" in str(wrong) else "relay-auth"),
    )
    code = next((code for kind, code in kinds if isinstance(wrong, kind)), "relay-broken")
    return find(_CHECK, code, error=type(wrong).__name__, **where)
