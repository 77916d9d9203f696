"""What one line at the end of a letter is: a sentence, a line of a signature, or an answer put below it."""

from mail.understand import closing_words

_PARTICLES = frozenset({
    "van", "de", "het", "der", "den", "en", "voor", "in", "op", "te", "du", "des", "la", "le", "et",
})  # fmt: skip
_PROSE_WORDS = 9
_FEW_WORDS = 4
_ENDED_WORDS = 3
_LONG_PROSE = 13


def is_hers(look: str, *, apart: bool) -> bool:
    """Whether a line below a closing may be an answer or an afterthought: then it is kept, and marked."""
    if closing_words.ANSWER.match(look) or look.endswith("?"):
        return True
    if is_card(look) or closing_words.NAME.match(look) or closing_words.OFFICE_HOURS.match(look):
        return False
    words = look.split()
    small = [word for word in words if word[:1].islower() and word.lower() not in _PARTICLES]
    speaks = bool(closing_words.VERBS.search(look)) and len(words) >= _FEW_WORDS
    return speaks or (apart and len(small) >= _ENDED_WORDS)


def is_card(look: str) -> bool:
    """Whether a line says who somebody is or how to reach her."""
    return bool(closing_words.CONTACT.search(look) or closing_words.ROLE.search(look) or in_signature(look))


def in_signature(look: str) -> bool:
    """Lines that stand in signatures although they are long or have a verb."""
    return bool(
        closing_words.CONTACT.search(look)
        or closing_words.OFFICE_HOURS.match(look)
        or closing_words.FOOTER.search(look)
        or closing_words.STREET.search(look)
        or "|" in look
    )


def is_prose(look: str) -> bool:
    """Whether somebody wrote this as a sentence."""
    if not look or closing_words.OFFICE_HOURS.match(look):
        return False
    if "|" in look or closing_words.CONTACT.match(look):
        return False
    count = len(look.split())
    verbs = len(closing_words.VERBS.findall(look))
    if (count >= _PROSE_WORDS and verbs) or count >= _LONG_PROSE:
        return True
    if look[-1:] in ".?!" and count >= _ENDED_WORDS and not closing_words.NAME.match(look):
        return verbs > 0 or look[-1:] in "?!" or not closing_words.ROLE.search(look)
    return verbs >= 1 and count >= _FEW_WORDS and (look[-1:] == ":" or verbs > 1)
