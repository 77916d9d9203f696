"""The chain over the audit: each minute new rows are sealed with a hash of them and of the seal before.

So no row changes, goes or comes in between unnoticed. The hash is keyed: who can only write in the database cannot make
the chain fit again.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Context
from core.people.audit import try_alone
from core.privacy.keys import Keys
from core.store.tables import Audit, AuditSeal, Municipality

_PURPOSE = "audit"
_BEGIN = b""  # what the first seal of a municipality hangs on
_BLOCK = 5000  # rows a seal covers at most


@dataclass(frozen=True, slots=True)
class Verified:
    """A chain that was looked at: how many rows its good seals cover, how many no seal covers yet, where it breaks.

    `broken`: the id of the first row that may be wrong (None: all is well). Rows stay unsealed for a minute or so.
    """

    sealed: int
    unsealed: int
    broken: int | None


def find_unsealed(session: Session) -> list[int]:
    """List the municipalities with audit rows that no seal covers. As the clock."""
    newest = select(func.max(Audit.id)).where(Audit.municipality_id == Municipality.id).scalar_subquery()
    covered = select(func.max(AuditSeal.last_id)).where(AuditSeal.municipality_id == Municipality.id).scalar_subquery()
    return list(session.scalars(select(Municipality.id).where(newest > func.coalesce(covered, 0))))


def seal_audit(session: Session, context: Context, municipality_id: int) -> int:
    """Seal the new rows of the bound municipality; how many those were. Nothing while somebody is just writing one.

    Rows that come later have higher numbers: who writes one and who seals exclude each other.
    """
    if not try_alone(session, municipality_id):
        return 0
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.last_id.desc()).limit(1))
    after = last.last_id if last else 0
    rows = session.scalars(select(Audit).where(Audit.id > after).order_by(Audit.id).limit(_BLOCK)).all()
    if rows:
        hash_ = _link(context.keys, last.hash if last else _BEGIN, rows)
        session.add(AuditSeal(municipality_id=municipality_id, last_id=rows[-1].id, rows=len(rows), hash=hash_))
        session.flush()
    return len(rows)


def verify_chain(session: Session, context: Context) -> Verified:
    """Go through the chain of the bound municipality, from its beginning."""
    before, after, sealed = _BEGIN, 0, 0
    for seal in session.scalars(select(AuditSeal).order_by(AuditSeal.last_id)):
        rows = session.scalars(select(Audit).where(Audit.id > after, Audit.id <= seal.last_id).order_by(Audit.id)).all()
        if len(rows) != seal.rows or not hmac.compare_digest(_link(context.keys, before, rows), seal.hash):
            return Verified(sealed, _count_after(session, seal.last_id), rows[0].id if rows else after + 1)
        before, after, sealed = seal.hash, seal.last_id, sealed + len(rows)
    return Verified(sealed, _count_after(session, after), None)


def _count_after(session: Session, last_id: int) -> int:
    return session.scalar(select(func.count()).select_from(Audit).where(Audit.id > last_id)) or 0


def _link(keys: Keys, before: bytes, rows: Sequence[Audit]) -> bytes:
    hashed = hashlib.sha256(before)
    for row in rows:
        at = row.at.astimezone(UTC).isoformat()
        line = [row.id, row.municipality_id, at, str(row.staff_id or ""), row.action, row.subject, row.reason]
        hashed.update(json.dumps(line).encode() + b"\n")
    return keys.lookup(_PURPOSE, hashed.hexdigest())
