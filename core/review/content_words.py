"""Content words: which words of a Dutch text mean something by themselves, so that they can stand as a reason."""

_SHORTEST = 3
# Articles, pronouns, prepositions, conjunctions, auxiliaries and adverbs of Dutch.
_FUNCTION = frozenset({
    "aan", "achter", "alle", "alleen", "alles", "als", "altijd", "ander", "andere", "anders", "bent", "bij", "binnen",
    "boven", "buiten", "daar", "daardoor", "daarna", "daarom", "daarvoor", "dan", "dat", "deze", "die", "dit", "doen",
    "doet", "door", "dus", "echt", "een", "eens", "eerst", "elk", "elke", "enkel", "enkele", "ervan", "ervoor", "gaan",
    "gaat", "geen", "geweest", "geworden", "had", "hadden", "heb", "hebben", "heeft", "heel", "hem", "hen", "het",
    "hier", "hij", "hoe", "hun", "iedereen", "iemand", "iets", "ieder", "iedere", "jij", "jou", "jouw", "jullie", "kan",
    "komen", "komt", "krijgen", "krijgt", "kun", "kunnen", "kwam", "laat", "maar", "mag", "meer", "men", "met", "mij",
    "mijn", "moest", "moesten", "moet", "moeten", "mogen", "naar", "nadat", "niemand", "niet", "niets", "nog", "nooit",
    "ofwel", "omdat", "onder", "ons", "onze", "ook", "over", "reeds", "rond", "sinds", "soms", "steeds", "tegen", "ten",
    "ter", "terug", "terwijl", "tijdens", "toch", "toen", "tot", "tussen", "uit", "uw", "vaak", "van", "vanaf", "veel",
    "voor", "waar", "waarom", "waarvan", "wanneer", "want", "waren", "was", "wat", "wel", "welk", "welke", "werd",
    "werden", "wie", "wij", "wil", "willen", "word", "worden", "wordt", "zal", "zeer", "zelf", "zich", "zij", "zijn",
    "zo", "zoals", "zodat", "zonder", "zou", "zouden", "zulke", "zullen",
})  # fmt: skip


def has_content(word: str) -> bool:
    """Tell whether a word means something by itself; letters of a word cut short count when there are three."""
    known = word.strip().casefold()
    return len(known) >= _SHORTEST and any(sign.isalpha() for sign in known) and known not in _FUNCTION
