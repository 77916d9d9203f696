"""Find what programs and lawyers add below a letter: mobile lines, disclaimers, pleas for trees, banners, pictures."""

from mail.understand import footer_words
from mail.understand.lines import Line

_SHORT = 60


def is_program_line(line: Line) -> str:
    """Why a single line is no one's words ("mobile", "disclaimer", "picture"), or the empty string."""
    look = line.seen
    if footer_words.PICTURE.match(look):
        return "picture"
    if len(look) <= 200 and footer_words.MOBILE.match(look) and not footer_words.MOBILE_SENTENCE.search(look):  # noqa: PLR2004  # one line
        return "mobile"
    if footer_words.ECO.match(look):
        return "disclaimer"
    return ""


def is_legal(look: str) -> bool:
    """Whether a paragraph speaks as a disclaimer: it opens as one and uses two of its phrases (or is headed as one)."""
    if not footer_words.DISCLAIMER_OPENS.match(look):
        return False
    head = look.lstrip(' *_"“(>-').lower()
    needed = 1 if head.startswith(("disclaimer", "confidentiality", "avis de confidentialité")) else 2
    if head.startswith("disclaimer") and len(look) < _SHORT:
        return True
    return len({found.group().lower() for found in footer_words.LEGAL.finditer(look)}) >= needed


def is_banner(look: str) -> bool:
    """Whether a line warns that the mail came from outside."""
    return bool(footer_words.BANNER.match(look))
