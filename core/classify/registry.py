"""The registry: the models of this installation by version, which one runs, and the way back."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from core.classify.history import BACK, NAMED, PROMOTED, STARTED, Ran, follow, note_ran, read_history
from core.classify.model import MANIFEST
from core.errors import NotFound

# One version a line, the newest last: the last one runs. The model that ships stands under its own name, and in a
# municipality's registry whatever the installation runs.
_RUNNING, SHIPPED, INSTALLATION = "running", "shipped", "installation"
# A candidate may be this much worse, in points of macro-F1 and of the F1 of a theme with enough examples.
_WORSE, _THEME_WORSE, _ENOUGH = 0.005, 0.05, 10
_CALIBRATED = 0.05


@dataclass(frozen=True, slots=True)
class Entry:
    """A model: its version, its folder, what stands in its manifest, and whether it runs."""

    version: str
    folder: Path
    manifest: Mapping[str, Any]
    running: bool


def shipped() -> Path:
    """Say where the model is that comes with the program."""
    return Path(str(files("core.classify") / "artefact"))


class Registry:
    """The models under a folder of the installation, beside the one that ships.

    `whole` makes it the registry of one municipality: its models stand beside all those of the installation, and one
    that is promoted runs for that municipality alone.
    """

    def __init__(self, folder: Path, whole: "Registry | None" = None) -> None:
        """Take the folder that holds a folder a version; it need not be there."""
        self.folder, self._whole = folder, whole
        self._first = SHIPPED if whole is None else INSTALLATION

    def running(self) -> Path:
        """Say which folder runs."""
        return self._place(self._past()[-1])

    def entries(self) -> list[Entry]:
        """List the models, the one that ships first, then by date."""
        folders = [shipped(), *(self._whole.folders() if self._whole else ()), *self.folders()]
        running = self.running()
        found = [
            (folder, json.loads((folder / MANIFEST).read_text("utf-8")))
            for folder in folders
            if (folder / MANIFEST).is_file()
        ]
        found.sort(key=lambda entry: (entry[0] != shipped(), str(entry[1]["made"])))
        return [Entry(manifest["version"], folder, manifest, folder == running) for folder, manifest in found]

    def folders(self) -> list[Path]:
        """List the folders of the models under its own folder."""
        return [path for path in self.folder.glob("*") if (path / MANIFEST).is_file()]

    def take(self, folder: Path) -> Path:
        """Take a fitted model in as a candidate; gives its place. Taking it again changes nothing."""
        version = json.loads((folder / MANIFEST).read_text("utf-8"))["version"]
        place = self.folder / version
        if not place.exists():
            coming = self.folder / f".{version}"
            shutil.rmtree(coming, ignore_errors=True)
            shutil.copytree(folder, coming)
            coming.rename(place)
        return place

    def promote(self, version: str, by: str = "") -> None:
        """Let a model run from now on; `by`: who says so. Raises NotFound."""
        place = self._place(version)
        if not (place / MANIFEST).is_file():
            raise NotFound(f"no model {version}")
        past = self._past()
        if past[-1] != version:
            self._write([*past, version])
            self._note(PROMOTED, by)

    def back(self, by: str = "") -> str:
        """Let the model before run again; gives its version. Raises NotFound when there is none."""
        past = self._past()
        if len(past) < 2:  # noqa: PLR2004 # the one that runs, and one before
            raise NotFound("no model ran before this one")
        self._write(past[:-1])
        self._note(BACK, by)
        return past[-2]

    def history(self) -> tuple[Ran, ...]:
        """Say which model ran from when, oldest first; before this was kept, nobody knows."""
        own = read_history(self.folder)
        return follow(read_history(self._whole.folder), own, INSTALLATION) if self._whole else own

    def note_start(self, named: Path | None = None) -> None:
        """Note which model runs where the history does not say so yet: with a new program another one may ship.

        `named`: the folder that the settings name, which then runs for all.
        """
        if self._whole:
            self._whole.note_start(named)
        if self._whole and named:
            return
        run = NAMED if named else self._past()[-1]
        manifest, past = _read_manifest(named or self.running()), read_history(self.folder)
        if manifest is None or (run == INSTALLATION and (not past or past[-1].run == run)):
            return
        if not past or past[-1].version != manifest["version"] or (past[-1].run == NAMED) != (run == NAMED):
            note_ran(self.folder, run, manifest, STARTED)

    def _note(self, how: str, by: str) -> None:
        manifest = _read_manifest(self.running())
        if manifest:
            note_ran(self.folder, self._past()[-1], manifest, how, by)

    def _place(self, version: str) -> Path:
        if version == SHIPPED:
            return shipped()
        if self._whole is None or (self.folder / version / MANIFEST).is_file():
            return self.folder / version
        return self._whole.running() if version == INSTALLATION else self._whole.folder / version

    def _past(self) -> list[str]:
        file = self.folder / _RUNNING
        return (file.read_text("utf-8").split() if file.is_file() else []) or [self._first]

    def _write(self, versions: list[str]) -> None:
        coming = self.folder / f".{_RUNNING}"
        self.folder.mkdir(parents=True, exist_ok=True)
        coming.write_text("\n".join(versions) + "\n", "utf-8")
        coming.rename(self.folder / _RUNNING)


def _read_manifest(folder: Path) -> Mapping[str, Any] | None:
    file = folder / MANIFEST
    return json.loads(file.read_text("utf-8")) if file.is_file() else None


def weigh_candidate(now: Mapping[str, Any], new: Mapping[str, Any], *, calibrated: bool = True) -> tuple[str, ...]:
    """List why figures of a candidate are not good enough beside those that run; nothing: it may run.

    `calibrated`: whether there are texts enough to judge its calibration by, which takes hundreds.
    """
    against: list[str] = []
    if new["macro_f1"] < now["macro_f1"] - _WORSE:
        against.append(f"macro-F1 {new['macro_f1']:.3f}, now {now['macro_f1']:.3f}")
    if calibrated and new["calibration_error"] > max(_CALIBRATED, now["calibration_error"]):
        against.append(f"calibration error {new['calibration_error']:.3f}, now {now['calibration_error']:.3f}")
    before = {theme["key"]: theme for theme in now["themes"]}
    for theme in new["themes"]:
        known = before.get(theme["key"])
        if known and known["count"] >= _ENOUGH and theme["f1"] < known["f1"] - _THEME_WORSE:
            against.append(f"{theme['key']} {theme['f1']:.3f}, now {known['f1']:.3f}")
    return tuple(against)
