"""The keys held against the database: another key refuses to start; the look-up key lives sealed in the database."""

import secrets

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import KeyMismatch
from core.privacy.keys import Keys, Place
from core.store.engine import make_engine
from core.store.tables import Keyring, Sealed

_LOOKUP = "lookup"
_PLACE = Place(0, _LOOKUP, "sealed.value")


def meet_keys(url: str, keys: Keys) -> Keys:
    """Check the keys against the database (as its owner) and add the look-up key, which is made the first time.

    The keyring holds the fingerprints of all keys with which something may still be sealed; `core.privacy.rotate` takes
    out the old ones. Raises KeyMismatch when one of them is not given: part of the data could not be read.
    """
    engine = make_engine(url, size=1, role=None)
    try:
        with Session(engine) as session, session.begin():
            return hold_keys(session, keys)
    finally:
        engine.dispose()


def hold_keys(session: Session, keys: Keys) -> Keys:
    """Do the same in a transaction of the owner."""
    known = set(session.scalars(select(Keyring.fingerprint)))
    given = {key.fingerprint for key in keys.ring}
    if known and not known & given:
        raise KeyMismatch("SIGNAAL_SECRET_KEY is not the key this database was made with")
    if known - given:
        raise KeyMismatch("an older key is still in use here: give both, newest first; run signaal keys rotate")
    session.execute(insert(Keyring).values(fingerprint=keys.active.fingerprint).on_conflict_do_nothing())
    fresh = keys.seal(secrets.token_bytes(32), _PLACE)
    session.execute(insert(Sealed).values(name=_LOOKUP, value=fresh).on_conflict_do_nothing())
    sealed = session.scalar(select(Sealed.value).where(Sealed.name == _LOOKUP))
    return keys.with_lookup(keys.open(sealed or b"", _PLACE))
