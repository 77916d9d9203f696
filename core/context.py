"""What the core needs to do its work, made once by the composition root and passed along."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.classify.kept import Kept
from core.classify.shelf import OFF, Shelf
from core.privacy.keys import Keys
from core.settings import Settings
from core.store.engine import Store
from core.words import Words


def now() -> datetime:
    """Tell the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """Settings, store, keys and words of this process, and the shelf with its models (none unless given).

    `kept`: where public texts stand, for the model that runs.
    `base_url` is where people find the pages, without a slash.
    """

    settings: Settings
    store: Store
    keys: Keys
    words: Words
    base_url: str
    telegram_name: str = ""
    clock: Callable[[], datetime] = now
    shelf: Shelf = field(default_factory=lambda: Shelf(OFF, Path()))
    kept: Kept = field(default_factory=Kept)
