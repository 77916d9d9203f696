"""What the coordinator of an organisation advises about its signals."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Now, RandomId, Tenant


class Weighing(Base, kw_only=True):
    """One coordinator's advice about one signal: `intern`, `extern` or none, and a remark, screened."""

    __tablename__ = "weighing"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    signal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    advice: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("signal_id", "staff_id"),
        CheckConstraint("advice in ('', 'intern', 'extern')", name="advice"),
    )
