"""Rebuild the generated name lists from Faker's data (MIT); needed at build time only.

Run `python -m core.intake.screen.build_lists [WORDS]` with Faker installed. WORDS is an optional
plain list of ordinary Dutch words (Debian's wdutch: /usr/share/dict/dutch); with it the lists of
first names which are ordinary words as well is rebuilt too.
"""

import importlib
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

LISTS = Path(__file__).parent / "lists"
FIRST_LOCALES = (
    "nl_BE nl_NL fr_BE fr_FR fr_DZ tr_TR pl_PL uk_UA ro_RO pt_PT it_IT es_ES de_DE en_GB en_US "
    "tw_GH ig_NG yo_NG ha_NG sw en_KE hr_HR sk_SK cs_CZ hu_HU az_AZ uz_UZ lt_LT ru_RU bg_BG en_IN"
)
LAST_LOCALES = (
    "nl_BE nl_NL fr_BE fr_DZ tr_TR pl_PL uk_UA ro_RO pt_PT it_IT es_ES de_DE tw_GH ig_NG yo_NG "
    "ha_NG sw en_KE hr_HR sk_SK cs_CZ hu_HU az_AZ uz_UZ lt_LT ru_RU bg_BG en_IN en_GB"
)
CYRILLIC_LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяё"
LATIN_LETTERS = "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya yo"
CYRILLIC = dict(zip(CYRILLIC_LETTERS, LATIN_LETTERS.split(), strict=True))
# Letters that do not fall apart into a base letter and an accent.
PLAIN = str.maketrans({"ı": "i", "ł": "l", "ə": "e", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "’": "'"})
NAME = re.compile(r"[a-z]{2,}(?:['-][a-z]+)*(?: [a-z']+){0,3}")


def plain(name: str) -> str:
    """Return the name in lower case, in Latin letters and without accents."""
    cyrillic = "".join(CYRILLIC.get(letter, letter) for letter in name.casefold()).replace("_", "")
    parts = unicodedata.normalize("NFD", cyrillic.translate(PLAIN).replace("ß", "ss"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def faker_names(locales: str, kind: str) -> Iterator[str]:
    """Yield every name of one kind ("first" or "last") of Faker's person providers."""
    for locale in locales.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if kind in attribute and attribute.endswith(("names", "names_male", "names_female", "names_common")):
                names = cast("Iterable[object]", getattr(provider, attribute))
                yield from (plain(str(name)) for name in names)


def write(name: str, words: Iterable[str]) -> None:
    """Write one list, a word a line, sorted, without doubles."""
    text = "\n".join(sorted({word for word in words if NAME.fullmatch(word)}))
    (LISTS / name).write_text(text + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write the generated lists; `arguments` holds at most the path of a Dutch word list."""
    first = set(faker_names(FIRST_LOCALES, "first"))
    last = set(faker_names(LAST_LOCALES, "last"))
    write("first_names_faker.txt", first)
    write("last_names_faker.txt", last)
    if arguments:
        words = Path(arguments[0]).read_text(encoding="utf-8").split("\n")
        ordinary = {plain(word) for word in words if word == word.casefold()}
        for kind, names in (("first", first), ("last", last)):
            own = (LISTS / f"{kind}_names_own.txt").read_text(encoding="utf-8").split()
            write(f"{kind}_names_also_words.txt", (names | set(own)) & ordinary)


if __name__ == "__main__":
    main(sys.argv[1:])
