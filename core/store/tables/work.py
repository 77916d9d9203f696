"""What the installation keeps for itself: what was due, and which keys it was made with."""

from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Now


class Due(Base, kw_only=True):
    """Something that was due and has been taken: who inserts the row does the work."""

    __tablename__ = "due"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Now] = mapped_column(init=False)


class Keyring(Base, kw_only=True):
    """Fingerprints of the keys that sealed something here: another key refuses to start."""

    __tablename__ = "keyring"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    added_at: Mapped[Now] = mapped_column(init=False)


class Sealed(Base, kw_only=True):
    """A secret of the installation (such as the look-up key), sealed with the secret key."""

    __tablename__ = "sealed"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Cipher]
