"""Who may do what."""

import pytest

from core.errors import NotAllowed
from core.people.roles import KNOWN, PERMISSIONS, allows, may_grant, require


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        ("verwerker", "signals.read", True),
        ("verwerker", "signals.identity", False),
        ("verwerker", "people.invite", False),
        ("coordinator", "signals.identity", True),
        ("beheerder", "signals.read", False),
        ("beheerder", "people.invite", True),
        ("nobody", "work.read", False),
        ("verwerker", "no.such.permission", False),
    ],
)
def test_permission_by_role(role: str, permission: str, *, may: bool) -> None:
    assert allows(role, permission) is may


def test_lacking_permission_raises() -> None:
    with pytest.raises(NotAllowed):
        require("verwerker", "signals.identity")


def test_nobody_but_beheerder_grants_beheerder() -> None:
    assert [role for role in PERMISSIONS if may_grant(role, "beheerder")] == ["beheerder", "eigenaar"]


def test_who_does_not_run_accounts_grants_at_most_her_own_rights() -> None:
    for role in ("verwerker", "coordinator"):
        for granted in PERMISSIONS:
            if may_grant(role, granted):
                assert PERMISSIONS[granted] <= PERMISSIONS[role]


def test_every_permission_has_a_dotted_name() -> None:
    assert all(name.count(".") == 1 for name in KNOWN)
