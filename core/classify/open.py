"""Open: the model that this installation runs, or why there is none; without one everything else works."""

from pathlib import Path

import structlog

from core.classify.model import Model, load_model
from core.classify.registry import Registry
from core.classify.shelf import OFF
from core.log import describe_error

_FOLDER = "models"
log = structlog.get_logger()


def open_registry(data: Path, slug: str | None = None) -> Registry:
    """Open the registry of an installation, by its folder for data; or of a municipality, with its own models."""
    whole = Registry(data / _FOLDER)
    return Registry(data / _FOLDER / slug, whole) if slug else whole


def find_model(setting: str, data: Path, slug: str | None = None) -> Path:
    """Say which folder `SIGNAAL_MODEL` means: the one it names, for all.

    Unset: the one that was promoted for the municipality, else for the installation, else the one that ships.
    """
    return Path(setting) if setting else open_registry(data, slug).running()


def open_model(setting: str, data: Path, slug: str | None = None) -> Model | None:
    """Load the model that runs; None when it is switched off or cannot be loaded.

    A model that cannot be loaded stops nothing: it is logged, and the doctor says what is wrong.
    """
    if setting == OFF:
        return None
    folder = find_model(setting, data, slug)
    try:
        return load_model(folder)
    except (OSError, ValueError) as wrong:
        log.warning("no model", folder=str(folder), **describe_error(wrong))
        return None


def say_why(folder: Path, wrong: OSError | ValueError) -> str:
    """Say in words why no model could be loaded from a folder."""
    if not folder.is_dir():
        why = "there is no such folder"
    elif isinstance(wrong, FileNotFoundError) and wrong.filename:
        why = f"{Path(wrong.filename).name} is missing"
    elif isinstance(wrong, OSError):
        why = wrong.strerror or str(wrong)
    else:
        why = f"it is not whole ({wrong})"
    return f"no model in {folder}: {why}"
