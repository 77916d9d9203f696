"""The logo of a municipality, as anyone may see it."""

from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Tenant


class LogoFile(Base, kw_only=True):
    """The bytes of a logo that was made anew; `name` is random and holds its size (core.logo)."""

    __tablename__ = "logo_file"

    municipality_id: Mapped[Tenant] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    body: Mapped[bytes]
