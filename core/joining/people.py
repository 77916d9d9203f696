"""The first people of a municipality: its start invites them, as long as that opens nobody else's signals."""

from core.errors import NotPossible, Refused
from core.people.invite import invite
from core.people.roles import COORDINATOR, EIGENAAR, VERWERKER
from core.people.sessions import Present
from core.store.engine import Writing

PERMISSION = "start.set"
FIRST = (COORDINATOR, VERWERKER)
_TWO = 2


def most_working(by: Present) -> int:
    """Tell how many may work there already: whoever owns the installation invites before anybody does, and no later.

    She could otherwise give herself a role in which signals are read.
    """
    return 1 if by.role == EIGENAAR else _TWO


def invite_first_two(session: Writing, by: Present, processors: int, email: str, role: str) -> str:
    """Invite one of the first two and return the token of her link; `processors`: how many can decide already.

    Raises NotPossible once there are enough (whoever comes after is invited from within), Refused for an address or
    role that cannot be, NotAllowed.
    """
    by.must(PERMISSION)
    by.must("people.invite")
    if processors >= most_working(by):
        raise NotPossible("municipality: somebody works there")
    if role not in FIRST:
        raise Refused("role")
    return invite(session, by.place.id, email, role, by)
