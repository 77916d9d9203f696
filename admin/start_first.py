"""What a list that is still empty says first: how much of the start of the municipality is still missing."""

from admin.desk import Desk, Visit
from core.joining.checklist import check, missing
from core.joining.facts import read_facts

PERMISSION = "start.set"


def to_start(desk: Desk, visit: Visit, *, empty: bool) -> dict[str, int]:
    """Count what is needed and missing, for who can do something about it; only where nothing came in yet."""
    if not (empty and visit.present.may(PERMISSION)):
        return {"to_start": 0}
    return {"to_start": len(missing(check(read_facts(visit.session, desk.context, visit.present.place))))}
