"""Versions: which model runs here, what its manifest says, and which ones ran before; none of them is loaded."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

from core.classify.history import Ran
from core.classify.model import MANIFEST
from core.classify.open import find_model, open_registry
from core.classify.registry import Entry
from core.classify.shelf import OFF
from core.log import describe_error

log = structlog.get_logger()


def read_manifest(setting: str, data: Path, slug: str | None = None) -> Mapping[str, Any] | None:
    """Read the manifest of the model that runs, or would run if it were not off; None where there is none to read.

    `setting` is `SIGNAAL_MODEL`, `data` the installation's folder, `slug` a municipality with models of its own.
    """
    folder = find_model("" if setting == OFF else setting, data, slug)
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):  # the shelf logs it, once
        return None
    return manifest


def read_history_of(data: Path, slug: str) -> tuple[Ran, ...]:
    """Say which models ran for a municipality since this is kept, oldest first."""
    return open_registry(data, slug).history()


def list_unused(data: Path, slug: str, ran: Sequence[Ran]) -> tuple[Entry, ...]:
    """List the models that could run for a municipality and never did."""
    known = {each.version for each in ran}
    entries = open_registry(data, slug).entries()
    return tuple(entry for entry in entries if not entry.running and entry.version not in known)


def note_running(setting: str, data: Path, slug: str) -> None:
    """Note in the history which model runs for a municipality, where that is not noted yet. Never raises for files."""
    if setting == OFF:
        return
    try:
        open_registry(data, slug).note_start(Path(setting) if setting else None)
    except (OSError, ValueError, KeyError) as wrong:
        log.warning("history not kept", **describe_error(wrong))
