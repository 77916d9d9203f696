"""Who pulls a fiche, as it may be written out: a function or an organisation by name, a colleague by her role."""

import uuid
from collections.abc import Mapping

from core.store.tables import Fiche

_SIGN = "@"


def name_puller(fiche: Fiche, roles: Mapping[uuid.UUID, str]) -> tuple[str, bool, str]:
    """Give who pulls, whether that is a colleague, and what she answered; never an address.

    Of a colleague whose account is gone only her address is left: then nobody is named.
    """
    answer = fiche.puller_answer or ""
    if fiche.puller_id is not None:
        return roles.get(fiche.puller_id, ""), True, answer
    name = fiche.puller or ""
    return ("", True, answer) if _SIGN in name else (name, False, answer)
