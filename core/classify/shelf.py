"""The shelf: the models that this process has in memory, each loaded when it is first asked for."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from core.log import describe_error

if TYPE_CHECKING:
    from core.classify.model import Model

log = structlog.get_logger()

OFF = "off"  # `SIGNAAL_MODEL`: no model
_MOST = 4  # models in memory, about 100 MB each


@dataclass(frozen=True, slots=True)
class _Kept:
    folder: Path
    model: "Model | None"


class Shelf:
    """Gives the model that runs, and another one as soon as another was promoted. Safe to share between threads."""

    def __init__(self, setting: str, data: Path) -> None:
        """Take `SIGNAAL_MODEL` and the folder for data; nothing is loaded yet."""
        self._setting, self._data = setting, data
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def model(self, slug: str = "") -> "Model | None":
        """Give the model that runs, for a municipality its own; None when it is switched off or cannot be loaded.

        A model that cannot be loaded stops nothing: it is logged once, and the doctor says what is wrong.
        """
        from core.classify.open import find_model  # noqa: PLC0415 # onnxruntime is loaded by who uses a model

        if self._setting == OFF:
            return None
        with self._lock:
            folder = find_model(self._setting, self._data, slug or None)
            kept = self._kept.pop(str(folder), None) or _Kept(folder, _load(folder))
            self._kept[str(folder)] = kept  # the one asked for last stands last
            while len(self._kept) > _MOST:
                self._kept.pop(next(iter(self._kept)))
            return kept.model

    def lacks(self, slug: str = "") -> bool:
        """Tell whether a model should run, for a municipality, and cannot be loaded."""
        return self._setting != OFF and self.model(slug) is None


def _load(folder: Path) -> "Model | None":
    from core.classify.model import load_model  # noqa: PLC0415 # onnxruntime is loaded by who uses a model

    try:
        return load_model(folder)
    except (OSError, ValueError) as wrong:
        log.warning("no model", folder=str(folder), **describe_error(wrong))
        return None
