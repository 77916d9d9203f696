"""An emptied signal: whatever column may hold somebody's words has none."""

from sqlalchemy import Text, inspect
from sqlalchemy.dialects.postgresql import JSONB

from core.privacy.erase import EMPTIED
from core.store.tables import Signal

# Columns of text that hold keys of lists, never what somebody wrote.
KEYS = {"channel", "breadth", "trend", "sector", "language", "wants", "status", "form"}


def test_every_column_that_can_hold_words_is_emptied() -> None:
    columns = inspect(Signal).columns
    free = {column.name for column in columns if isinstance(column.type, (Text, JSONB)) and not column.computed}
    assert free - KEYS == set(EMPTIED) - {"reporter_id"}
