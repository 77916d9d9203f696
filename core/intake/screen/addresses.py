"""Street addresses: a street with a number, its box, and the postcode and town behind it."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.spans import Span
from core.intake.screen.words import key_of, word_list

# Endings that name a street whatever the capitals; the second group needs a capital.
SURE: Final = "straat|straatje|laan|steenweg|dreef|plein|pleintje|lei|kaai|baan|weg|wegel|steeg|singel|dijk|vest|gracht|stwg|steenwg|str|ln"
LIKELY: Final = (
    "pad|hof|hofke|park|veld|velden|berg|ring|markt|plaats|brug|dries|kouter|akker|heide|hoek|wijk|erf|bos|beemd|beemden|poort|gang|gaard|boomgaard"
    "|donk|dal|zicht|horst|rui|vliet|vaart|molen|tuin|meers|hoeve|kant|dorp|einde|eind|straatke|driesch|broek|hil|heuvel|kwartier|residentie"
    "|hul|loop|beek|bempt|square|bosch|sluis|kerkhof|burg|lust|rust|put|voort|laer|laar|rode|meer|esplanade|boulevard|avenue|helling|terras"
    "|oever|walle|wal|krekel|linde|eik|wegje|geest|varent|blok|boom|haag|els|kerk|kapel|statie|ham|gat|kwadraat|kruis|schans|straten"
)
NUMBER: Final = (
    r"(?:,? {1,2}(?:(?:huis)?(?:nr|nummer|n°|n)\b[.:]? ?)?|,? ?(?:nr|n°)[.:]? ?)"
    r"(?P<number>[1-9]\d{0,3}(?!\d|[.,]\d|:\d| ?%| ?€)(?: ?[A-Fa-f](?![\w']))?(?: ?[-/+] ?\d{1,4}(?![\d/]))?)"
    r"(?P<box>,? {0,2}(?:\(?(?:bus|bte|box|b|app?(?:artement)?|verd(?:iep)?)\.?) ?[\dA-Z][\w.]{0,5}\)?| ?/ ?\w{1,4}(?!\w))?"
)
# One word that is a street by itself, or the last of a few words; up to four words in front.
STREET: Final = re.compile(
    rf"(?<![\w-])(?P<street>[^\W\d_][\w'.-]{{0,40}})(?<!\d){NUMBER}(?!\w|[.,:]\d|-\d)", re.IGNORECASE
)
FRENCH: Final = re.compile(
    rf"(?<!\w)(?:rue|avenue|av\.|chaussée|chaussee|boulevard|bd|place|allée|quai|impasse|clos|square)"
    rf"(?: (?:de|du|des|la|le|les|l'|d')){{0,2}}(?: ?[^\W\d_][\w'-]{{1,30}}){{1,4}}{NUMBER}(?!\w)",
    re.IGNORECASE,
)
FRONT: Final = re.compile(r"(?:(?<![\w-])[A-Z][\w'.-]{0,30} (?:(?:van|de|den|der|het|ter|ten|'t|en) ){0,3}){1,4}$")
TOWN: Final = re.compile(
    r"(?:,| -|\n|;)? {0,2}(?:te |in )?\(?(?P<code>(?:B ?- ?)?[1-9]\d{3})(?!\d)(?: {1,2}(?P<town>[^\W\d_][^\W\d_'-]{1,30}(?:[ -](?:[A-Z][\w'-]{1,20}))?))?\)?"
)
TOWN_ONLY: Final = re.compile(r"(?:,| -| te| in)? {0,2}\(?(?P<town>[A-Za-z][^\W\d_]{1,25}(?:-[^\W\d_]{1,20}){0,4})\)?")
CUE: Final = re.compile(
    r"(?:adres(?: is)?|wonende?|woonachtig|woont|wonen|woonde|verblijft|gedomicilieerd|domicilie|gevestigd)\b[ :]{1,3}"
    r"(?:(?:nu|momenteel|alleen|samen|op|in|te|aan|de|het|is) ){0,4}$",
    re.IGNORECASE,
)
# "Kerkstraat 3 keer": the number counts something.
COUNTED: Final = re.compile(
    r" ?(?:keer|maal|x|jaar|jaren|maand|maanden|week|weken|dag|dagen|uur|uren|u|min|minuten|gezinnen|huizen|woningen|kinderen|mensen|personen|euro|eur"
    r"|bewoners|appartementen|flats|jongeren|studenten|km|kilometer|meter|m|cm|ongevallen|klachten|meldingen|plaatsen|auto's|bomen|lampen|banken"
    r"|winkels|huurders|families|nachten|ouderen|senioren|vrouwen|mannen|buren|scholen|procent|graden|stuks|procedures|kamers|bussen|mei|april"
    r"|januari|februari|maart|juni|juli|augustus|september|oktober|november|december)\b|[a-z]*e? (?:keer|jaar|maand|week)\b",
    re.IGNORECASE,
)
NO_STREET: Final = frozenset(
    "onderweg snelweg autoweg autosnelweg spoorweg omweg uitweg fietsweg voorweg halfweg terugweg heenweg weg baan straat plein laan dijk allei"
    " markt park plaats ring berg dal hof bos dorp wijk hoek kant brug molen tuin poort gang plek kerk rust put boom blok meer kruis loop meer"
    " rijbaan loopbaan tewerkstellingsbaan bijbaan startbaan landingsbaan zwembaan aanvraag vermeer allerlei velerlei tweeerlei zwembad"
    " snelstraat tegemoetkoming speelplaats werkplaats standplaats parkeerplaats opvangplaats zitplaats staanplaats slaapplaats woonplaats"
    " achterkant voorkant zijkant overkant binnenkant buitenkant weekeinde jaareinde jeugdwerk appartementsblok woonblok lijn artikel bijlage"
    " groep kamer klas graad deel fase punt lokaal hoofdstuk pagina tabel vraag zone categorie niveau week dag uur nummer bus tram van tot en op".split()
)
COUNTED_BEFORE: Final = frozenset(
    "klas groep lijn bus tram kamer lokaal artikel art zone fase graad week pagina deel graad afdeling campus gebouw blok".split()
)


def find_addresses(text: str) -> Iterator[Span]:
    """Yield street addresses of a folded text, with box, postcode and town when they directly follow."""
    for match in STREET.finditer(text):
        if COUNTED.match(text, match.end("number")):
            continue
        start = match.start()
        front = FRONT.search(text, max(0, start - 80), start)
        if front and not text[front.start()].isdigit():
            start = trimmed(text, front.start(), match.start())
        end = with_town(text, match.end())
        if is_street(text, match, start, end):
            yield Span(start, end, "ADDRESS")
    for match in FRENCH.finditer(text):
        if not COUNTED.match(text, match.end("number")):
            yield Span(match.start(), with_town(text, match.end()), "ADDRESS")


def is_street(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Tell whether the word before the number names a street."""
    word = match["street"].rstrip(".")
    key = key_of(word)
    capital = text[start].isupper()
    if CUE.search(text, max(0, start - 60), start) and (capital or len(word) > 4) and key not in COUNTED_BEFORE:  # noqa: PLR2004
        return True
    alone = start == match.start()
    if key in NO_STREET and (alone or key in COUNTED_BEFORE or not capital):
        return False
    if re.search(rf"(?:{SURE})$", key) and len(key) > 4:  # noqa: PLR2004
        return True
    if not capital:
        return False
    if re.search(rf"(?:{SURE}|{LIKELY})$", key) and key not in word_list("places"):
        return True
    town = re.search(r"[1-9]\d{3} [A-Z]", text[match.end() : end])
    return match["street"][0].isupper() and (town is not None or bool(match["box"] and "b" in match["box"].casefold()))


def trimmed(text: str, start: int, street: int) -> int:
    """Return where the street's name starts, without a word that only opens the sentence."""
    first = re.match(
        r"(?:In|Op|Aan|De|Het|Wij|Ze|Zij|Hij|Wie|Van|Te|Adres|Woont|Naar|Bij|Voor|Dhr\.|Mevrouw|En|Tegen|Ook|Onze|Mijn) ",
        text[start:street],
    )
    return start + first.end() if first else start


def with_town(text: str, end: int) -> int:
    """Return the end of the address with a postcode and town, or a known town, that follow."""
    if match := TOWN.match(text, end):
        town = match["town"]
        known = town is not None and (town[0].isupper() or key_of(town) in word_list("places"))
        return match.end() if known else match.end("code")
    if (match := TOWN_ONLY.match(text, end)) and key_of(match["town"]) in word_list("places"):
        return match.end()
    return end
