"""The table base and the column shapes that tables share."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, Identity, LargeBinary, MetaData, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column

Tenant = Annotated[int, mapped_column(ForeignKey("municipality.id", ondelete="CASCADE"))]
RandomId = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True)]
Serial = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Now = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Keys = Annotated[list[str], mapped_column(ARRAY(Text), server_default="{}")]
Cipher = Annotated[bytes, mapped_column(LargeBinary)]
Json = Annotated[dict[str, Any], mapped_column(JSONB, server_default="{}")]


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Every table: a dataclass whose constructor names all its columns."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, bytes: LargeBinary, int: BigInteger}  # noqa: RUF012 # SQLAlchemy's own hook
