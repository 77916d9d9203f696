"""A dialogue as JSON and back: what one encrypted column holds."""

from pydantic import TypeAdapter, ValidationError

from core.dialogue.events import Dialogue
from core.errors import StoreError

_DIALOGUE = TypeAdapter(Dialogue)


def dump_dialogue(dialogue: Dialogue) -> bytes:
    """Write a dialogue as UTF-8 JSON."""
    return _DIALOGUE.dump_json(dialogue)


def load_dialogue(data: bytes) -> Dialogue:
    """Read what `dump_dialogue` wrote; raises StoreError (without a word of the text) when it is something else."""
    try:
        return _DIALOGUE.validate_json(data)
    except ValidationError:
        # The validation error quotes its input, which nobody may read in a log.
        raise StoreError("dialogue") from None
