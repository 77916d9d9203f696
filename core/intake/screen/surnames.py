"""Surnames that stand by themselves, without a first name or a title: "Janssens", "Van den Broeck", "J. Peeters"."""

from typing import Final

from core.intake.screen.name_lists import clean, distinct_last_name, last_name, last_names
from core.intake.screen.words import Word, word_list

# What a person does, after a first name that is a word as well: "Roos heeft", "Lente belde".
# Of those, what a month, a colour or a hope does not do.
MAX_PARTICLES: Final = 4


def starts_surname(words: list[Word], index: int) -> bool:
    """Tell whether a surname stands here by itself: "Van den Broeck", "Janssens", "J. Peeters"."""
    word = words[index]
    after = words[index + 1] if index + 1 < len(words) else None
    if not word.capital:
        return False
    if len(word.text) == 1 and after is not None and after.gap in {". ", "."} and after.capital and len(after.text) > 1:
        return not clean(after) and (last_name(after) or not word.opens) and not (after.opens and not last_name(after))
    if word.key in {"van", "vanden", "vander", "de", "el", "ait", "ben", "von"}:
        return particle_surname(words, index)
    return distinct_last_name(word)


def particle_surname(words: list[Word], index: int) -> bool:
    """Tell whether "Van", "De" or "El" with a capital opens a surname here."""
    word = words[index]
    place = index + 1
    while (
        place < len(words)
        and place - index < MAX_PARTICLES
        and words[place].key in word_list("particles")
        and words[place].gap == " "
    ):
        place += 1
    if place >= len(words) or words[place].gap.strip(" '") or not words[place].capital:
        return False
    name = words[place]
    whole = "-".join(part.key for part in words[index : place + 1])
    spaced = whole.replace("-", " ")
    if whole in word_list("places") or spaced in {"de haan", "de panne", "de pinte", "de lijn", "de post"}:
        return False
    if spaced in last_names() or name.key in word_list("last_names_own"):
        does = place + 1 < len(words) and words[place + 1].gap == " " and words[place + 1].key in word_list("does")
        return not clean(name) or not word.opens or (does and spaced in last_names())
    return word.key == "van" and not word.opens and not clean(name)
