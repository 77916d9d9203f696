"""What families of words cannot say: fixed phrases of programs and of people, in nl, fr, en and de."""

import re

STRONG_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:automatisch(?:e)? (?:antwoord|beantwoording|reactie|bericht|ontvangstbevestiging)"
    r"|automatic(?:al)? (?:reply|response|answer)|auto(?:matic)?[- ]?(?:reply|response|respons|antwoord|antwort)"
    r"|autoreply|autoresponder|réponse auto(?:matique)?|automatische (?:antwort|abwesenheit\w*)"
    r"|abwesenheits?(?:notiz|nachricht|meldung|assistent|benachrichtigung)\w*"
    r"|out[- ]of[- ](?:the )?office(?: auto\w*)?|afwezigheids?(?:bericht|melding|assistent|antwoord|notificatie)"
    r"|bericht van afwezigheid|(?:message|avis|notification) d['’]absence|absence du bureau|buiten kantoor"
    r"|\[?(?:auto|ooo|oof)\]?\s?:|(?:ooo|oof)\b|vacation (?:reply|response|notice)"
    r"|(?:automatische )?ontvangst(?:bevestiging|melding)"
    r"|accusé de réception|confirmation of receipt|empfangsbestätigung|request received|case (?:created|received))"
    r"(?=\s*(?:$|[:\-–(\[!\])]|re\s?:|fw|van\b|from\b|de\b))",
)
AWAY_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:(?:ik ben |wij zijn |momenteel |tijdelijk |langdurig |vandaag |currently |actuellement |i am "
    r"|i['’]m |je suis "
    r"|ich bin |derzeit |nicht |niet |even |not |pas )*(?:afwezig(?:heid)?|absent(?:e)?|absence"
    r"|out of (?:the )?office|away|abwesend"
    r"|abwesenheit|(?:op|met|in|en|on|im) (?:\w+)?(?:vakantie|verlof|congés?|vacances|holiday|leave|vacation|urlaub)"
    r"|op kantoor|in the office|im büro|au bureau|aanwezig|bereikbaar|gesloten|fermé|closed"
    r"|(?:\w+)?(?:verlof|vakantie)|congés?|urlaub)\b)",
)
# A ticket's number, or that something came in, is ready or was planned.
TICKET_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:\[?(?:ticket|case|dossier|zaak|incident|melding|request|demande|ref(?:erentie"
    r"|\.)?)\s?[#:n°.-]*\s?[a-z]{0,4}[-\s]?\d{3,}"
    r"|\[?(?:INC|REQ|RITM|SR|CS|SD|TK)[-_ ]?\d{4,}|\[?#\s?\d{3,}|\[[A-Z]{2,8}-\d+\]|\[(?:ok|error|warning|alert|info"
    r"|failed|success|request received)\])",
)
NOTICE = re.compile(
    r"(?i)(?:automatisch (?:gegenereerd|verzonden|verstuurd|aangemaakt|antwoord|bericht|e-?mail|mailtje)"
    r"|automatische (?:e-?mail|mail|reactie|antwort"
    r"|nachricht|melding)|(?:bericht|mail) (?:is|werd|wordt) automatisch|(?:niet|not|pas"
    r"|nicht)\b.{0,30}\b(?:beantwoorden|antwoorden|reageren|reply|répondre|antworten)\b"
    r".{0,12}\b(?:op|to|à|auf) (?:dit|deze|this|ce|cet|diese)|automat(?:ed|ic|ically) (?:generated )?(?:message"
    r"|reply|response|e-?mail)"
    r"|(?:message|réponse|courriel|e-?mail) (?:est |a été )?(?:généré(?:e)? )?automatique|automatisch (?:erstellt"
    r"|generiert)"
    r"|no-?reply|kan geen e-?mails? ontvangen|(?:mailbox|postvak|adres|inbox|boîte)\b.{0,40}\b(?:niet (?:meer "
    r"|langer )?"
    r"(?:gelezen|opgevolgd|gebruikt|bekeken|nagekeken|in gebruik)|not monitored|unmonitored|pas consultée"
    r"|buiten gebruik))",
)
RECEIPT = re.compile(
    r"(?i)(?:(?:uw|je|jouw) (?:\w+ )?(?:vraag|mail|bericht|aanvraag|melding|klacht|dossier)\b.{0,20}\b(?:kreeg"
    r"|krijgt|draagt|heeft) (?:het )?(?:nummer|referentie|kenmerk)|(?:u|je) (?:wordt|blijft|word) op de hoogte|(?:u"
    r"|je) (?:hebt|heeft|had|kreeg) een (?:gemiste? |nieuw\w* )?(?:oproep|bericht|voicemail)|(?:bericht|mail|mailtje"
    r"|vraag|aanvraag|klacht|melding)\b.{0,20}\b(?:kwam|komt|is) (?:\w+ ){0,2}(?:aan|binnen|toe)\b"
    r"|(?:bevestig(?:en)?|bevestiging van)\b.{0,20}\b(?:ontvangst|inschrijving|bestelling|reservatie)"
    r"|ontvangst van (?:uw|je|jouw)"
    r"|(?:contacteren|contacteert|contacteer|bellen|belt|mailen|mailt|neemt|nemen)\b.{0,12} (?:u|je"
    r"|jou)\b.{0,20}(?:op|terug|binnen|zo|later|verder)?|antwoorden (?:we|wij|ik) (?:trager|later|niet meteen)"
    r"|toeloop|veel (?:mails|berichten|vragen|aanvragen)"
    r"|bien (?:été )?(?:reçue?s?|transmise?|enregistrée?|parvenue?)|(?:serez|êtes|sera) (?:re)?contactée?|recontact"
    r"|in touch (?:shortly|soon|with)|(?:we|i)(?:['’]ll| will) (?:be in touch|get back|pick this up|respond|reply"
    r"|review)|has been (?:received|forwarded|logged|created|assigned|resolved)"
    r"|melde mich|wir melden uns)",
)
AWAY = re.compile(
    r"(?i)\b(?:niet (?:meer |langer |altijd )?(?:aan het werk|op (?:kantoor|het werk|post|dienst|bureau)|aanwezig"
    r"|bereikbaar|beschikbaar|werkzaam|in dienst|te bereiken|op de dienst|in (?:de )?mogelijkheid)"
    r"|werk(?:t|en)? (?:\w+ ){0,2}(?:niet|enkel|alleen|deeltijds|halftijds|parttime|\d/5|4/5|bij een andere?"
    r"|voor een andere?|elders)"
    r"|(?:ben|is|zijn) (?:\w+ ){0,3}(?:er niet|uit dienst|(?:langere tijd|volledig|even|tijdelijk) out\b"
    r"|van dienst veranderd|even weg|weg tot|op huisbezoek|op zending|op stap|out tot|onderweg tot)"
    r"|er (?:even |vandaag |nu )?niet\b|werkdagen\s?:|(?:ik )?werk(?:dag)?(?:en)? (?:zijn|:)|andere dagen"
    r"|zonder mail\b|geen (?:bereik|toegang tot (?:mijn )?mail|wifi|internet)|buiten (?:kantoor|dienst|strijd)"
    r"|aan de slag (?:op|bij|in) een ander|geen (?:laptop|computer|pc)|accès (?:limité|restreint)|(?:limited"
    r"|intermittent|no) access|even (?:weg|offline|tussenuit)"
    r"|(?:thuis|zit) (?:\w+ ){0,3}(?:ziek|zieke)\b|vrije dag|een dagje? vrij|heb (?:de|het|mijn) (?:dienst"
    r"|organisatie|ocmw|stad|team|functie) verlaten"
    r"|mails? (?:maar |slechts )?(?:enkel|alleen|sporadisch|beperkt|minder|niet)|(?:beperkt|minder|moeilijk|weinig"
    r"|moeilijker|trager) (?:bereikbaar|beschikbaar|toegang|aanwezig|antwoorden)"
    r"|(?:mailadres|e-?mailadres|adres) (?:is|wordt|werd) (?:\w+ )?(?:veranderd|gewijzigd|vervangen|opgeheven"
    r"|niet langer|niet meer)|nieuw (?:e-?)?mailadres"
    r"|out of (?:the )?office|not (?:working|in(?: the office)?|at work|available|checking)\b|limited access"
    r"|only work\b|(?:have )?moved on\b|no longer being\b|left the\b|patchy|slow(?:er)? (?:to )?(?:respon\w+"
    r"|repl\w+)|no longer (?:work|with|at)\b|have left\b|on (?:the )?road"
    r"|ne (?:travaille|suis|serai|consulte|lis) (?:pas|plus)|(?:travaille|présente?"
    r"|joignable) (?:\w+ ){0,2}(?:uniquement|seulement|à temps)|réponds? (?:\w+ )?(?:uniquement|seulement)"
    r"|hors (?:du |de (?:mon |notre )?)bureau|quitté (?:l['’]\w+|le \w+|la \w+|mes fonctions)|ne fais plus partie"
    r"|peu (?:de )?(?:joignable|accès)|en mon absence"
    r"|nicht (?:im (?:büro|haus|dienst)|erreichbar|da\b|mehr (?:bei|im))|außer haus|nur (?:\w+ ){0,2}erreichbar)",
)
# "Van 3 tot 17 april zit ik ...": somebody tells when she is where.
SPAN = re.compile(
    r"(?i)\b(?:van|vanaf|tot|tot en met|t\.?e\.?m\.?|du|jusqu['’]\w+|from|until|till|bis|vom)\b.{0,30}(?:\b\d{1,2}\b"
    r"|\b(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|lundi|mardi|mercredi|jeudi|vendredi|monday"
    r"|tuesday|wednesday|thursday|friday|montag|freitag|januari|februari|maart|april|mei|juni|juli|augustus"
    r"|september|oktober|november|december)\b)"
)
DATE = re.compile(
    r"(?i)\b\d{1,2}\s?[/.-]\s?\d{1,2}\b|\b\d{1,2}(?:er|e|st|th)? (?:jan|feb|f[ée]v|maa|mar|mär|apr|avr|me[i]|mai|may"
    r"|jun|jui|jul|aug|ao[uû]t|sep|okt|oct|nov|dec|d[ée]c|dez)|t\.?e\.?m\.?\b|tot en met|tot\b.{0,12}\d|jusqu['’]"
    r"|until\b|bis\b|vanaf\b|d['’]ici là|over \w+ dagen"
)
PLACE_TO_GO = re.compile(
    r"(?i)[\w.+-]{1,60}@[\w-]{1,60}\.\w|\bwww\.|https?://|\+?\d[\d\s/.-]{7,}|\b(?:106|107|112|1712|1733|1813|100|101"
    r"|116)\b"
)
PROMISE = re.compile(
    r"(?i)(?:binnen|within|dans un délai|endéans|innerhalb).{0,25}(?:dagen|dag|uur|uren|week|weken|days|hours|jours"
    r"|heures|tagen|stunden)|dagen duren|duurt (?:\w+ ){0,3}(?:langer|dagen)|vragen krijgen|volgen (?:later|morgen"
    r"|maandag)|zo (?:snel|spoedig|vlug) mogelijk|zodra|dès que|as soon as|(?:in|dans) (?:de )?(?:volgorde"
    r"|les meilleurs délais)|rapidement|so bald wie|get back to you|revien\w+ vers vous|(?:een van|one of) (?:onze"
    r"|our)|expect a|heb wat geduld|even geduld|later|veelgestelde vragen|(?:dossier|ticket|meldings?|referentie"
    r"|zaak|bestel)-?(?:nummer|n°)|référence|reference number|onder (?:het )?nummer|sous (?:la référence|le numéro)"
)
MANNERS = re.compile(
    r"(?i)^(?:beste?|dag|hallo|hey|hoi|goeiedag|goedendag|goede(?:n)?(?:dag|morgen|middag|avond)|goeiemorgen|geachte"
    r"|bonjour|cher|chère|madame"
    r"|monsieur|hello|hi|dear|guten|sehr|liebe|lieve|good|met|groet(?:en|jes)?|mvg|vriendelijke|hartelijke?|warme"
    r"|zonnige"
    r"|cordialement|bien|kind|best|mit|regards|alvast|dank|bedankt|merci|thank|fijne|prettige|joyeuses|vrolijk"
    r"|tot (?:dan|binnenkort|gauw|later))\b",
)
GENERIC = re.compile(
    r"(?i)^(?:beste|geachte|dear|cher|chère|sehr geehrte\w*) (?:klant|inwoner|gebruiker|afzender|heer,? ?(?:/"
    r"|of)? ?mevrouw|mevrouw,? ?(?:/|of)? ?(?:mijnheer|meneer|heer)|burger|ouder|lezer|relatie|customer|user|sir"
    r"|client|cliente|utilisateur|madame,? ?monsieur|damen)\b"
)
# Words that a person says with, whatever else is in the sentence.
PERSON = re.compile(
    r"(?i)\b(?:gaa?t (?:\w+ )?(?:om|over)|het (?:was|waren|klopt)\b|(?:wou|wil|wilde|zou)\b.{0,25}\b(?:melden|zeggen"
    r"|vragen|doorgeven|laten weten|kwijt|weten)|geen idee|weet (?:ik )?(?:het )?niet|(?:denk|vermoed|geloof|schat"
    r"|vrees) ik|ik (?:denk|vermoed|geloof|schat|vrees|vind|merk|zie|hoor|bezorg|vraag het|zou)"
    r"|volgens (?:mij|haar|hem)|vraag \d\b|question \d|mij opvalt|mijn signaal|hierbij wil|bel gerust|(?:kan|kunnen"
    r"|mag|mogen) (?:jullie|iemand|ik)|jullie|verder niets|(?:al|sinds|for|depuis|nu) (?:\w+ ){0,2}(?:weken|maanden"
    r"|jaar|jaren|weeks|months|years|semaines|mois|ans)|kom er (?:dan )?op terug|bespreken|na je (?:verlof|vakantie)"
    r"|je voulais|il s['’]agit|c['’](?:est|était)|je (?:pense|crois)|(?:votre|la) question \d|wanted to|i (?:think"
    r"|can|would|guess)|it (?:is|was) (?:only|the|a|about|not)|about (?:ten|\d+)|so quickly|that is|ich (?:denke"
    r"|glaube|wollte)|es geht)\b"
)
# Who asks after her own mail, argues about a day off, or tells what she did.
OWN_MAIL = re.compile(
    r"(?i)(?<!toegang tot )(?<!access to )(?<!accès à )\b(?:mijn|m['’]n|onze|mon|ma|notre|my|our) (?:\w+ )?(?:mail"
    r"|e-?mail|melding|bericht|vraag|aanvraag|signaal|klacht"
    r"|courriel|message|demande|signal|request|question|report)\b"
    r"|\b(?:geen|nog niet|ne|n['’]\w+ pas|haven['’]t|not yet|no)\b.{0,40}\b(?:antwoord|reactie|réponse|answer"
    r"|reply)\b"
    r".{0,25}\b(?:gekregen|ontvangen|gehad|reçu|received|op mijn)\b"
)
TOLD = re.compile(
    r"(?i)\b(?:(?:ik|we|wij) (?:heb|hebben)|heb ik|hebben we)(?: \w+){0,6} (?:zelf|ge(?!sloten|noteerd"
    r"|registreerd)\w{2,}(?:d|t|en))\b"
    r"|\bkrijg(?:en)? (?:ik|we|wij)\b|\bals (?:ik|we|mensen)\b|\bde vragen\b|\bis dat (?:ok|oké|goed|mogelijk)\b"
    r"|(?:pour|à) la (?:première|deuxième)|:\s*(?:ja|nee|neen|enkel|alleen|oui|non|yes|no)\b"
)
ARGUES = re.compile(r"(?i)\b(?:maar|dus|want|omdat|toch|mais|donc|car|but|so|because|aber|weil)\b")
ASKS = re.compile(
    r"(?i)^(?:en |maar |of )?(?:waar|wanneer|welk\w*|hoe\w*|waarom|wat|wie|kan|kunnen|mag|mogen|zou\w*|is (?:dat"
    r"|mijn|er|het (?!dringend))"
    r"|heb (?:je|jullie|u) mijn|sturen|werkt|klopt|où|quand|comment|pourquoi|qui|peut|pouvez|could|can|when|where"
    r"|how|why|who|what)\b"
)
ANSWER = re.compile(
    r"(?i)^(?:ja|jawel|nee|neen|oui|non|yes|yep|no|nein|ok|oké|prima|super|perfect|inderdaad|klopt|dat klopt|sorry"
    r"|désolée?|sommige|allemaal|beide|geen)\b"
)
NUMBERED = re.compile(r"(?i)^\W{0,2}(?:vraag |antwoord |question |q)?[1-9]\s?[.):/-]\s?\S")
READY_TITLE = re.compile(r"(?i)^(?:scan|fax|gescand|numérisation|voicemail)\b")
# Mailboxes of programs; and desks, at which people write too.
ROBOT_BOX = re.compile(
    r"^(?:(?:kopieer|print|scan|fax|copier)\w*|voicemail\w*|back-?up\w*|orders?|bestelling\w*|notif\w*"
    r"|melding(?:en)?|alerts?"
    r"|mailer|mailing|newsletter|nieuwsbrief|nieuws|news|updates?|accounts?|security|verif\w*|syste?e?m\w*|portaal"
    r"|portal|webshop|shop"
    r"|billing|facturatie|invoices?|tickets?|planning|reservaties?|bookings?|inschrijving\w*|commandes?|kalender"
    r"|calendar|automat\w*"
    r"|monitor\w*|cron|sharing|digest)$"
)
DESK_BOX = re.compile(
    r"^(?:helpdesk|servicedesk|service|support|klantendienst|klantenservice|meldpunt|afspraken|orders?|it|ict)$"
)
# Her own family is no family that she tells of.
OWN_FAMILY = re.compile(
    r"(?i)\b(?:mijn|m['’]n|ons|onze|mon|ma|mes|my|meine?r?) (?:\w+ )?(?:gezin\w*|kind\w*|dochter\w*|zoon\w*|familie"
    r"|partner|man|vrouw|mari|femme|enfants?|family|kids|children|familie)\b|\b(?:vader|moeder|papa|mama|oma"
    r"|opa)(?: geworden|!)|ziek kind\w*"
)
# "De dienst is gesloten" is what a program says of its house and a worker of another's.
HOUSE = re.compile(r"(?i)^(?:de|het|le|la|the|der|die|das) (?:\w+ ){0,3}(?:is|zijn|blijft|est|sont|are|ist|sind)\b")
