"""What people say for an option, when nothing else is said beside it; and an option with one letter mistyped."""

import re

from core.dialogue.cleaning import plain
from core.dialogue.form import Option, Question
from core.dialogue.numbers import NUMBERS

# Python refuses to read numbers of thousands of digits; nobody means a quantity with more than six.
DIGITS = 6
# Longer than any answer to a choice: what is longer tells something.
_WORDS = 12
# A shorter option has too many neighbours one letter away.
_LETTERS = 6
# Words that change nothing beside an option.
_BESIDE = frozenset({
    "bij", "ons", "hier", "en", "het", "gaat", "om", "dat", "dit", "die", "is", "zijn", "er", "ik", "we", "wij", "denk",
    "zie", "zien", "ongeveer", "zo", "n", "of", "tot", "a", "zeker", "misschien", "wel", "eigenlijk", "volgens", "mij",
    "gewoon", "toch", "voor", "speelt", "maar", "heel", "echt", "nu", "momenteel", "vrees", "vermoed", "zou", "zeggen",
    "ja", "in", "de", "van", "rond", "circa", "ca", "bijna", "over", "samen", "gezien", "weet",
    "schat", "ken", "tel", "merk", "tal", "vooral", "volg", "zelf",
})  # fmt: skip
# "Een stuk of tien", "een gezin of drie", "een twintigtal": the article is no number here.
_ARTICLE = re.compile(rf"\been (?:[a-z]+ of(?= (?:\d+|{'|'.join(NUMBERS)})\b)|(?=(?!aantal)[a-z]*(?:tal|tallen)\b))")
_AT_LEAST = frozenset({"minstens", "minimum"})
_ONE = frozenset({"een", "1"})


def spoken(question: Question, said: str) -> tuple[Option, ...]:
    """List the options that plain words name between them; none when any word says something else."""
    words = _ARTICLE.sub(" ", said).split()
    if len(words) > _WORDS:
        return ()
    named = {tuple(phrase.split()): option for option in question.options for phrase in _phrases(option)}
    found: dict[str, Option] = {}
    while words:
        size = next((size for size in range(len(words), 0, -1) if tuple(words[:size]) in named), 0)
        if size:
            option = named[tuple(words[:size])]
            found[option.key] = option
        else:
            size, meant = _counted(question, words)
            found |= {option.key: option for option in meant}
        if not size:
            return ()
        words = words[size:]
    return tuple(found.values())


def mistyped(question: Question, said: str) -> tuple[Option, ...]:
    """List the options from which plain words differ in one letter, the first letter aside."""
    meant = (
        option
        for option in question.options
        if any(len(phrase) >= _LETTERS and _one_letter_apart(phrase, said) for phrase in _phrases(option))
    )
    return tuple(meant)


def _phrases(option: Option) -> set[str]:
    label = re.sub(r"\(.*?\)", " ", option.label)
    return {plain(words) for words in (option.label, label, *option.said)} - {""}


def _counted(question: Question, words: list[str]) -> tuple[int, list[Option]]:
    """Read the words in front as a quantity or as words that change nothing: how many they are, and what they mean."""
    quantities = [option for option in question.options if option.least]
    more = 2 if words[:2] == ["meer", "dan"] else 1 if words[0] in _AT_LEAST else 0
    number = _number(words[more : more + 1]) if quantities else None
    if number is None:
        return (1 if words[0] in _BESIDE or words[0] in question.beside else 0), []
    if not more:
        return 1, [option for option in quantities if option.spans(number)]
    least = number if words[0] in _AT_LEAST else number + 1
    return more + 1, [option for option in quantities if option.most is None or option.most >= least]


def _number(words: list[str]) -> int | None:
    word = words[0] if words else ""
    if word.isdigit():
        # A quantity that is no option says something else than an option.
        return int(word) if len(word) <= DIGITS and int(word) else None
    return 1 if word in _ONE else NUMBERS.get(word)


def _one_letter_apart(one: str, other: str) -> bool:
    """Tell whether one letter was left out, doubled, replaced, or exchanged with the next one."""
    if one[:1] != other[:1] or abs(len(one) - len(other)) > 1:
        return False
    same = next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    if same is None:
        return len(one) != len(other)
    left, right = one[same:], other[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
