"""Mailboxes to read by IMAP: their addresses and secrets, taken apart and checked once."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import SecretStr

from core.errors import SettingsError
from core.settings import Settings

_PORTS = {"imaps": 993, "imap": 143}
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_FORM = "SIGNAAL_IMAP_URL: imaps://USER@HOST/FOLDER, several with a space between"


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox. `slug`: the municipality whose own it is; empty: shared. `secret`: password or refresh token.

    `tls`: from the first byte; `starttls`: begun before anything is said; neither only on this machine itself.
    """

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    folder: str
    slug: str
    secret: str = field(repr=False)

    @property
    def name(self) -> str:
        """Name the mailbox for who runs the installation."""
        return f"{self.user} at {self.host}, folder {self.folder}"


def read_accounts(settings: Settings) -> list[Account]:
    """Read the mailboxes that are set; none when none are. Raises SettingsError, without a secret."""
    urls = settings.imap_url.split()
    name = "imap_password"
    secrets = _lines(settings.imap_password)
    if settings.imap_oauth:
        name, secrets = "imap_refresh_token", _lines(settings.imap_refresh_token)
    google = settings.imap_oauth.startswith("google:")
    if not settings.imap_oauth or google:
        if len(secrets) == 1:
            secrets *= len(urls)
        if len(secrets) != len(urls):
            raise SettingsError(
                f"SIGNAAL_{name.upper()}: one line for each mailbox in SIGNAAL_IMAP_URL, or one for all"
            )
    else:
        secrets = [""] * len(urls)
    return [_read(url, secret) for url, secret in zip(urls, secrets, strict=True)]


def _lines(secret: SecretStr | None) -> list[str]:
    return [line.strip() for line in secret.get_secret_value().splitlines() if line.strip()] if secret else []


def _read(url: str, secret: str) -> Account:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise SettingsError(_FORM) from None
    if parts.scheme not in _PORTS or not host or not parts.username:
        raise SettingsError(_FORM)
    if parts.password:
        raise SettingsError("SIGNAAL_IMAP_URL: no password in the address; set SIGNAAL_IMAP_PASSWORD or its _FILE")
    # The last @ ends the user: her name may be an address itself.
    return Account(
        host=host,
        port=port,
        tls=parts.scheme == "imaps",
        starttls=parts.scheme == "imap" and host not in _LOOPBACK,
        user=unquote(parts.username),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        slug=parse_qs(parts.query).get("municipality", [""])[0],
        secret=secret,
    )
