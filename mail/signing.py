"""Signing: our letters with a DKIM key of our own, where no relay does that; and the record that is to be published."""

import base64
import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from core.errors import SettingsError
from core.settings import Settings

_SMALLEST = 1024  # bits: receivers trust no less
# What a letter of ours may hold, and must arrive as it left. From is signed once more, so that none can be added.
_SIGNED = frozenset({
    "from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "mime-version",
    "content-type", "content-language", "auto-submitted", "list-unsubscribe", "list-unsubscribe-post",
})  # fmt: skip
_FOLD = re.compile(rb"\r\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with the name under which its public half is published: `selector._domainkey.domain`."""

    domain: str
    selector: str
    pem: bytes
    public: str

    @property
    def name(self) -> str:
        """Give the name of the DNS record."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """Give the text of the DNS record."""
        return f"v=DKIM1; k=rsa; p={self.public}"

    def sign(self, message: EmailMessage) -> None:
        """Sign a letter, as the last thing that is done to it: some 10 ms of a processor."""
        looked: Any = dkim.DKIM(message.as_bytes())
        named = [name.lower().encode() for name in message if name.lower() in _SIGNED]
        made: bytes = looked.sign(
            self.selector.encode(),
            self.domain.encode(),
            self.pem,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*named, b"from"],
        )
        _name, _, value = made.partition(b":")
        message["DKIM-Signature"] = _FOLD.sub(b" ", value.strip()).decode("ascii")


def read_signer(settings: Settings) -> Signer | None:
    """Read the key that is set; None when none is, so that the relay signs. Raises SettingsError."""
    if settings.dkim_key is None:
        return None
    try:
        key = serialization.load_pem_private_key(settings.dkim_key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise SettingsError("SIGNAAL_DKIM_KEY: no file with a private key (PEM, without a password)") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _SMALLEST:
        raise SettingsError(f"SIGNAAL_DKIM_KEY: an RSA key of {_SMALLEST} bits or more is needed")
    encoding, form = serialization.Encoding, serialization.PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(encoding.PEM, form, serialization.NoEncryption())
    public = key.public_key().public_bytes(encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    domain = settings.dkim_domain or settings.mail_domain
    return Signer(domain, settings.dkim_selector, pem, base64.b64encode(public).decode())
