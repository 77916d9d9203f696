"""Commands by mail: a word, or a sentence that asks nothing else, in Dutch, French or English."""

import re

from core.dialogue.answers import plain

_WORDS = {
    "stop": frozenset({"stop", "stoppen", "arret", "arreter", "arretez", "uitschrijven", "afmelden", "unsubscribe",
                       "desinscrire", "se desinscrire", "stop mails", "stop vragen"}),
    "hulp": frozenset({"hulp", "help", "aide", "a l aide", "info", "help me", "hoe werkt dit", "hoe werkt het",
                       "comment ca marche", "how does this work"}),
    "status": frozenset({"status", "statut", "mijn signalen", "mijn signaal", "mes signaux", "mon signal"}),
}  # fmt: skip
# "Waar knelt het volgens jou?" "Info."
_ANSWERS = frozenset({"info"})
# Who asks for no more, or how things stand, in a sentence: each form is matched against a whole part of it, in small
# letters without accents or signs.
_MAILS = r"(?:(?:automatische )?(?:e ?mails?|mails?|mailtjes?|berichten|berichtjes|vragen|vraagjes|herinneringen))"
_MAILS_FR = r"(?:e ?mails?|mails?|messages?|courriels?|questions?)"
_MAILS_EN = r"(?:e ?mails?|mails?|messages?|questions?)"
_WISHES = r"(?:wil|wilt|willen|wens|wensen|hoef|hoeven|moet|moeten|krijg liever|krijgen liever)"
_AFTER = r"(?: (?:meer|hierover|hiervan|over dit|over dit signaal|van jullie|van u|te|krijgen|ontvangen|beantwoorden))"
_STOPS = (
    rf"stop(?:pen)? met (?:(?:mij|me|ons) )?(?:te )?(?:mailen|schrijven|{_MAILS})(?: (?:te )?(?:sturen|stellen))?",
    rf"stop(?:pen)? met (?:het )?(?:sturen|stellen)(?: van {_MAILS})?",
    rf"stop (?:de|deze|die|jullie) {_MAILS}",
    rf"(?:ik|we|wij) {_WISHES} (?:hier )?(?:echt )?geen (?:verdere |nieuwe )?{_MAILS}{_AFTER}*",
    rf"(?:stuur|mail|vraag|stel|schrijf)(?: (?:me|mij|ons))?(?: hierover)? (?:geen|niet|niets)(?: {_MAILS})? meer",
    rf"(?:mij |me |ons )?geen (?:verdere )?{_MAILS} meer(?: te)?(?: (?:sturen|stellen|over dit signaal|van jullie))*",
    r"(?:mij |me |ons )?(?:hiervoor )?uit ?te ?schrijven|schrijf (?:me|mij|ons) uit|(?:mij |me )?af te melden",
    r"(?:mij|me) (?:niet meer|niets meer) (?:te )?(?:mailen|schrijven|vragen|sturen)",
    rf"je ne (?:veux|souhaite) plus (?:recevoir )?(?:de |d |vos |ces )?{_MAILS_FR}",
    rf"plus (?:de |d )?{_MAILS_FR}|arretez (?:de m ecrire|(?:ces|vos|les) {_MAILS_FR})|desinscrivez moi",
    rf"no more {_MAILS_EN}|stop (?:sending )?(?:me )?(?:these |your )?{_MAILS_EN}|unsubscribe me|remove me",
    rf"(?:i )?do ?n[o ]t (?:want|send me|wish to receive) any(?: more)? {_MAILS_EN}|stop (?:e ?mailing|writing) me",
)
_HOW_IT_STANDS = (
    r"(?:wat is|graag) de (?:status|stand van zaken)(?: van (?:mijn|ons|m n) signa(?:al|len)(?: \d{1,9})?)?",
    r"(?:wat is er|hoe staat het|hoe zit het|hoe ?ver staat het|wat gebeurt er) met (?:mijn|ons) signa(?:al|len)",
    r"(?:is er nieuws over|waar staat|status(?: van)?) (?:mijn|ons|m n) signa(?:al|len)(?: \d{1,9})?|is er al nieuws",
    r"(?:quel est le )?statut de mon signal|ou en est mon signal|what is the status(?: of my signals?)?",
)
_FORMS = {"stop": _STOPS, "status": _HOW_IT_STANDS}
_ASKS = {command: re.compile("|".join(f"(?:{form})" for form in forms)) for command, forms in _FORMS.items()}
# What is said along and changes nothing.
_KINDLY = re.compile(
    r"\b(?:graag|gelieve|aub|a u b|svp|s v p|alsjeblieft|alstublieft|please|bedankt|dank (?:u|je)(?: wel)?|dankjewel"
    r"|merci|thanks|thank you|sorry|maar|en|dus|s il vous plait|veuillez|wel|alvast)\b"
    r"|^(?:dag|hallo|hoi|beste|bonjour|hello|hi)\b"
)
_PARTS = re.compile(r"[.,;:!?\n]+")
_LONGEST = 160


def read_command(text: str, subject: str, *, answers: bool = False) -> str:
    """Give stop, hulp or status when that is all a mail says (or all its subject says, above nothing); else nothing.

    `answers`: it answers a letter of ours, so that a word that may be an answer to a question is one.
    """
    said = text.strip() or subject
    if len(said) > _LONGEST or (answers and _bare(said) in _ANSWERS):
        return ""
    whole = _meant(_bare(said))
    if whole:
        return whole
    parts = {_meant(part) for part in map(_bare, _PARTS.split(said)) if part}
    return parts.pop() if len(parts) == 1 else ""


def _bare(said: str) -> str:
    return " ".join(_KINDLY.sub(" ", plain(said)).split())


def _meant(part: str) -> str:
    """Tell which command a part of a mail is as a whole."""
    named = next((command for command, words in _WORDS.items() if part in words), "")
    return named or next((command for command, form in _ASKS.items() if form.fullmatch(part)), "")
