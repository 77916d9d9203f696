"""How far a name reaches to the right and to the left of its first sure word."""

import re
from typing import Final

from core.intake.screen.name_lists import clean, distinct, distinct_last_name, first_name, last_name, plain_first_name
from core.intake.screen.words import Word, word_list

JOINED: Final = re.compile(r"\ {1,2}'?|\.\ ?|\ ?-\ ?|'")
MAX_WORDS: Final = 7
MAX_PARTICLES: Final = 3
MAX_BACK: Final = 4
# "St." and initials: a dot behind them does not end the name.
ABBREVIATION: Final = 2


def run_on(words: list[Word], index: int) -> int:
    """Return one past the last word of the name that starts at `index`.

    Particles count when a capitalised word follows them; a name in small letters goes on only over
    words that are names and nothing else.
    """
    small = not words[index].capital
    end = index + 1
    while end < len(words) and end - index < MAX_WORDS and joins(words, end):
        place = end
        while (
            place < len(words)
            and place - end < MAX_PARTICLES
            and words[place].key in word_list("particles")
            and (place == end or joins(words, place))
        ):
            place += 1
        if place >= len(words) or (place > end and not joins(words, place)):
            # An initial may look like a particle: "Sofie D."
            if words[end].capital and len(words[end].text) == 1:
                return end + 1
            return end
        if not goes_on(words, end, place, small=small):
            return end + 1 if words[end].capital and len(words[end].text) == 1 else end
        end = place + 1
    return end


def joins(words: list[Word], place: int) -> bool:
    """Tell whether the word stands close enough to the one before to be part of the same name."""
    gap = words[place].gap
    if not JOINED.fullmatch(gap):
        return False
    # A dot ends the name unless it belongs to an initial or an abbreviation such as "St.".
    return not gap.startswith(".") or len(words[place - 1].text) <= ABBREVIATION


def goes_on(words: list[Word], end: int, place: int, *, small: bool) -> bool:
    """Tell whether the word at `place`, behind any particles from `end` on, belongs to the name."""
    word = words[place]
    if small or not word.capital:
        surname = distinct_last_name(word) or (
            place > end and last_name(word) and word.key in word_list("last_names_own")
        )
        return surname or (plain_first_name(word) and word.key in distinct() and small and not word.capital)
    if len(word.text) == 1:
        return True
    if place > end:
        capital = words[end].capital
        return not clean(word) or (
            capital and not word.upper and word.key not in word_list("clean_capitals", "org_words")
        )
    if word.key in word_list("places"):
        return word.key in word_list("last_names_own")
    return not clean(word)


def back_over(words: list[Word], index: int) -> int:
    """Return where the name starts when initials or a surname stand in front of the word at `index`."""
    start = index
    while start > 0 and index - start < MAX_BACK and joins(words, start):
        before = words[start - 1]
        initial = before.capital and len(before.text) == 1
        named = before.capital and not clean(before) and (first_name(before) or distinct_last_name(before))
        particle = start < index and before.key in word_list("particles") and before.capital and not before.opens
        if not (
            initial
            or particle
            or (named and (not before.opens or distinct_last_name(before) or plain_first_name(before)))
        ):
            break
        start -= 1
    return start
