"""What a reporter's own page shows: the way of each of her signals."""

from core.context import Context
from core.feedback.way_reading import Way, read_ways
from core.intake.pages import owner_of, reaching
from core.municipalities import Place


def read_own(context: Context, link: str) -> tuple[Place, list[Way]]:
    """Read the signals of the reporter that a link belongs to, newest first; NotFound when she is not known."""
    with reaching("read own"), context.store.door() as session:
        place, reporter_id = owner_of(session, context, link)
        return place, read_ways(session, place, reporter_id, context.clock())


def read_one(context: Context, link: str, number: int) -> tuple[Place, Way | None]:
    """Read one of those signals; None when it is not hers."""
    place, ways = read_own(context, link)
    return place, next((way for way in ways if way.number == number), None)
