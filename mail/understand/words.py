"""The words by which mail programs mark what is not the writer's: tables in Dutch, French, English and German."""

import re

# --- an answer's first line: "Op di 3 sep. 2024 om 10:12 schreef X <x@y>:" -------------------------------------------
WROTE = re.compile(
    r"(?i)\b(?:schreef|geschreven|(?:a|avez|as) écrit|écrit|wrote|writes|schrieb|geschrieben|escribió|ha scritto)\b",
)
FULL_STOP = re.compile(r"(?i)(?:schreef|geschreven|écrit|wrote|writes|schrieb|geschrieben|escribió|scritto)?[^:]*:\s*$")
ADDRESS = re.compile(r"[\w.+%'-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80}){0,6}")
TIME = re.compile(r"\b\d{1,2}\s?(?:[:.u]|h)\s?\d{2}(?::\d{2})?\b")
_MONTH = (
    r"(?:jan|feb|fév|fev|maart|mrt|mar|mär|apr|avr|mei|mai|may|jun|juin|jul|juil|aug|août|aout|sep|okt|oct"
    r"|nov|dec|déc|dez)"
    r"[a-zéûä]*\.?"
)
DATE = re.compile(
    rf"(?i)\b(?:\d{{1,2}}(?:er|e|st|nd|rd|th)?\.?\s?{_MONTH}(?:,?\s?\d{{2,4}})?|{_MONTH}\s?\d{{1,2}}(?:,\s?\d{{4}})?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2})",
)
YEAR = re.compile(r"\b(?:19|20)\d{2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
OPENS = re.compile(r"(?i)^[>*_\s]*(?:op|le|on|am|den|el|il|em|da|von|from|at)\b")
# "Op 3 september schreef de huisbaas": an article or a pronoun after the verb is how people write, not programs.
HUMAN = re.compile(
    r"(?i)\b(?:schreef|schreven|geschreven|écrit|wrote|schrieb)\s+(?:de|het|een|mijn|onze|ons|haar|zijn|ik"
    r"|ze|zij|hij|we|wij|hun"
    r"|men|er|dat|le|la|les|un|une|mon|ma|the|a|my|our|i|he|she|they|we|der|die|das|ein|eine|ich|er|sie|wir"
    r"|naar|aan)\b"
    r"|\b(?:ik|we|wij|ze|zij|hij|men|dat|je|jij|j'ai|il|elle|on|i|he|she|they|the \w+|de \w+|het \w+|le propriétaire"
    r"|la propriétaire|huisbaas|l\w*) (?:schreef|schreven|heeft|hebben|had|ai|a|ont|avait|wrote|has|schrieb)\b",
)

# --- header blocks: "Van: / Verzonden: / Aan: / Onderwerp:" --------------------------------------------------------
LABELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("from", ("van", "de", "from", "von", "afzender", "expéditeur", "sender", "de la part de", "absender")),
    ("date", ("verzonden", "datum", "envoyé", "envoyé le", "date", "sent", "gesendet", "datum/tijd", "verstuurd",
              "verzonden op", "date d'envoi", "date d’envoi")),
    ("to", ("aan", "à", "a", "to", "an", "naar", "destinataire", "ontvanger", "pour")),
    ("subject", ("onderwerp", "objet", "subject", "betreff", "betreft", "sujet")),
    ("other", ("cc", "bcc", "kopie", "copie", "copie à", "kopie (cc)", "urgentie", "prioriteit", "importance",
               "priority", "belang", "bijlagen", "bijlage", "pièces jointes", "attachments", "antwoord aan", "reply-to",
               "gevoeligheid", "wichtigkeit", "priorité", "répondre à", "message-id", "organisatie", "cci", "kenmerk")),
)  # fmt: skip
LABEL_OF = {word: kind for kind, words in LABELS for word in words}
LABEL = re.compile(r"^\s*[*_>\s]{0,6}([^\W\d_][\w'’/() -]{0,20}?)\s?\*{0,2}\s?:\s?\*{0,2}(?:\s|$)\s*(.*)$")
ONE_LINE = re.compile(
    r"(?i)^\*{0,2}(?:van|de|from|von)\s?:.{1,250}?\s\*{0,2}(?:verzonden|datum|envoyé|date|sent|gesendet)\s?:.{1,120}?"
    r"\s\*{0,2}(?:aan|à|to|an|onderwerp|objet|subject|betreff)\s?:",
)

# --- lines between the writer and what came before ------------------------------------------------------------------
ORIGINAL = re.compile(
    r"(?i)^[-_=*\s>]{2,}\s*(?:oorspronkelijk(?: e-?mail)?\s?bericht|origineel bericht"
    r"|oorspronkelijke e-?mail|original (?:message"
    r"|mail|e-?mail|appointment)|message (?:d['’]origine|original|initial)|ursprüngliche nachricht"
    r"|original-?nachricht"
    r"|vorig bericht|antwoord op|reply message|reply above)\s*[-_=*\s]{0,60}$"
    r"|^(?:oorspronkelijk bericht|message d['’]origine|original message)\s?:?$",
)
FORWARDED = re.compile(
    r"(?i)^[-_=*\s>]{0,60}(?:begin (?:van )?(?:het )?doorgestuurd(?:e)? bericht"
    r"|doorgestuurd(?:e)? (?:bericht|e-?mail|mail)"
    r"|doorgezonden bericht|forwarded (?:message|by .{1,60}|mail|e-?mail)|begin forwarded message"
    r"|(?:début du )?message (?:transféré|réexpédié)|(?:début du )?(?:message|courriel) transféré"
    r"|weitergeleitete nachricht"
    r"|anfang der weitergeleiteten (?:nachricht|e-?mail))(?: (?:van|from|de|von) .{1,80})?\s?:?[-_=*\s]{0,60}$",
)
FORWARD_SUBJECT = re.compile(r"(?i)^\s*(?:\[[^\]]{1,40}\]\s*)?(?:fw|fwd|tr|wg|doorst|dvs|doorgestuurd|transf)\s?:")
REPLY_SUBJECT = re.compile(r"(?i)^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|antw|antwoord|ré|rép|sv|betr)(?:\[\d+\])?\s?:")
RULE = re.compile(r"^[_=]{5,200}$|^-{20,200}$")
OURS = re.compile(
    r"(?i)^[#\-=_*>\s]{0,12}(?:gelieve te |svp |please |merci de "
    r"|veuillez )?(?:antwoord(?:en)? (?:hier)?boven deze (?:lijn|regel)"
    r"|reply above this line|répond(?:re|ez) au-dessus de cette ligne|(?:please )?(?:type|write) your reply above)"
    r"[#\-=_*.\s]{0,12}$",
)

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
AFTERWORD = re.compile(r"(?i)^(?:p\.?\s?s\.?|n\.?\s?b\.?|post ?scriptum|p\.s)\b\s?[.:,;-]?")

# --- lines of phones and programs -----------------------------------------------------------------------------------
_DEVICE = (
    r"(?:iphone|ipad|ipod|galaxy|samsung|android|smartphone|telefoon|téléphone|phone|gsm|mobiel(?:tje"
    r"|e \w+)?|mobiele? telefoon|mobile|handy"
    r"|toestel|appareil|tablet|tablette|huawei|xiaomi|oppo|nokia|redmi|oneplus|fairphone|pixel|motorola"
    r"|blackberry|windows|mail"
    r"|outlook|yahoo|proton ?mail|proton|tutanota|gmail|mailbox|telenet|webmail|handset|device|gerät|e-?mail"
    r"|courrier|bluemail|apple \w+)"
)
MOBILE = re.compile(
    r"(?i)^[\s*_-]{0,3}(?:"
    rf"(?:dit bericht (?:is|werd) )?(?:verstuurd|verzonden|gestuurd|verstuur) (?:vanaf|vanuit|met|via|van"
    rf"|door)(?: \S{{1,20}}){{0,3}}? {_DEVICE}\b.{{0,80}}"
    rf"|(?:envoyé|expédié)(?:e)? (?:de|depuis|à partir de|avec|via|par"
    rf"|d['’])(?: ?\S{{1,20}}){{0,3}}? ?{_DEVICE}\b.{{0,80}}"
    rf"|sent (?:from|with|via|using|by)(?: \S{{1,20}}){{0,3}}? {_DEVICE}\b.{{0,80}}"
    rf"|(?:von (?:meinem|meiner)|gesendet (?:von|mit|über|aus))(?: \S{{1,20}}){{0,3}}? {_DEVICE}\b.{{0,80}}"
    r"|(?:download )?outlook (?:voor|for|pour|für) (?:ios|android|windows|mac)\b.{0,120}"
    r"|(?:get|download|télécharger|obtenir|obtenez|téléchargez|holen sie sich|laden sie) outlook .{0,120}"
    r"|(?:virusvrij|virus-free|garanti sans virus|geen virus gevonden|sans virus)\s?\.?.{0,80}"
    r")$",
)
MOBILE_SENTENCE = re.compile(
    r"(?i)\b(?:was|waren|werd|werden|kan|kon|krijgt?|kreeg|heeft|heb|hebben|had|zegt|zei|moet|ging|want"
    r"|omdat|maar|dus|die|dat|car|mais|parce|because|but|weil|aber|terwijl)\b"
    r"|[.?!]\s+\S+\s+\S+\s+\S+\s+\S+"
)
PICTURE = re.compile(
    r"(?i)^(?:\[(?:cid:|image|afbeelding|logo|inline|bild"
    r"|inline-?afbeelding)[^\]]{0,200}\]\s?(?:<[^>]{0,300}>)?\s*){1,10}$|^<[a-z]+://[^>\s]{1,400}>$"
)

# --- disclaimers ------------------------------------------------------------------------------------------------------
DISCLAIMER_OPENS = re.compile(
    r"(?i)^[\s*_\"“(>-]{0,5}(?:disclaimer|(?:deze|dit) (?:e-?mail(?:bericht)?|mail|bericht|boodschap"
    r"|elektronisch(?:e)? \w+)\b|de (?:informatie|inhoud) (?:in|van|verzonden)"
    r"|(?:e-?mail|vertrouwelijkheid)s?-?(?:clausule|disclaimer)|vertrouwelijk(?:heid)?\b|confidentialité"
    r"|avis de confidentialité|(?:ce|cet|le présent) (?:message|courriel|e-?mail|courrier|mail)\b"
    r"|les informations contenues|this (?:e-?mail|message|mail|communication|electronic)\b"
    r"|the (?:information|contents?) (?:in|of|contained)|confidentiality|(?:diese|die) (?:e-?mail|nachricht"
    r"|informationen)\b"
    r"|aan (?:dit|deze) (?:bericht|e-?mail|mail) kunnen geen|indien u (?:dit|deze) (?:bericht|e-?mail|mail)"
    r"|als u (?:dit|deze) (?:bericht|e-?mail|mail)|si vous (?:avez reçu|n['’]êtes pas|recevez) (?:ce|cet|le)"
    r"|if you (?:have received|are not|received|receive) (?:this|the)|falls sie|(?:het|ocmw|stad|gemeente"
    r"|caw)\b.{0,60} is niet aansprakelijk|wij verwerken (?:uw|je) (?:persoons)?gegevens"
    r"|(?:meer info(?:rmatie)? over )?(?:hoe wij omgaan met )?(?:uw|je) (?:privacy|persoonsgegevens))",
)
LEGAL = re.compile(
    r"(?i)(?:uitsluitend|alleen|enkel|exclusief|slechts) (?:bestemd|bedoeld)"
    r"|bestemd voor (?:de )?(?:geadresseerde|ontvanger|bestemmeling)|geadresseerde|bestemmeling(?:en)?\b"
    r"|vertrouwelijke? (?:informatie|gegevens|karakter|van aard)"
    r"|\bvertrouwelijk\b|bij vergissing|per vergissing|ten onrechte|foutief ontvangen|abusievelijk"
    r"|(?:gelieve|verzoeken|vragen).{0,60}(?:verwijderen|vernietigen|wissen)|de afzender|aansprakelijk"
    r"|geen rechten (?:worden )?ontle|verbinden(?:de)? (?:kracht|verbintenis)|bijlagen?\b"
    r"|disclaimer|destiné(?:e|s)?(?: exclusivement| uniquement)? (?:exclusivement |uniquement )?(?:à|au)"
    r"|destinataires?\b|confidentiel|par erreur|l['’]expéditeur|pièces jointes|usage exclusif|responsabilité"
    r"|intended (?:only|solely|recipient|for)|addressee|recipient|confidential|privileged|in error"
    r"|the sender|attachments|unauthori[sz]ed|liab(?:le|ility)|vertraulich|empfänger|irrtümlich|adressat",
)
ECO = re.compile(
    r"(?i)^[\s*_\W]{0,6}(?:denk(?:t)? (?:aan|eens aan)|denk aan|spaar|bespaar|think|please (?:consider"
    r"|think)|consider|pensez|pense|avant d['’]imprimer|voor u deze|moet (?:je|u) deze|print deze"
    r"|bitte denken|is het (?:echt )?nodig)"
    r".{0,80}(?:milieu|papier|bomen|environment|environnement|paper|umwelt|print|afdruk|imprimer|drucken).{0,120}$",
)
BANNER = re.compile(
    r"(?i)^[\s*_\[(!⚠️-]{0,8}(?:(?:let op|opgelet|opgepast|waarschuwing|caution|warning|attention"
    r"|extern(?:al|e)?|achtung|voorzichtig)\b[\s\]:!*.,-]{0,6})?.{0,30}"
    r"(?:(?:deze|dit) (?:e-?mail|mail|bericht) (?:is|komt|werd|kwam).{0,40}(?:buiten|extern)"
    r"|(?:this )?(?:e-?mail|message|mail) (?:is |was |has been |comes |came )?(?:originated|sent|received"
    r"|from|coming).{0,25}(?:outside|external)"
    r"|(?:ce|cet) (?:message|courriel|e-?mail|mail) (?:provient|vient|a été envoyé).{0,40}(?:ext[ée]rieur"
    r"|externe)|je krijgt niet vaak e-?mail van|u ontvangt niet vaak e-?mail van"
    r"|you don['’]t often get e?-?mail from|vous n['’]obtenez pas souvent|sie erhalten nicht oft)"
    r".{0,300}$",
)
STARS = re.compile(r"^[*_=~#+-]{4,200}$")

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
