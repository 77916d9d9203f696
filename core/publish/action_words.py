"""The words of an action that the public may read, and their digest: other words are not public."""

from hashlib import blake2b

from core.store.tables import Action

_DIGEST, _END = 16, "\x1e"


def public_words(action: Action) -> tuple[str, ...]:
    """Give what the public would read: title, owner, before, after, source, partners. A colleague is not named."""
    owner = action.owner if action.owner_id is None else ""
    return (action.title, owner, action.before, action.after, action.source, *action.partners)


def digest_words(action: Action) -> bytes:
    """Give the digest of these words, beside this fiche."""
    words = (str(action.fiche_id), *public_words(action))
    return blake2b(_END.join(words).encode(), digest_size=_DIGEST).digest()


def is_public(action: Action) -> bool:
    """Tell whether somebody let the public read these words; that its fiche is public is another matter."""
    return action.public_digest is not None and action.public_digest == digest_words(action)
