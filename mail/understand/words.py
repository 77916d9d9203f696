"""How mail programs in nl, fr, en and de mark an earlier mail: attributions, header blocks, separators."""

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
