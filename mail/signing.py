"""Signing: our letters with a DKIM key of our own, where no relay does that; and the record that is to be published."""

import base64
import hashlib
import re
import time
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from core.errors import SettingsError
from core.settings import Settings

_SMALLEST = 1024  # bits: receivers trust no less
# What a letter of ours may hold, and must arrive as it left. From is named once more, so that none can be added.
_SIGNED = frozenset({
    "from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "mime-version",
    "content-type", "content-language", "auto-submitted", "list-unsubscribe", "list-unsubscribe-post",
})  # fmt: skip
_FOLD, _SPACE, _TRAILING = re.compile(rb"\r\n(?=[ \t])"), re.compile(rb"[ \t]+"), re.compile(rb"[ \t]+(?=\r\n)")


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with the name under which its public half is published: `selector._domainkey.domain`."""

    domain: str
    selector: str
    key: RSAPrivateKey = field(repr=False)
    public: str

    @property
    def name(self) -> str:
        """Give the name of the DNS record."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """Give the text of the DNS record."""
        return f"v=DKIM1; k=rsa; p={self.public}"

    def sign(self, raw: bytes) -> bytes:
        """Sign a letter, as the last thing that is done to it (RFC 6376, relaxed/relaxed); about 1 ms of a processor.

        dkimpy, which reads signatures for us, computes them with integers of Python: ten times as long.
        """
        head, _, body = raw.partition(b"\r\n\r\n")
        fields = [line.partition(b":") for line in _FOLD.sub(b"", head).split(b"\r\n")]
        signed = [(name.lower(), value) for name, _, value in fields if name.lower().decode("ascii") in _SIGNED]
        content = base64.b64encode(hashlib.sha256(_relax_body(body)).digest()).decode()
        names = ":".join([*(name.decode("ascii") for name, _ in signed), "from"])
        about = f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector}; t={int(time.time())};"
        value = f"{about}\r\n h={names};\r\n bh={content};\r\n b=".encode("ascii")
        lines = [_relax(name, value) for name, value in (*signed, (b"dkim-signature", value))]
        made = self.key.sign(b"\r\n".join(lines), padding.PKCS1v15(), hashes.SHA256())
        return b"DKIM-Signature: " + value + base64.b64encode(made) + b"\r\n" + raw


def _relax(name: bytes, value: bytes) -> bytes:
    return name + b":" + _SPACE.sub(b" ", _FOLD.sub(b"", value)).strip()


def _relax_body(body: bytes) -> bytes:
    relaxed = _SPACE.sub(b" ", _TRAILING.sub(b"", body)).rstrip(b"\r\n")
    return relaxed + b"\r\n" if relaxed else b""


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
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.DER, form)
    domain = settings.dkim_domain or settings.mail_domain
    return Signer(domain, settings.dkim_selector, key, base64.b64encode(public).decode())
