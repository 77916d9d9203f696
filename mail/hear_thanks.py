"""A mail that only thanks: nothing to keep in a signal, and no occasion to ask more."""

import re

from core.dialogue.answers import plain

_FOR = (
    r"(?:voor|pour|for) (?:(?:het|je|jullie|uw|de|dit|votre|vos|your|the|la|le) )?"
    r"(?:(?:snelle?|vlugge?|duidelijke?|fijne?|goede?|quick) )?"
    r"(?:antwoord|reactie|mail|bericht|bevestiging|opvolging|info|informatie|hulp|moeite|werk|inzet|reponse|retour"
    r"|answer|reply|help)"
)
_THANKS = re.compile(
    r"(?:(?:ok|oke|top|fijn|prima|super|goed|heel|zeer|erg|alvast|hartelijk|van harte|duizendmaal|veel|grand|many) )*"
    r"(?:bedankt|dank(?: (?:je|u|jullie))?(?: wel)?|dankjewel|dankuwel|merci(?: beaucoup| bien)?|thanks(?: a lot)?"
    rf"|thank you(?: very much)?)(?: {_FOR})?(?: (?:en )?(?:alvast|hoor|groetjes|fijne dag|prettige dag|nog))*"
)
_LONGEST = 100


def only_thanks(text: str) -> bool:
    """Tell whether a text thanks and says nothing else; "ja" or "ok" alone may be an answer and is no thanks."""
    return len(text) <= _LONGEST and _THANKS.fullmatch(plain(text)) is not None
