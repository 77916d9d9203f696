"""What became of a delivery, however it was taken."""

from dataclasses import dataclass

from core.intake.rooms import Said


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery: `kind` as in the sum of everything received; `erased`: forget the chat as well."""

    kind: str
    reason: str = ""
    said: Said | None = None
    erased: bool = False
