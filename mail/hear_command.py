"""Commands by mail: one word and nothing else, in Dutch, French or English."""

from core.dialogue.answers import plain

_WORDS = {
    "stop": frozenset({"stop", "stoppen", "stop a u b", "stop aub", "stop svp", "arret", "arreter", "uitschrijven",
                       "afmelden", "unsubscribe", "desinscrire", "se desinscrire"}),
    "hulp": frozenset({"hulp", "help", "aide", "a l aide", "info"}),
    "status": frozenset({"status", "statut", "mijn signalen", "mes signaux"}),
}  # fmt: skip
_LONGEST = 40


def read_command(text: str, subject: str) -> str:
    """Give stop, hulp or status when that is all a mail says (or all its subject says, above nothing); else nothing."""
    said = text.strip() or subject
    if len(said) > _LONGEST:
        return ""
    word = plain(said)
    return next((command for command, words in _WORDS.items() if word in words), "")
