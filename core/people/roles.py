"""What each role may do: one table of permissions by name, checked here and nowhere else.

A permission reaches over everything of the municipality, or only so far: `own` (one's own organisation's signals, the
fiches one pulls) or `shown` (fiches that were prioritised or published). What does not ask how far it reaches is
refused to who has it only so far: a page must say that it is `limited`, and what it reads goes by `Present.reach`.
"""

from collections.abc import Iterable, Mapping

from core.errors import NotAllowed

VERWERKER, COORDINATOR, BEHEERDER = "verwerker", "coordinator", "beheerder"
TREKKER, WERKGROEP, BELEIDSMAKER = "trekker", "werkgroep", "beleidsmaker"
ORGANISATIE, EIGENAAR, ONDERSTEUNER = "organisatiecoordinator", "eigenaar", "ondersteuner"
ROLES = (
    VERWERKER, COORDINATOR, ORGANISATIE, TREKKER, WERKGROEP, BELEIDSMAKER, BEHEERDER, EIGENAAR, ONDERSTEUNER,
)  # fmt: skip

# Roles for one organisation: who coordinates it must have one, who sits in the working group may.
SPEAKING = frozenset({ORGANISATIE, WERKGROEP})

# How far a permission reaches.
ALL, OWN, SHOWN = "all", "own", "shown"

# Not a permission of anyone: a page that is there before one has signed in must say so by this name.
OPEN = "open"

_REVIEW = (VERWERKER, COORDINATOR)
_RUN = (COORDINATOR, BEHEERDER, EIGENAAR)
Reaches = Mapping[str, str]


def _to(*roles: str, own: Iterable[str] = (), shown: Iterable[str] = ()) -> Reaches:
    return {**dict.fromkeys(own, OWN), **dict.fromkeys(shown, SHOWN), **dict.fromkeys(roles, ALL)}


# A line for each permission. Who runs the accounts needs no signals; who reads signals sees no address, unless that is
# her task.
RIGHTS: Mapping[str, Reaches] = {
    "signals.read": _to(*_REVIEW),
    "signals.organisation": _to(*_REVIEW, own=[ORGANISATIE]),
    "signals.enter": _to(*_REVIEW, own=[ORGANISATIE]),
    "signals.import": _to(COORDINATOR),
    "signals.review": _to(*_REVIEW),
    "signals.label": _to(*_REVIEW),
    "signals.decide": _to(*_REVIEW),
    "signals.identity": _to(COORDINATOR),
    "fiches.read": _to(*_REVIEW, WERKGROEP, own=[TREKKER], shown=[BELEIDSMAKER]),
    "fiches.evidence": _to(*_REVIEW, WERKGROEP, own=[TREKKER]),
    "fiches.edit": _to(*_REVIEW),
    "fiches.log": _to(*_REVIEW, WERKGROEP, own=[TREKKER]),
    "fiches.score": _to(*_REVIEW, WERKGROEP),
    "fiches.publish": _to(COORDINATOR),
    "actions.edit": _to(*_REVIEW, own=[TREKKER]),
    "agenda.read": _to(*_REVIEW, WERKGROEP),
    "agenda.edit": _to(*_REVIEW),
    "public.set": _to(COORDINATOR),
    "partners.read": _to(*_REVIEW, WERKGROEP),
    "partners.edit": _to(*_REVIEW),
    "partners.agree": _to(COORDINATOR),
    # Who sits in the working group for an organisation says herself what that approves.
    "approvals.answer": _to(*_REVIEW, own=[WERKGROEP]),
    "digests.read": _to(*_REVIEW),
    "digests.set": _to(COORDINATOR),
    "digests.plan": _to(*_RUN),
    "digests.write": _to(*_REVIEW),
    "digests.run": _to(COORDINATOR, BEHEERDER),
    "figures.read": _to(*_REVIEW, ORGANISATIE, WERKGROEP, BELEIDSMAKER),
    "figures.release": _to(COORDINATOR),
    "figures.share": _to(COORDINATOR),
    "shared.read": _to(ONDERSTEUNER),
    "words.decide": _to(*_REVIEW),
    "work.read": _to(*_REVIEW, BEHEERDER),
    "work.retry": _to(*_REVIEW, BEHEERDER),
    "model.read": _to(*_REVIEW, BEHEERDER, EIGENAAR),
    "model.set": _to(*_RUN),
    "style.set": _to(*_RUN),
    "mail.set": _to(*_RUN),
    "bot.set": _to(*_RUN),
    "start.set": _to(*_RUN),
    "terms.set": _to(*_RUN),
    "kit.read": _to(*_RUN),
    "kit.set": _to(*_RUN),
    "form.edit": _to(COORDINATOR),
    "calls.edit": _to(COORDINATOR),
    "people.invite": _to(*_RUN),
    "identity.watch": _to(COORDINATOR, BEHEERDER),
    "sign-in.set": _to(*_RUN),
    "installation.read": _to(EIGENAAR),
    "installation.set": _to(EIGENAAR),
    "account.own": _to(*ROLES),
    "rights.read": _to(*ROLES),
}
KNOWN = frozenset(RIGHTS)

PERMISSIONS: Mapping[str, frozenset[str]] = {
    role: frozenset(permission for permission, reaches in RIGHTS.items() if role in reaches) for role in ROLES
}

# Running accounts is the whole task of a beheerder; anyone else grants at most what she may do herself.
_GRANTS: Mapping[str, frozenset[str]] = {
    COORDINATOR: frozenset({VERWERKER, COORDINATOR, ORGANISATIE, TREKKER, WERKGROEP, BELEIDSMAKER}),
    # Who supports municipalities reads what others share: the owner of the installation says who that is.
    BEHEERDER: frozenset(ROLES) - {EIGENAAR, ONDERSTEUNER},
    EIGENAAR: frozenset(ROLES),
}


def reach(role: str, permission: str) -> str:
    """Tell how far a permission of a role reaches: `all`, `own` or `shown`; empty: she has it not."""
    return RIGHTS.get(permission, {}).get(role, "")


def allows(role: str, permission: str) -> bool:
    """Tell whether a role has a permission, however far; an unknown role has none."""
    return reach(role, permission) != ""


def require(role: str, permission: str) -> None:
    """Raise NotAllowed unless the role has the permission over everything."""
    if reach(role, permission) != ALL:
        raise NotAllowed(permission)


def may_grant(role: str, granted: str) -> bool:
    """Tell whether someone with `role` may invite someone with the role `granted`."""
    return allows(role, "people.invite") and granted in _GRANTS.get(role, frozenset())
