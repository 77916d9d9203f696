"""Addresses on the internet: e-mail, links with or without scheme, and user names."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span
from core.intake.screen.words import key_of, word_list

LOCAL: Final = r"(?<![\w.+-])[\w+'-][\w.+'-]{0,63}"
EMAIL: Final = re.compile(rf"{LOCAL}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,4}}")
# jan.peeters (at) telenet.be, jan [apenstaartje] gmail punt com, jan @ gmail . com
SLOPPY: Final = re.compile(
    r"(?<![\w.+-])[\w+-][\w.+-]{0,63} {0,2}(?:[(\[{] ?(?:at|@|apenstaartje?) ?[)\]}]|@| at | apenstaartje? ) {0,2}"
    r"[\w-]{1,63}(?: ?(?:\.|[(\[] ?(?:dot|punt|\.) ?[)\]]| punt | dot ) ?(?:be|com|nl|org|net|eu|fr|de)(?!\w))",
    re.IGNORECASE,
)
# Top-level domains that are no Dutch words: "morgen.de" is a forgotten space.
TOP: Final = "be|com|nl|org|net|eu|info|vlaanderen|brussels|gent|fr|uk|io|app|online|site|tv|lu|pl|ro|tr|ua|ma|gov|edu"
URL: Final = re.compile(
    rf"""(?<![\w@.-])(?:
      https?:/{{1,2}}[^\s<>"']{{2,2000}}
    | www\d?\.[^\s<>"']{{2,2000}}
    | (?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{TOP})(?:/[^\s<>"']{{0,2000}}|(?![\w@-]|\.\w))
    | (?:[a-z0-9-]{{1,63}}\.){{1,3}}(?:me|gd|ly|co|be|de|gl|gg|id|it|es)/[^\s<>"']{{1,2000}}
    )""",
    re.VERBOSE | re.IGNORECASE,
)
HANDLE: Final = re.compile(r"(?<![\w@.+/-])@[A-Za-z_][\w.-]{1,40}")
NETWORK: Final = re.compile(
    r"""(?<!\w)(?:insta(?:gram)?|snap(?:chat)?|tiktok|telegram|facebook|fb|twitter|discord|skype|messenger|signal|gamertag
    |steam|gebruikersnaam|username|user|nickname|alias|login|account|profiel)(?!\w)
    (?:[ :=('"-]{1,4}(?:op|is|als|naam|account|profiel|gebruikersnaam|van|haar|zijn|heet|noemt|met|onder|de|het|via)
    ){0,4}
    (?P<mark>[ :=('"]{1,4})(?P<name>[A-Za-z][\w.-]{2,40}(?:\#\d{4})?)""",
    re.VERBOSE | re.IGNORECASE,
)
UNDERSCORED: Final = re.compile(r"(?<![\w@./-])[A-Za-z]{2,30}(?:_[A-Za-z0-9]{1,30}){1,4}(?![\w/-]|\.\w)")


# What must stand in a text before a slower pattern can find anything; most texts have none of it.
AT: Final = re.compile(r"@|[(\[{ ] ?at|apenstaart", re.IGNORECASE)
LINK: Final = re.compile(r"[\w-]\.\w|:/|www\d?\.", re.IGNORECASE)
STEMS: Final = (
    "insta", "snap", "tiktok", "telegram", "facebook", "fb", "twitter", "discord", "skype", "messenger", "signal",
    "gamertag", "steam", "naam", "name", "user", "alias", "login", "account", "profiel",
)  # fmt: skip
TELLING: Final = re.compile(r"[\d_]|[a-z]\.[a-z]")


def find_online(text: str) -> Iterator[Span]:
    """Yield e-mail addresses, links and user names of a folded text."""
    if AT.search(text):
        for pattern in (EMAIL, SLOPPY):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), "EMAIL")
        for match in HANDLE.finditer(text):
            yield Span(match.start(), match.start() + len(match.group().rstrip(".-")), "HANDLE")
    if LINK.search(text):
        for match in URL.finditer(text):
            # The end of the sentence does not belong to the link.
            yield Span(match.start(), match.start() + len(match.group().rstrip(".,;:!?)]}…")), "URL")
    if TELLING.search(text):
        yield from find_user_names(text)


def find_user_names(text: str) -> Iterator[Span]:
    """Yield user names without a sign in front: of a network that is named, or with underscores around a first name."""
    small = text.lower()
    # A dotless i, and one with a dot where it should have none, are an i too.
    odd = "ı" in text or "İ" in text
    for match in NETWORK.finditer(text) if odd or any(stem in small for stem in STEMS) else ():
        name = match["name"].rstrip(".-")
        if TELLING.search(name) and not re.fullmatch(r"\w+\.(?:pdf|docx?|xlsx?|jpe?g|png)", name):
            yield Span(match.start("name"), match.start("name") + len(name), "HANDLE")
    for match in UNDERSCORED.finditer(text) if "_" in text else ():
        if any(key_of(part) in word_list("first_names_own") for part in match.group().split("_")):
            yield Span(match.start(), match.end(), "HANDLE")
