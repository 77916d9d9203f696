"""Where to go on to: pages of the panel only."""

import re

from admin.desk import PREFIX

_LOCAL = re.compile(rf"{PREFIX}(/[\w/-]*)?(\?[\w=&%+.*~-]*)?", re.ASCII)
_LONGEST = 500


def local_path(wanted: str) -> str:
    """Give the wanted page back when it is one of the panel's own, else nothing: no other site, no other scheme."""
    return wanted if len(wanted) <= _LONGEST and _LOCAL.fullmatch(wanted) else ""
