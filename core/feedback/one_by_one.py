"""One by one: letters are made each in a commit of its own, so that one that cannot be written holds up no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from core.feedback.writing import Post
from core.log import describe_error

log = structlog.get_logger()
Row = TypeVar("Row")


def do_each(post: Post, rows: Iterable[Row], do: Callable[[Session, Row], bool], wrong: str) -> int:
    """Do something with each row in a transaction of the municipality; returns with how many it was done.

    `wrong`: what the log calls it when that fails. A database that is away raises, and the rest waits.
    """
    return sum(_try(post, row, do, wrong) for row in rows)


def _try(post: Post, row: Row, do: Callable[[Session, Row], bool], wrong: str) -> bool:
    try:
        with post.context.store.tenant(post.place.id) as session:
            return do(session, row)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 # one that cannot be written holds up no other
        log.warning(wrong, municipality=post.place.id, **describe_error(error))
        return False
