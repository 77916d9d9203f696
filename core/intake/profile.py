"""What a reporter told of herself, kept as soon as she told it or passed it over, so that it is asked once."""

from core.dialogue.events import Dialogue
from core.store.tables import Reporter


def keep_profile(reporter: Reporter, dialogue: Dialogue) -> None:
    """Keep sector and organisation with the reporter, in the caller's transaction; empty: passed over."""
    for key in ("sector", "organisation"):
        told = dialogue.answers.get(key)
        if isinstance(told, str):
            setattr(reporter, key, told)
        elif key in dialogue.skipped:
            setattr(reporter, key, "")
