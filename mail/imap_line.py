"""The line to a mailbox: connected, signed in, its folder open; every wait limited, what goes wrong in words."""

import contextlib
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from core.errors import SignaalError
from core.settings import Settings
from mail.imap_account import Account
from mail.oauth import NoToken, Tokens

# Seconds to connect, and for each answer: without these a connection that froze is waited for for ever.
TIMEOUT: Any = SocketTimeout(10, 30)  # imapclient takes it, and says float
_EXCHANGE = (
    "the token is good but the mailbox refuses it: grant the application IMAP.AccessAsApp, with consent; then in"
    " Exchange PowerShell New-ServicePrincipal (with the object id of the enterprise application) and"
    " Add-MailboxPermission -AccessRights FullAccess"
)
_CONSENT = (
    "the token is good but the mailbox refuses it: the consent must be by the owner of this mailbox, with the scope"
    " https://mail.google.com/"
)


class Closed(SignaalError):
    """The mailbox does not let us in. The argument says in words why, and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """An open folder. `client`: imapclient's, for one thread; `validity`: which numbering the UIDs have."""

    client: Any
    validity: int
    keywords: bool

    def can(self, what: str) -> bool:
        """Tell whether the server can do this."""
        return bool(self.client.has_capability(what))

    def close(self) -> None:
        """Hang up without a word: the server may not listen any more."""
        with contextlib.suppress(OSError, IMAPClientError):
            self.client.shutdown()

    def cut(self) -> None:
        """Cut the line from another thread: to close it would wait for whoever reads from it."""
        with contextlib.suppress(OSError, AttributeError):
            socket.socket.shutdown(self.client.socket(), socket.SHUT_RDWR)


def open_line(settings: Settings, account: Account, tokens: Tokens | None, *, readonly: bool = False) -> Line:
    """Connect, sign in and open the folder.

    Raises Closed for what someone has to set right (certificate, password, consent, permission, folder), and OSError,
    TokensAway or IMAPClientError for what may pass by itself.
    """
    client: Any = _connect(settings, account)
    try:
        _sign_in(client, account, tokens, _CONSENT if settings.imap_oauth.startswith("google:") else _EXCHANGE)
        try:
            opened: dict[bytes, Any] = client.select_folder(account.folder, readonly=readonly)
        except IMAPClientError as wrong:
            if isinstance(wrong, IMAPClient.AbortError):
                raise
            raise Closed(f"there is no folder {account.folder} in this mailbox, or it may not be opened") from None
        keywords = b"\\*" in opened.get(b"PERMANENTFLAGS", ())
        return Line(client, int(opened.get(b"UIDVALIDITY", 0)), keywords)
    except BaseException:
        Line(client, 0, keywords=False).close()
        raise


def _connect(settings: Settings, account: Account) -> IMAPClient:
    try:
        trusted = ssl.create_default_context(cafile=str(settings.imap_ca) if settings.imap_ca else None)
    except OSError:
        raise Closed("SIGNAAL_IMAP_CA: not a file with certificates") from None
    client: Any = None
    try:
        client = IMAPClient(account.host, port=account.port, ssl=account.tls, ssl_context=trusted, timeout=TIMEOUT)
        if account.starttls:
            client.starttls(ssl_context=trusted)
    except BaseException as wrong:
        if client is not None:
            Line(client, 0, keywords=False).close()
        if isinstance(wrong, ssl.SSLCertVerificationError):
            raise Closed(
                "the server's certificate is not trusted: check the name, or set SIGNAAL_IMAP_CA to its CA"
            ) from None
        raise
    return client


def _sign_in(client: Any, account: Account, tokens: Tokens | None, refused: str) -> None:
    if tokens is None:
        try:
            client.login(account.user, account.secret)
        except LoginError:
            raise Closed("user or password refused: check both; an app password may be needed") from None
        return
    sign_in = client.oauth2_login if client.has_capability("AUTH=XOAUTH2") else client.oauthbearer_login
    try:
        token = tokens.get()
    except NoToken as wrong:
        raise Closed(str(wrong)) from None
    try:
        sign_in(account.user, token)
    except LoginError:
        # It may have been withdrawn; the next connection asks for another, and this one says what else it may be.
        tokens.forget()
        raise Closed(refused) from None
