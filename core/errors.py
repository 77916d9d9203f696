"""The tree of errors that Signaal raises on purpose.

    SignaalError
    ├── SettingsError      a setting is missing, weak or contradictory
    ├── StoreError         the database cannot be started, reached or upgraded
    ├── KeyMismatch        the secret key is not the one this database was made with
    ├── Refused            input that is understood and not accepted
    │   ├── TooMuch        too many messages in too short a time
    │   └── TooLarge       more bytes, fields or levels than a door takes
    ├── NotFound           no such thing here (also: it belongs to another municipality)
    ├── NotAllowed         this person may not do this
    └── NotPossible        the move does not exist from this state

Each class carries a message key for the catalogue; rooms translate classes to chat texts and HTTP statuses.
"""

from typing import ClassVar


class SignaalError(Exception):
    """Something went wrong that we foresaw."""

    key: ClassVar[str] = "error.unexpected"


class SettingsError(SignaalError):
    """A setting is missing, weak or contradictory."""

    key = "error.settings"


class StoreError(SignaalError):
    """The database cannot be started, reached or upgraded."""

    key = "error.store"


class KeyMismatch(StoreError):
    """The secret key is not the one this database was made with."""

    key = "error.key-mismatch"


class Refused(SignaalError):
    """Input that is understood and not accepted."""

    key = "error.refused"


class TooMuch(Refused):
    """Too many messages in too short a time."""

    key = "error.too-much"


class TooLarge(Refused):
    """More bytes, fields or levels than a door takes."""

    key = "error.too-large"


class NotFound(SignaalError):
    """No such thing here, or it belongs to another municipality."""

    key = "error.not-found"


class NotAllowed(SignaalError):
    """The person who asks may not do it."""

    key = "error.not-allowed"


class NotPossible(SignaalError):
    """The move does not exist from this state."""

    key = "error.not-possible"
