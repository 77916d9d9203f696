"""Open: the model that this installation runs, or why there is none; without one everything else works."""

from importlib.resources import files
from pathlib import Path

import structlog

from core.classify.model import Model, load_model
from core.log import describe_error

OFF = "off"
log = structlog.get_logger()


def shipped() -> Path:
    """Say where the model is that comes with the program."""
    return Path(str(files("core.classify") / "artefact"))


def open_model(setting: str) -> Model | None:
    """Load the model that `SIGNAAL_MODEL` names: unset the one that ships, a folder, or `off`; None when there is none.

    A model that cannot be loaded stops nothing: it is logged, and the doctor says what is wrong.
    """
    if setting == OFF:
        return None
    try:
        return load_model(Path(setting) if setting else shipped())
    except (OSError, ValueError) as wrong:
        log.warning("no model", **describe_error(wrong))
        return None
