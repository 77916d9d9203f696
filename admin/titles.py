"""A title for a new fiche, looked over before it is kept: names, blame and solutions are shown, and she decides."""

from admin.desk import Visit
from core.intake.guard import read_guard
from core.review.personal import find_people
from core.review.wording import Stretch, apart, find_hints, stretch


def look_over_title(visit: Visit) -> tuple[Stretch, ...]:
    """Give the stretches of a typed title in which something may be the matter; empty when all is well.

    Also empty when this very title was shown to her with its hints before: the field `looked` carries it.
    """
    title = " ".join(visit.typed("title").split())
    if title == visit.typed("looked"):
        return ()
    hints = apart([*find_people(read_guard(visit.session), title), *find_hints(title)])
    return stretch(title, hints) if hints else ()
