"""Little lessons for the tests of training: three themes, each told by words of its own."""

import numpy as np

from core.classify.examples import Example, name_text
from core.classify.training.lessons import Lessons

WORDS = {
    "wonen": ("huur", "woning", "verhuurder", "waarborg", "appartement", "uithuiszetting"),
    "mobiliteit": ("bus", "halte", "trein", "chauffeur", "fietspad", "rijbewijs"),
    "gezondheid": ("huisarts", "tandarts", "ziekenhuis", "remgeld", "apotheker", "spoed"),
}


def make_lessons(corrections: tuple[Example, ...] = ()) -> Lessons:
    """Make 420 examples and a few terms; the same every time."""
    chance = np.random.default_rng(4)
    examples: list[Example] = []
    for number in range(420):
        theme = list(WORDS)[number % 3]
        structural = number % 4 != 0
        told = " ".join(str(word) for word in chance.choice(WORDS[theme], 5))
        examples.append(
            make_example(
                f"{'Steeds meer gezinnen: ' if structural else 'Mevrouw heeft '}{told} {number}", theme, structural
            )
        )
    terms = [(theme, word) for theme, words in WORDS.items() for word in words]
    return Lessons(examples, terms, corrections=corrections)


def make_example(text: str, theme: str, structural: bool = True) -> Example:  # noqa: FBT001, FBT002 # a label of it
    """Make one example."""
    keys = {"themes": (theme,), "target_groups": ("armoede",), "kinds": ("tekort",), "levels": ("lokaal",)}
    return Example(name_text(text), text, keys, structural)
