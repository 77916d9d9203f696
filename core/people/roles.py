"""What each role may do: permissions by name, checked here and nowhere else."""

from collections.abc import Mapping

from core.errors import NotAllowed

VERWERKER, COORDINATOR, BEHEERDER = "verwerker", "coordinator", "beheerder"

# Not a permission of anyone: a page that is there before one has signed in must say so by this name.
OPEN = "open"

_READS = frozenset({"account.own", "work.read", "work.retry"})
_FICHES = frozenset({"signals.decide", "fiches.read", "fiches.edit"})
_REVIEWS = _READS | _FICHES | {"signals.read", "signals.review", "signals.label", "words.decide", "model.read"}

# Who runs the accounts needs no signals; who reads signals sees no address, unless that is her task.
PERMISSIONS: Mapping[str, frozenset[str]] = {
    VERWERKER: _REVIEWS,
    COORDINATOR: _REVIEWS | {"signals.identity", "people.invite", "mail.set", "model.set"},
    BEHEERDER: _READS | {"people.invite", "mail.set", "model.read", "model.set"},
}
KNOWN = frozenset[str]().union(*PERMISSIONS.values())

# Running accounts is the whole task of a beheerder; anyone else grants at most what she may do herself.
_GRANTS: Mapping[str, frozenset[str]] = {
    VERWERKER: frozenset(),
    COORDINATOR: frozenset({VERWERKER, COORDINATOR}),
    BEHEERDER: frozenset(PERMISSIONS),
}


def allows(role: str, permission: str) -> bool:
    """Tell whether a role has a permission; an unknown role has none."""
    return permission in PERMISSIONS.get(role, frozenset())


def require(role: str, permission: str) -> None:
    """Raise NotAllowed unless the role has the permission."""
    if not allows(role, permission):
        raise NotAllowed(permission)


def may_grant(role: str, granted: str) -> bool:
    """Tell whether someone with `role` may invite someone with the role `granted`."""
    return allows(role, "people.invite") and granted in _GRANTS.get(role, frozenset())
