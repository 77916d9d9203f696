"""Sealing: AES-256-GCM bound to tenant, row and column, with the key's fingerprint in each record; keyed hashes."""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import KeyMismatch, SettingsError

_SIZE = 32
_NONCE = 12
_MARK = 4  # bytes of a key's fingerprint that stand before each record
_FORMAT = b"\x01"
_HEAD = len(_FORMAT) + _MARK
# Of 32 random bytes about 30 differ; fewer than this happens once in a billion.
_DISTINCT = 18


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands: it opens nowhere else. `tenant` 0: of no municipality (yet)."""

    tenant: int
    row: str
    column: str

    def bytes(self) -> bytes:
        """Give the associated data."""
        return json.dumps([self.tenant, self.row, self.column]).encode()


@dataclass(frozen=True, slots=True)
class Key:
    """One AES-256 key."""

    secret: bytes

    @property
    def fingerprint(self) -> str:
        """Name the key without telling it: 16 hexadecimal digits."""
        return hashlib.sha256(b"signaal key fingerprint" + self.secret).hexdigest()[:16]

    @property
    def head(self) -> bytes:
        """What each record sealed with this key begins with."""
        return _FORMAT + bytes.fromhex(self.fingerprint)[:_MARK]


class _Ring:
    """Keys made ready for use: read once, never changed, so that threads may share them."""

    def __init__(self, keys: Sequence[Key], stamp: tuple[int, int] | None = None) -> None:
        if not keys:
            raise SettingsError("SIGNAAL_SECRET_KEY: empty")
        self.keys = tuple(keys)
        self.stamp = stamp
        self.ciphers = {key.head: AESGCM(key.secret) for key in self.keys}


class Keys:
    """The keys of an installation, newest first: the first one seals, all of them open.

    Keys that live in a file (`source`) are read again when it changes, so that a running program seals with a new key
    from the moment that `signaal keys rotate` has put it first.
    """

    def __init__(self, ring: Sequence[Key], lookup: bytes = b"", source: Path | None = None) -> None:
        """Take the keys and, once it is known, the look-up key."""
        self._ring = _Ring(ring, _stamp(source) if source else None)
        self._lookup = lookup
        self._source = source

    @property
    def ring(self) -> tuple[Key, ...]:
        """The keys, newest first."""
        return self._now().keys

    @property
    def active(self) -> Key:
        """The key that seals."""
        return self.ring[0]

    @property
    def in_file(self) -> bool:
        """Whether this program keeps the keys itself, in a file of its own."""
        return self._source is not None

    def _now(self) -> _Ring:
        if self._source is not None:
            stamp = _stamp(self._source)
            # An absent file (moved for a moment, disk gone) is no reason to forget keys that are known.
            if stamp is not None and stamp != self._ring.stamp:
                self._ring = _Ring(_read_ring(self._source.read_text("utf-8")), stamp)
        return self._ring

    def seal(self, plain: bytes, place: Place) -> bytes:
        """Seal bytes for one place."""
        ring = self._now()
        head = ring.keys[0].head
        nonce = os.urandom(_NONCE)
        return head + nonce + ring.ciphers[head].encrypt(nonce, plain, place.bytes())

    def open(self, sealed: bytes, place: Place) -> bytes:
        """Open what was sealed for this place; KeyMismatch when the key is unknown or the place another."""
        head, rest = sealed[:_HEAD], sealed[_HEAD:]
        cipher = self._now().ciphers.get(head)
        if cipher is None:
            raise KeyMismatch("sealed with a key that is not there")
        try:
            return cipher.decrypt(rest[:_NONCE], rest[_NONCE:], place.bytes())
        except InvalidTag:
            raise KeyMismatch("sealed for another place, or damaged") from None

    def seal_json(self, value: Any, place: Place) -> bytes:
        """Seal a JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False).encode(), place)

    def open_json(self, sealed: bytes, place: Place) -> Any:
        """Open a JSON value."""
        return json.loads(self.open(sealed, place))

    def is_fresh(self, sealed: bytes) -> bool:
        """Tell whether the newest key sealed this."""
        return sealed[:_HEAD] == self.active.head

    def lookup(self, kind: str, value: str) -> bytes:
        """Hash an address with the look-up key: equal addresses are found, and cannot be enumerated."""
        if not self._lookup:
            raise KeyMismatch("the look-up key was not read")
        return hmac.new(self._lookup, f"{kind}\x00{value}".encode(), hashlib.sha256).digest()

    def with_lookup(self, lookup: bytes) -> "Keys":
        """Give the same keys with the look-up key of this installation."""
        return Keys(self.ring, lookup, self._source)


def hash_token(token: str) -> bytes:
    """Hash a random token for the database: 256 bits of chance need no key."""
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """Make a token for a link: 22 characters, 132 bits, fit for a Telegram deep link."""
    return secrets.token_urlsafe(17)[:22]


def read_keys(setting: str | None, folder: Path) -> Keys:
    """Read the keys: from the setting (newest first, separated by commas), else from `folder/secret.key`, made once.

    Raises SettingsError when a key is no 32 bytes in base64, or weak.
    """
    if setting is None:
        file = folder / "secret.key"
        return Keys(_read_ring(_read_or_make(file)), source=file)
    return Keys(_read_ring(setting))


def new_key() -> str:
    """Make a key as it stands in a setting or file."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_SIZE)).decode()


def add_key(folder: Path) -> None:
    """Put a new key before the others in `folder/secret.key`."""
    file = folder / "secret.key"
    _write(file, f"{new_key()},{_read_or_make(file)}")


def drop_old_keys(folder: Path) -> None:
    """Keep only the newest key in `folder/secret.key`."""
    file = folder / "secret.key"
    _write(file, _read_or_make(file).split(",")[0])


def _read_ring(text: str) -> list[Key]:
    return [_read_key(part.strip()) for part in text.split(",") if part.strip()]


def _stamp(file: Path) -> tuple[int, int] | None:
    """Tell one version of the file from the next: each is written as a new file and moved into place."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _read_key(part: str) -> Key:
    try:
        secret = base64.b64decode(part.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError, UnicodeEncodeError):
        raise SettingsError("SIGNAAL_SECRET_KEY: not base64 (make one: signaal keys new)") from None
    if len(secret) != _SIZE:
        raise SettingsError("SIGNAAL_SECRET_KEY: must be 32 bytes (make one: signaal keys new)")
    if _is_guessable(secret):
        raise SettingsError("SIGNAAL_SECRET_KEY: weak (make one: signaal keys new)")
    return Key(secret)


def _is_guessable(secret: bytes) -> bool:
    """Whether these bytes are no chance: repeated, counted up, or something that a person typed."""
    steps = {(after - before) % 256 for before, after in pairwise(secret)}
    return len(set(secret)) < _DISTINCT or len(steps) == 1 or secret.isascii()


def _read_or_make(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".secret.{secrets.token_hex(4)}")
        _write(draft, new_key())
        try:
            os.link(draft, file)  # fails when another process was first: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text("utf-8").strip()


def _write(file: Path, content: str) -> None:
    draft = file.with_name(file.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(content + "\n")
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
