"""What a reporter says of where her signal belongs, on the page of a signal and in the list."""

import uuid
from collections.abc import Collection
from typing import Any

from admin.desk import Visit
from core.review.joined import read_joined


def joining(visit: Visit, signal_id: uuid.UUID) -> dict[str, Any]:
    """Give the page of a signal the fiche that its reporter named, if any."""
    return {"joined": read_joined(visit.session, [signal_id]).get(signal_id)}


def listing_joined(visit: Visit, signals: Collection[uuid.UUID]) -> dict[str, Any]:
    """Give a list the fiches that the reporters of its signals named and that they are not in, by signal."""
    named = read_joined(visit.session, signals)
    return {"joined": {signal: said for signal, said in named.items() if not said.inside}}
