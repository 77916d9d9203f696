"""Passwords: hashed with Argon2id, refused when they can be guessed, compared in equal time for unknown accounts."""

import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST, LONGEST = 12, 128
# OWASP's lightest advice for Argon2id: 19 MiB and two passes, so that many sign-ins at once do not fill the memory.
_PASSES, _MEMORY_KIB = 2, 19 * 1024
_TELLING = 4  # characters: a name shorter than this may stand in a password by chance
_FEWEST = 5  # different characters


class Passwords:
    """Hashes and compares passwords."""

    def __init__(self, hasher: PasswordHash | None = None) -> None:
        """Take the hasher, and make the hash against which passwords of unknown accounts are compared."""
        argon2 = Argon2Hasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)
        self._hasher = hasher or PasswordHash((argon2,))
        self._nobody = self._hasher.hash(secrets.token_urlsafe(24))

    def hash(self, password: str) -> str:
        """Hash a password for the database."""
        return self._hasher.hash(_normal(password))

    def matches(self, password: str, hashed: str | None) -> bool:
        """Compare a password with a hash; without a hash (nobody has this account) the work is done all the same."""
        matched = self._hasher.verify(_normal(password)[: LONGEST + 1], hashed or self._nobody)
        return matched and hashed is not None


def complain_about(password: str, email: str, municipality: str) -> str | None:
    """Say by message key why a password is refused: too short, too long, telling or common; None when it is fine."""
    password = _normal(password)
    if len(password) < SHORTEST:
        return "admin.password.too-short"
    if len(password) > LONGEST:
        return "admin.password.too-long"
    folded = _fold(password)
    own = (_fold(email.partition("@")[0]), _fold(municipality))
    if any(len(word) >= _TELLING and word in folded for word in own):
        return "admin.password.telling"
    core = folded.strip("0123456789")
    if {folded, core} & common_passwords() or len(set(password)) < _FEWEST:
        return "admin.password.common"
    return None


@cache
def common_passwords() -> frozenset[str]:
    """Read the passwords that everybody tries first, folded."""
    lines = files("core").joinpath("people/common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(_fold(line) for line in lines if line and not line.startswith("#"))


def _normal(password: str) -> str:
    # The same letters typed on another keyboard must give the same password.
    return unicodedata.normalize("NFC", password)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)
