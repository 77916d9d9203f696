"""The labels of a fiche: those of its signals, unless a person set them by hand; and the rights that are at stake."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.classify.labels import FACETS
from core.dialogue.load import labels
from core.errors import Refused
from core.people.sessions import Present
from core.review.bundling import MOST_THEMES, follow_labels, lock_fiche
from core.review.fiches import FOLLOWED, LABELLED, Behind, Changed, behind, write_fiche
from core.store.tables import Fiche

RIGHTS = "rights"
BY_HAND = (*FACETS, RIGHTS)
Keys = Mapping[str, tuple[str, ...]]


class TooMany(Refused):
    """More themes than a fiche can have."""


def set_labels(session: Session, present: Present, number: int, keys: Keys, version: int) -> Changed | Behind:
    """Let a fiche have these labels and rights.

    Other themes, groups, kinds or levels than it has are set by hand: from then on they do not follow the signals.
    Raises TooMany, NotFound, and Refused for a key that the taxonomy does not know.
    """
    present.must("fiches.edit")
    chosen = {facet: _check(facet, keys.get(facet, ())) for facet in BY_HAND}
    if len(chosen["themes"]) > MOST_THEMES:
        raise TooMany("themes")
    fiche = lock_fiche(session, number)
    changed = [facet for facet in BY_HAND if set(getattr(fiche, facet)) != set(chosen[facet])]
    if not changed:
        return Changed(changed=False)
    if fiche.version != version:
        return behind(session, fiche)
    for facet in changed:
        setattr(fiche, facet, chosen[facet])
    if set(changed) != {RIGHTS}:
        fiche.follows = False
    write_fiche(session, present, fiche, LABELLED, {"facets": changed})
    return Changed(changed=True)


def follow_signals(session: Session, present: Present, number: int, version: int) -> Changed | Behind:
    """Let the labels of a fiche follow those of its signals again."""
    present.must("fiches.edit")
    fiche = lock_fiche(session, number)
    if fiche.follows:
        return Changed(changed=False)
    if fiche.version != version:
        return behind(session, fiche)
    fiche.follows = True
    follow_labels(session, fiche)
    write_fiche(session, present, fiche, FOLLOWED, {})
    return Changed(changed=True)


def keys_of(fiche: Fiche) -> dict[str, tuple[str, ...]]:
    """Give the labels and rights of a fiche by key."""
    return {facet: tuple(getattr(fiche, facet)) for facet in BY_HAND}


def _check(facet: str, keys: tuple[str, ...]) -> list[str]:
    known = labels(facet)
    if not set(keys) <= set(known):
        raise Refused(f"labels: {facet}")
    return [key for key in known if key in keys]
