"""Mark a mail that seems to hold several problems, so that a processor is offered to split it."""

import re

_ITEM = re.compile(
    r"(?i)^\s*(?:(?:probleem|signaal|punt|situatie|casus|problème|signal|point|problem|issue|case)\s*)?(?:nr\.?\s*)?"
    r"\(?(\d{1,2})[).:/-]\s+(\S.*)$",
)
_ORDINAL = re.compile(
    r"(?i)^\W{0,3}(?:(?:ten|op de) (eerste|tweede|derde|vierde)\b|(?:een|het) (eerste|tweede|derde"
    r"|ander) (?:probleem|signaal|punt)\b|(premièrement|deuxièmement|troisièmement)|(first(?:ly)?"
    r"|second(?:ly)?|third(?:ly)?),|een (ander|tweede) (?:ding|zaak)\b|(?:daarnaast|verder|los daarvan"
    r"|nog iets anders|iets anders)[:,]? (nog )?een (?:ander|tweede) )",
)
_RULE = re.compile(r"^\s*(?:[-=*_~#]\s?){3,}$")
_SENTENCE = 5
_PARAGRAPH = 10
_MOST_LINES = 2_000


def several(text: str) -> bool:
    """Whether the text is a numbered list of sentences, counts its problems in words, or is cut up by rules."""
    lines = text.split("\n")[:_MOST_LINES]
    numbered = [found for found in map(_ITEM.match, (line[:300] for line in lines)) if found]
    long = [found for found in numbered if len(found.group(2).split()) >= _SENTENCE]
    if len(long) >= 2 and len({found.group(1) for found in long}) >= 2:  # noqa: PLR2004  # two make several
        return True
    ordinals = {found.group().strip().lower() for found in map(_ORDINAL.match, (line[:200] for line in lines)) if found}
    if len(ordinals) >= 2:  # noqa: PLR2004  # idem
        return True
    pieces: list[int] = [0]
    for line in lines:
        if _RULE.match(line[:200]):
            pieces.append(0)
        else:
            pieces[-1] += len(line.split())
    return sum(1 for piece in pieces if piece >= _PARAGRAPH) >= 2  # noqa: PLR2004  # idem
