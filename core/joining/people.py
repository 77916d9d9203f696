"""The first people of a municipality: until two of them can decide about signals, its start may invite them."""

from core.errors import NotPossible, Refused
from core.people.invite import invite
from core.people.roles import COORDINATOR, VERWERKER
from core.people.sessions import Present
from core.store.engine import Writing

PERMISSION = "start.set"
FIRST = (COORDINATOR, VERWERKER)
_TWO = 2


def invite_first_two(session: Writing, by: Present, processors: int, email: str, role: str) -> str:
    """Invite one of the first two and return the token of her link; `processors`: how many can decide already.

    Raises NotPossible once there are two (whoever comes after is invited from within), Refused for an address or role
    that cannot be, NotAllowed.
    """
    by.must(PERMISSION)
    by.must("people.invite")
    if processors >= _TWO:
        raise NotPossible("municipality: two work there")
    if role not in FIRST:
        raise Refused("role")
    return invite(session, by.place.id, email, role, by)
