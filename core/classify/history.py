"""The history of a registry: which model ran from when, and who let it; lines of JSON that are only ever added to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_FILE = "history"
# How a model came to run: it was there when the program started, somebody promoted it, or went back to it.
STARTED, PROMOTED, BACK = "started", "promoted", "back"
# Instead of a version: the model that the settings name, which runs for all, whatever a registry says.
NAMED = "named"
_FIGURES = ("first", "macro_f1", "shown", "shown_wrong", "calibration_error")


@dataclass(frozen=True, slots=True)
class Ran:
    """A model that ran from a moment on. `run`: as the registry names it; `by`: who let it, where somebody did.

    `figures` are those main ones that its manifest holds, each a share between 0 and 1.
    """

    at: datetime
    version: str
    run: str
    how: str
    by: str
    figures: Mapping[str, float]


def note_ran(folder: Path, run: str, manifest: Mapping[str, Any], how: str, by: str = "") -> None:
    """Add a line to the history in a folder: this model runs from now on."""
    figures = manifest.get("figures", {})
    line = {
        "at": datetime.now(UTC).isoformat(),
        "version": manifest["version"],
        "run": run,
        "how": how,
        "by": by,
        "figures": {name: figures[name] for name in _FIGURES if name in figures},
    }
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _FILE).open("a", encoding="utf-8") as history:
        history.write(json.dumps(line) + "\n")


def read_history(folder: Path) -> tuple[Ran, ...]:
    """Read the history in a folder, oldest first; nothing where none was kept. A line that was cut off is left out."""
    file = folder / _FILE
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return tuple(ran for line in lines if (ran := _read(line)))


def follow(whole: Iterable[Ran], own: Iterable[Ran], follows: str) -> tuple[Ran, ...]:
    """Give what ran for a municipality, oldest first, from the history of the installation and its own.

    `follows`: how its registry names that it runs whatever the installation runs. A model that goes on is told once.
    """
    common: Ran | None = None
    chosen: Ran | None = None
    told: list[Ran] = []
    events = [*((ran, False) for ran in whole), *((ran, True) for ran in own)]
    for ran, is_own in sorted(events, key=lambda event: event[0].at):
        if is_own:
            chosen = None if ran.run == follows else ran
        else:
            common = ran
        over = common if common and common.run == NAMED else None
        now = over or chosen or common or ran
        if not told or told[-1].version != now.version:
            told.append(Ran(ran.at, now.version, now.run, ran.how, ran.by, now.figures))
    return tuple(told)


def _read(line: str) -> Ran | None:
    try:
        told: dict[str, Any] = json.loads(line)
        return Ran(
            datetime.fromisoformat(told["at"]), told["version"], told["run"], told["how"], told["by"], told["figures"]
        )
    except (ValueError, KeyError, TypeError):
        return None
