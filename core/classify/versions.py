"""Versions: which model is the one of an installation or a municipality, read from its manifest and never loaded."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from core.classify.model import MANIFEST
from core.classify.open import find_model
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
    except (OSError, ValueError) as wrong:
        log.warning("no model", **describe_error(wrong))
        return None
    return manifest
