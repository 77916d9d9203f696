"""How people in nl, fr, en and de take leave, and what stands in their signatures."""

import re

# --- closings ------------------------------------------------------------------------------------------------------
_NAME = r"[A-ZÀ-Þ][\w'’.À-ÿ-]{0,24}"
NAME = re.compile(rf"^{_NAME}(?:\s(?:van|de|der|den|d['’]|le|la|el|ben|von|ter|ten|{_NAME}|&|en)){{0,5}}\.?$")
_GREET = (
    r"(?:met\s)?(?:(?:veel\s)?dank\sen\s)?(?:met\s)?(?:(?:de|heel|zeer|mijn|onze)\s)*(?:(?:vriendelijke?"
    r"|hartelijke?|warme|zonnige|beste|lieve"
    r"|collegiale|hoogachtende"
    r"|sociale|welgemeende|oprechte|fijne|goede|veel)\s?(?:en|,)?\s?){0,3}gr(?:oet(?:en|jes)?)(?:\s(?:en"
    r"|,)\s.{1,30})?"
    r"|m\.?\s?v\.?\s?g\.?|m\.?h\.?g\.?|vr\.?\s?gr(?:oet(?:en)?|\.)?|gr(?:tjs|tz|tn|\.)?|hoogachtend"
    r"|met (?:de )?meeste hoogachting"
    r"|liefs|beste groeten"
    r"|(?:bien\s)?cordialement|(?:bien|très)\s(?:cordialement|à (?:vous|toi))|cdlt|bàv|bav"
    r"|(?:(?:avec )?mes |nos )?(?:sincères |meilleures |cordiales )?salutations(?: distinguées| cordiales)?"
    r"|sincèrement|amicalement"
    r"|(?:bonne|belle) (?:journée|soirée)|respectueusement"
    r"|(?:with )?(?:(?:kind|kindest|best|warm|warmest|many) )?regards|(?:with )?best wishes|sincerely"
    r"|yours (?:sincerely|truly|faithfully)"
    r"|sincerely yours|cheers|all the best"
    r"|(?:mit )?(?:freundlichen?|besten?|herzlichen?|liebe|viele|schönen?) (?:grüßen?|gruß|grüsse|grüssen"
    r"|gruss)|mfg|hochachtungsvoll|lg|vg"
)
CLOSING = re.compile(rf"(?i)^(?:(?:alvast|al vast) (?:bedankt|dank)(?: en|,)\s)?(?:{_GREET})\s?[,.!;]{{0,2}}$")
CLOSING_WITH_NAME = re.compile(
    rf"(?i:^(?:{_GREET}))\s?(?:,|\s|van)\s?(?:van\s)?(?:{_NAME})(?:\s(?:van|de|der|den|en|{_NAME})){{0,5}}\.?$"
)
THANKS = re.compile(
    r"(?i)^(?:(?:heel erg |alvast |al vast |hartelijk |van harte )?(?:bedankt|dank(?: ?(?:u"
    r"|je))?(?: wel)?)(?: (?:bij voorbaat|alvast))?"
    r"|dank bij voorbaat|merci(?: d['’]avance| beaucoup)?|(?:many )?thanks(?: in advance)?|thank you"
    r"|vielen dank|danke(?: schön)?)"
    r"\s?[,!.]{0,2}$",
)
CLOSING_LOW = re.compile(
    r"(?i)^(?:m\.?v\.?g\.?|grt[jzn]?s?|gr\.?|groetjes|groeten|groet),? (?:van )?[^\W\d_]{2,15}\.?$"
)
DELIMITER = re.compile(r"^(?:--|—|__|–)\s?$")
# "2. Kortrijk", "- wonen", "Antwoord op vraag 2: veel": lines that answer, wherever they stand.
ANSWER = re.compile(
    r"(?i)^(?:\(?\d{1,2}\s?[.):]\s*\S|[-*•]\s+\S|(?:vraag|antwoord|antw|question|réponse|answer|reply|frage|antwort)\b.{0,25}\S)"
)
AFTERWORD = re.compile(r"(?i)^(?:p\.?\s?s\.?|n\.?\s?b\.?|post ?scriptum|p\.s)\b\s?[.:,;-]?")

# --- what stands in a signature --------------------------------------------------------------------------------------
CONTACT = re.compile(
    r"(?i)(?:\b(?:t|tel|tél|telefoon|téléphone|gsm|m|mob|mobiel|mobile|fax|phone|e|mail|e-?mail|w|web"
    r"|www)\s?[.:]?\s?(?=[+\d(]|[\w.]{1,60}@|www)"
    r"|\+\d{2}[\d\s/().-]{6,}|\b0\d{1,3}[\s/.-]{1,3}\d{2,3}(?:[\s.-]?\d{2}){1,3}\b|\bwww\.[\w-]|https?://"
    r"|[\w.+-]{1,60}@[\w-]{1,60}\.\w)",
)
STREET = re.compile(
    r"(?i)\b[\w'’-]*(?:straat|laan|plein|steenweg|baan|weg|dreef|kaai|lei|markt|rue|avenue|chaussée"
    r"|boulevard|place|street|strasse|straße)\b.{0,25}\d|\b\d{4}\s[A-ZÀ-Þ][\w-]+",
)
ROLE = re.compile(
    r"(?i)\b(?:maatschappelijk(?:e)? (?:werker|werkster|assistent\w*)|sociaal (?:werker|werkster"
    r"|assistent\w*|verple\w*)|hulpverle(?:ner|enster)|begeleid(?:er|ster)|medewerker|medewerkster"
    r"|coördinator|zorgcoördinator|directeur|directrice|verpleegkundige"
    r"|vroedvrouw|leerkracht|zorgleerkracht|consulent\w*|brugfiguur|opbouwwerker|straathoekwerker"
    r"|diensthoofd|teamleider|teamcoach|stafmedewerker|ambtenaar|jurist|psycholoog|huisarts|onthaal"
    r"|administratie|stagiair\w*|jeugdwerker|wijkwerker|trajectbegeleid\w*"
    r"|assistante? sociale?|éducat(?:eur|rice)|travailleu(?:r|se) social\w*|coordinat(?:eur|rice|or)"
    r"|infirmière?|responsable|conseill(?:er|ère)|social worker|outreach worker|case ?worker|coach|manager"
    r"|director|officer|sozialarbeiter\w*|leiterin|leiter"
    r"|ocmw|cpas|caw|vzw|asbl|dienst|sociaal huis|huis van het kind|afdeling|service|team|stad|gemeente"
    r"|basisschool)\b",
)
OFFICE_HOURS = re.compile(
    r"(?i)^(?:(?:ik ben )?(?:af|aan)wezig|werkdagen|werkzaam|bereikbaar|openingsuren|niet aanwezig"
    r"|niet bereikbaar|absent(?:e)?|présent(?:e)?|jours de|working (?:days|hours)|ik werk|kantooruren"
    r"|arbeitstage|mijn werkdagen|vrij op)\b.{0,100}$",
)
FOOTER = re.compile(
    r"(?i)\b(?:bereikbaar|werkuren|kantooruren|werkdagen|openingsuren|volg ons|nieuwsbrief|follow us"
    r"|suivez|privacyverklaring"
    r"|buiten (?:de|mijn) (?:kantoor|werk)|hoeft niet (?:meteen|direct|onmiddellijk)|working hours|heures de travail"
    r"|steun ons|iban|ondernemingsnummer|rpr|btw)\b",
)
VERBS = re.compile(
    r"(?i)(?<![\w'’])(?:ik|we|wij|ze|zij|hij|er|je|jullie|heeft|hebben|had|is|zijn|was|waren|wordt|worden"
    r"|werd|kan|kunnen|moet|moeten|krijgt|krijgen|gaat|staat|staan|niet|geen|al|nog|want|omdat|ook|maar|dus"
    r"|daar|"
    r"je|j'ai|nous|il|elle|ils|est|sont|ont|était|pas|mais|aussi|qui|i|they|he|she|are|were|has|have|not|but"
    r"|because|also|ich|wir|sie|ist|sind|hat|haben|nicht|auch|aber)(?![\w'’])",
)
