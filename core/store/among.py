"""Among: that a column is one of many values, said with one parameter.

`in_` writes each value as a parameter of its own, which is then put together, taken apart and looked up each time: for
hundreds of them that is more work than the query.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Say that a column is one of these values."""
    return column == any_(literal(list(values), ARRAY(column.type)))
