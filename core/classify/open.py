"""Open: where the models of an installation lie, which of them runs, and why one could not be loaded."""

from pathlib import Path

from core.classify.registry import Registry

_FOLDER = "models"


def open_registry(data: Path, slug: str | None = None) -> Registry:
    """Open the registry of an installation, by its folder for data; or of a municipality, with its own models."""
    whole = Registry(data / _FOLDER)
    return Registry(data / _FOLDER / slug, whole) if slug else whole


def find_model(setting: str, data: Path, slug: str | None = None) -> Path:
    """Say which folder `SIGNAAL_MODEL` means: the one it names, for all.

    Unset: the one that was promoted for the municipality, else for the installation, else the one that ships.
    """
    return Path(setting) if setting else open_registry(data, slug).running()


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
