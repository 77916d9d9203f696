"""Names of people that belong to an organisation, a street, a law or a saint, and are no personal data there."""

import re
from typing import Final

from core.intake.screen.words import Word, word_list

# Endings of streets and foundations, in the name itself or right behind it: "Jan Breydelstraat", "Emma-fonds".
OF_PLACE: Final = re.compile(r"[a-z-](?:straat|laan|plein|steenweg|dreef|lei|kaai|stichting|fonds|school|prijs)$")
# Behind a name these make an organisation of it: "Maria Middelares ziekenhuis", "Albert I-park".
OF_BODY: Final = re.compile(
    r"(?:^|-)(?:vzw|nv|bv|bvba|cvba|park|fonds|stichting|prijs|school|college|instituut|ziekenhuis|kliniek|zaal|kapel|kerk"
    r"|assumpta|caeli|middelares|goretti|kinderdagverblijf|creche|kinderopvang"
    r"|abdij|wet|project|cup|award|foundation|center|museum)$"
)
QUOTED_OR_SPACED: Final = re.compile(r"""\ {0,2}["'“„(]{0,2}""")
# In "Huis van Emma" the capital makes it an organisation; "het huis van Emma" is somebody's home.
BETWEEN: Final = frozenset({"van", "de", "het", "den", "der", "voor", "ter", "ten"})
MAX_BACK: Final = 4


def of_organisation(words: list[Word], start: int, end: int) -> bool:
    """Tell whether the run belongs to the name of an organisation, street, law or saint."""
    behind = words[end : end + 1] if end < len(words) and words[end].gap.strip(" ") == "" else []
    if any(OF_PLACE.search(word.key) for word in words[start:end] + behind) or any(
        OF_BODY.search(word.key) for word in behind
    ):
        return True
    here = start
    for _ in range(MAX_BACK):
        if here == 0 or not QUOTED_OR_SPACED.fullmatch(words[here].gap):
            return False
        before = words[here - 1]
        if before.key in word_list("org_words"):
            direct = here == start or all(word.capital for word in words[here:start])
            return direct or before.capital
        if not (before.capital or before.key in BETWEEN) or before.key in word_list("titles", "kin"):
            return False
        here -= 1
    return False
