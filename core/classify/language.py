"""Guess a text's language from its small words: nl, fr, en, de, other, or unknown when it is too short to tell."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LOOK = 4_000
_FEWEST = 4
_WORDS: tuple[tuple[str, str], ...] = (
    ("nl", (
        "de het een en van ik wij we je u ze zij hij er is zijn was waren wordt worden niet geen maar ook dat "
        "die dit deze te in op met voor aan bij uit door over naar om als dan nog al heeft hebben had kan "
        "kunnen moet moeten wel omdat want hun haar ons onze jullie mijn wat wie waar hoe veel meer weer "
        "geven krijgt krijgen gaat naar tot tegen zonder onder tussen sinds beste dag "
    )),
    ("fr", (
        "le la les un une des du de et est sont dans pour pas ne que qui ce cette ces il elle ils elles nous "
        "vous je on en au aux avec sur par mais plus ou où été être ont avoir a n'est c'est j'ai d'un d'une "
        "qu'il qu'elle très leur leurs notre votre mon ma mes son sa ses y se depuis sans chez entre bonjour "
        "merci aussi "
    )),
    ("en", (
        "the a an and of to is are was were be been it this that these those they we you he she i in on for "
        "with at from by not no but have has had can could will would should there their our your my his her "
        "as or if about more also who which what when because hello since without between do does don't it's "
    )),
    ("de", (
        "der die das ein eine einen und ist sind war waren nicht kein keine auch aber ich wir sie er es du "
        "ihr mit von zu auf für an bei aus durch über nach um als noch schon hat haben hatte kann können muss "
        "müssen weil denn ihre unser uns mein was wer wo wie dem den des im am zum zur ohne zwischen seit "
        "guten sehr "
    )),
)  # fmt: skip
_SMALL = tuple((name, frozenset(small.split())) for name, small in _WORDS)
# The small words of Dutch: they tell a language, and nothing of what a text is about.
SMALL_WORDS = _SMALL[0][1]


def language(text: str) -> str:
    """Give the language of a text: the one whose small words are most frequent, when they are frequent enough."""
    found = [word.lower().replace("’", "'") for word in _WORD.findall(text[:_LOOK])]
    if len(found) < _FEWEST:
        return "unknown"
    counts = sorted(((sum(1 for word in found if word in small), name) for name, small in _SMALL), reverse=True)
    (best, name), (second, _) = counts[:2]
    if best < 2 or best == second:  # noqa: PLR2004  # one small word may stand in any language
        return "other" if len(found) >= 12 and best == 0 else "unknown"  # noqa: PLR2004  # long, and none of ours
    if best / len(found) < 0.12:  # noqa: PLR2004  # in running text one word in three is a small one
        return "other" if len(found) >= 12 else "unknown"  # noqa: PLR2004  # idem
    return name
