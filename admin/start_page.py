"""What a step of the start is made of: what its page shows, and what keeping it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from admin.desk import Desk, Visit
from core.joining.checklist import STEPS


@dataclass(frozen=True, slots=True)
class Again:
    """The page again, with what was typed and what is wrong with it (`wrong`: texts by field)."""

    values: Mapping[str, Any]
    status: int = 422


@dataclass(frozen=True, slots=True)
class Saved:
    """It is kept: on to the next step, or `stay`. `done`: a word for what was done."""

    done: str = "bewaard"
    stay: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """It waits for another machine: `run` outside any transaction, then `keep` with what that gave."""

    run: Callable[[], Any]
    keep: Callable[[Desk, Visit, Any], Again | Saved]


Show = Callable[[Desk, Visit], dict[str, Any]]
Keep = Callable[[Desk, Visit], Again | Saved | Waits]


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step: `key` names it in its address, its template and its words."""

    key: str
    show: Show
    keep: Keep


def beside(key: str) -> dict[str, str]:
    """Name the steps before and after a step; empty where there is none."""
    at = STEPS.index(key)
    return {
        "previous": STEPS[at - 1] if at else "",
        "following": STEPS[at + 1] if at + 1 < len(STEPS) else "",
    }
