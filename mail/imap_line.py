"""The line to a mailbox: connected, signed in, its folder open; every wait limited, what goes wrong in words."""

import contextlib
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError

from core.settings import Settings
from mail.imap_account import Account
from mail.imap_reach import check_peer, check_reach
from mail.oauth import Tokens, TokensAway
from mail.trouble import Trouble

# Seconds to connect, and for each answer: without these a connection that froze is waited for for ever.
TIMEOUT: Any = SocketTimeout(10, 30)  # imapclient takes it, and says float
# Exchange says so when the token is good and the mailbox is closed to it; some say so of any trouble of their own.
_AWAY = ((socket.gaierror, "name"), (ConnectionRefusedError, "refused"), (TimeoutError, "silent"))
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNEXPECTED_EOF_WHILE_READING"})
_NOT_CONNECTED, _PASSING = "authenticated but not connected", "unavailable"


class Closed(Trouble):
    """The mailbox does not let us in, and will not until someone sets something right."""


@dataclass(frozen=True, slots=True)
class Line:
    """An open folder. `client`: imapclient's, for one thread; `validity`: which numbering the UIDs have.

    `keywords`: marks of our own may be made; `writable`: mails may be moved or marked at all.
    """

    client: Any
    validity: int
    keywords: bool
    writable: bool = True

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


def open_line(
    settings: Settings, account: Account, tokens: Tokens | None, *, readonly: bool = False, timeout: Any = TIMEOUT
) -> Line:
    """Connect, sign in and open the folder.

    Raises Closed or NoToken for what someone has to set right (certificate, password, consent, permission, folder), and
    OSError, TokensAway or IMAPClientError for what may pass by itself; `explain` says either in words.
    """
    client: Any = _connect(settings, account, timeout)
    try:
        _sign_in(client, account, tokens)
        try:
            opened, writable = _select(client, account.folder, readonly=readonly)
        except IMAPClientError as wrong:
            if isinstance(wrong, IMAPClient.AbortError) or _PASSING in str(wrong).casefold():
                raise
            raise Closed("permission" if _NOT_CONNECTED in str(wrong) else "folder", folder=account.folder) from None
        keywords = b"\\*" in opened.get(b"PERMANENTFLAGS", ())
        return Line(client, int(opened.get(b"UIDVALIDITY", 0)), keywords, writable)
    except BaseException:
        Line(client, 0, keywords=False).close()
        raise


def _select(client: Any, folder: str, *, readonly: bool) -> tuple[dict[bytes, Any], bool]:
    """Open a folder; one that may only be read is read: its mails are taken, and stay."""
    try:
        return client.select_folder(folder, readonly=readonly), not readonly
    except IMAPClient.ReadOnlyError:
        return client.select_folder(folder, readonly=True), False


def explain(account: Account, error: Exception) -> Trouble:
    """Say in words what went wrong on the way to a mailbox or in it."""
    where = {"host": account.host, "port": account.port, "error": type(error).__name__}
    if isinstance(error, Trouble):
        return error
    if isinstance(error, TokensAway):
        return Trouble("tokens-away", error=error)
    if isinstance(error, ssl.SSLError) and account.tls and error.reason in _NO_TLS:
        return Trouble("no-tls", **where)
    return Trouble(next((code for kind, code in _AWAY if isinstance(error, kind)), "broken"), **where)


def _connect(settings: Settings, account: Account, timeout: Any) -> IMAPClient:
    try:
        trusted = ssl.create_default_context(cafile=str(settings.imap_ca) if settings.imap_ca else None)
    except OSError:
        raise Closed("ca") from None
    if account.door:
        check_reach(settings, account.host, account.port)
    client: Any = None
    try:
        client = IMAPClient(account.host, port=account.port, ssl=account.tls, ssl_context=trusted, timeout=timeout)
        if account.door:
            check_peer(settings, account.host, client.socket())
        if account.starttls:
            client.starttls(ssl_context=trusted)
    except BaseException as wrong:
        if client is not None:
            Line(client, 0, keywords=False).close()
        if isinstance(wrong, CapabilityError):
            raise Closed("no-starttls", host=account.host, port=account.port) from None
        if isinstance(wrong, ssl.SSLCertVerificationError):
            raise Closed("certificate", host=account.host, error=wrong.verify_message) from None
        raise
    return client


def _sign_in(client: Any, account: Account, tokens: Tokens | None) -> None:
    if tokens is None:
        if client.has_capability("LOGINDISABLED"):
            raise Closed("no-password")
        try:
            client.login(account.user, account.secret)
        except LoginError as wrong:
            if _PASSING in str(wrong).casefold():
                raise
            raise Closed("login") from None
        return
    if client.has_capability("AUTH=XOAUTH2"):
        sign_in = client.oauth2_login
    elif client.has_capability("AUTH=OAUTHBEARER"):
        sign_in = client.oauthbearer_login
    else:
        raise Closed("no-oauth")
    token = tokens.get()
    try:
        sign_in(account.address or account.user, token)
    except LoginError as wrong:
        # It may have been withdrawn; the next connection asks for another, and this one says what else it may be.
        tokens.forget()
        if _PASSING in str(wrong).casefold():
            raise
        raise Closed("consent-mailbox" if account.oauth and account.oauth.kind == "google" else "permission") from None
