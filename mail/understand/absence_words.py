"""How programs say in nl, fr, en and de that somebody is away or that a mail came in, and how people do not."""

import re

STRONG_SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:(?:re|aw|antw)\s?:\s*)?(?:automatisch(?:e)? (?:antwoord|beantwoording|reactie|bericht"
    r"|ontvangstbevestiging)|automatic(?:al)? (?:reply|response|answer)|auto(?:matic)?[- ]?(?:reply|response"
    r"|respons|antwoord|antwort)|autoreply|autoresponder|réponse automatique"
    r"|automatische (?:antwort|abwesenheit\w*)|abwesenheits?(?:notiz|nachricht|meldung|assistent"
    r"|benachrichtigung)\w*|out[- ]of[- ](?:the )?office(?: auto\w*)?|afwezigheids?(?:bericht|melding"
    r"|assistent|antwoord|notificatie)|bericht van afwezigheid"
    r"|(?:message|avis|notification) d['’]absence|absence du bureau|buiten kantoor|\[?(?:auto|ooo"
    r"|oof)\]?\s?:|vacation (?:reply|response|notice)|ontvangstbevestiging|accusé de réception"
    r"|confirmation of receipt|empfangsbestätigung)"
    r"(?=\s*(?:$|[:\-–(\[!]|re\s?:|fw))",
)

SUBJECT = re.compile(
    r"(?i)^\W{0,3}(?:(?:re|aw|antw)\s?:\s*)?(?:(?:ik ben |momenteel |tijdelijk |currently |actuellement "
    r"|i am |i['’]m |je suis |ich bin |derzeit |nicht |niet )*(?:afwezig|afwezigheid|absent(?:e)?|absence"
    r"|out of (?:the )?office|away|abwesend|abwesenheit|op vakantie|met vakantie|on (?:holiday|leave"
    r"|vacation)|en congés?|in verlof"
    r"|met verlof|op verlof|im urlaub|urlaub|niet op kantoor|niet aanwezig|verlof|congé|vakantie"
    r"|zwangerschapsverlof|ziekteverlof|ouderschapsverlof|bevallingsverlof|niet bereikbaar)\b)",
)
MAYBE = (
    r"(?:momenteel|even|op dit moment|tijdelijk|nu|vandaag|deze week|wegens \w+(?: \w+)?|helaas|nog"
    r"|langdurig|currently|presently|actuellement|en ce moment|derzeit|momentan|zurzeit|leider"
    r"|vanaf .{1,25}|van .{1,40}|tot .{1,25}|op .{1,20}|du .{1,40}|jusqu.{1,25}|from .{1,40}|until .{1,25}"
    r"|de retour|bis .{1,20}|vom .{1,40})"
)
AWAY = re.compile(
    rf"(?i)\b(?:(?:ik ben|wij zijn|we zijn|ben ik|zijn wij|zijn we|ik zal|ons kantoor is|onze dienst is"
    rf"|onze diensten zijn|het secretariaat is|de dienst is|het kantoor is)(?: {MAYBE}){{0,2}} (?:(?:niet"
    rf"|af)[- ]?(?:aanwezig|wezig)|afwezig(?! geweest)|met (?:\w+)?(?:verlof|vakantie|pensioen|ziekteverlof)"
    rf"|op (?:\w+)?(?:verlof|vakantie)|in (?:\w+)?verlof|(?:niet|weinig|beperkt|minder"
    rf"|moeilijk) (?:op kantoor|bereikbaar|beschikbaar|in de mogelijkheid)"
    r"|out of office|buiten dienst|gesloten|(?:wegens ziekte )?thuis|op (?:zwangerschaps|bevallings"
    r"|ouderschaps|ziekte)verlof|met (?:zwangerschaps|bevallings|ouderschaps|ziekte)verlof"
    r"|niet (?:meer )?werkzaam|uit dienst|op cursus|op (?:een )?(?:vorming|studiedag|congres|conferentie)"
    r"|in (?:een )?vergadering|op opleiding|in het buitenland|ziek)"
    rf"|(?:je suis|nous sommes|notre bureau est|nos bureaux sont|serai"
    rf"|je serai)(?: {MAYBE}){{0,2}} (?:absent(?:e|s)?|en (?:congés?|vacances|déplacement|formation)"
    rf"|hors du bureau|fermés?|indisponible)"
    rf"|(?:i am|i['’]m|i will be|we are|our office is)(?: {MAYBE}){{0,2}} (?:out of (?:the )?office|away"
    rf"|on (?:\w+ )?(?:leave|holiday|vacation)|closed|not (?:in the office|available|working)|unavailable)"
    rf"|(?:ich bin|wir sind|unser büro ist)(?: {MAYBE}){{0,2}} (?:nicht (?:im büro|erreichbar|im haus|da)"
    rf"|abwesend|im urlaub|außer haus|geschlossen)"
    r"|out of (?:the )?office|(?:wegens|tijdens|omwille van) (?:mijn|onze) (?:afwezigheid|vakantie|verlof)"
    r"|(?:werk|werkt) (?:niet (?:meer|langer)|momenteel niet) (?:bij|voor|op)|en mon absence"
    r"|pendant mon absence|in my absence|during my absence|während meiner abwesenheit)",
)
NOTICE = re.compile(
    r"(?i)(?:dit is een automatisch|automatisch (?:gegenereerd|verzonden|verstuurd|aangemaakt|antwoord"
    r"|bericht)|dit bericht (?:is|werd|wordt) automatisch|(?:gelieve )?niet (?:te )?(?:beantwoorden"
    r"|antwoorden|reageren) op (?:dit|deze)|(?:this is an )?automat(?:ed|ic"
    r"|ically) (?:generated )?(?:message|reply|response|e-?mail)|do not reply to this"
    r"|(?:ceci est )?(?:un |une )?(?:message|réponse|courriel|e-?mail) (?:est "
    r"|a été )?(?:généré(?:e)? )?automatique|ne pas répondre à ce|automatisch (?:erstellt|generiert)e?"
    r"|automatische (?:antwort|nachricht)"
    r"|(?:wij|we|ik) (?:hebben|heb) (?:uw|je|jouw) (?:e-?mail|mail|bericht|vraag|aanvraag|melding) (?:goed "
    r"|in goede orde |wel )?(?:ontvangen|geregistreerd)|(?:uw|je|jouw) (?:e-?mail|mail|bericht|vraag"
    r"|aanvraag|melding) (?:is|werd|hebben wij|hebben we) (?:goed |in goede orde |door ons "
    r"|wel )?(?:ontvangen|aangekomen|geregistreerd)"
    r"|nous avons bien reçu (?:votre|ton)|votre (?:message|demande|courriel|e-?mail) a bien été"
    r"|we (?:have )?received your|your (?:message|e-?mail|request) has been received"
    r"|wir haben ihre (?:nachricht|e-?mail|anfrage) erhalten)",
)
SUPPORT = re.compile(
    r"(?i)(?:(?:be)?antwoord(?:en)? (?:ik|wij|we)\b|is het dringend|(?:bel|sms) (?:dan|me|ons|naar)\b"
    r"|(?:sturen|mailen|richten|verzenden) (?:naar|aan|tot)\b|(?:bij|voor) (?:dringende|hoogdringende"
    r"|spoed|dringend)|dringende? (?:zaken|vragen|gevallen"
    r"|berichten|aangelegenheden|kwesties)|hoogdringend|(?:kan|kunt|kan je|mag|mogen|gelieve|graag|richt"
    r"|stuur|neem|contacteer|bel|mail)\b.{0,60}(?:terecht|contact|collega|vervang|secretariaat|permanentie"
    r"|onthaal|bellen|mailen|wenden|doorsturen|dienst)"
    r"|(?:uw|je|jouw|deze|mijn) (?:e-?mails?|mails?|berichten|bericht|mailbox|berichtje)\b.{0,60}(?:niet"
    r"|wordt|worden|zal|zullen|lees|gelezen|behandel|beantwoord|doorgestuurd|opgevolgd|bekeken)|(?:ik|wij"
    r"|we) (?:zal|zullen|lees|lezen|beantwoord|beantwoorden|antwoord|bekijk|behandel|neem|nemen|contacteer"
    r"|reageer|kom|ben|zijn).{0,50}(?:terugkeer|terugkomst|terug|spoedig|zo snel mogelijk|zo spoedig|nadien"
    r"|daarna|erna|dan|beperkt)"
    r"|(?:bij|na) mijn (?:terugkeer|terugkomst|terugkom|verlof|vakantie)|terug (?:op kantoor|aanwezig"
    r"|bereikbaar|vanaf|op|aan het werk|in dienst)|opnieuw (?:bereikbaar|aanwezig|op kantoor|beschikbaar"
    r"|open)|weer (?:bereikbaar|aanwezig|open|beschikbaar)|(?:ma(?:andag)?|di|wo|do|vr)\w* tot en met"
    r"|wordt vervangen door|mijn (?:vervang(?:er|ster)|collega)|(?:bedankt|dank (?:u|je)(?: wel)?"
    r"|dank) voor (?:uw|je|jouw) (?:e-?mail|mail|bericht|berichtje)|\bt\.?e\.?m\.?\b|tot en met|(?:tot|vanaf"
    r"|sinds) (?:en met )?(?:\w+dag )?\d{1,2}"
    r"|binnen (?:de )?\d+ (?:werk)?dagen|zo (?:snel|spoedig) mogelijk|op kantoor (?:op|van)|mijn werkdagen"
    r"|openingsuren|prettige? |fijne |deeltijds"
    r"|(?:en cas d['’]urgence|pour (?:toute |les )?(?:urgence|question|demande|affaire)s?|cas urgent)"
    r"|(?:votre|vos|mes) (?:message|courriel|e-?mail|mail)s?\b.{0,60}(?:ne|sera|seront|lu|trait|transf)"
    r"|(?:dès|à) mon retour|de retour (?:le|au|à|dès)|(?:veuillez|vous pouvez|merci de)\b.{0,40}(?:contact"
    r"|adresser|joindre|écrire|appeler)|ma collègue|mon collègue|merci (?:pour|de) votre|jusqu['’]au"
    r"|du \d{1,2}.{0,20} au \d|dans les meilleurs délais|je (?:vous )?répondrai"
    r"|(?:for|in case of|if) (?:urgent|urgency|it['’]?s? is urgent|emergenc|an emergency|anything urgent"
    r"|you need)|urgent (?:matters|questions|issues)|please contact|my colleague|upon my return"
    r"|when i (?:return|get back|am back)|i(?:['’]ll| will) (?:be back|respond|reply|return|answer|get back)"
    r"|(?:back|return) (?:on|in the office)|limited access|thank(?:s| you) for (?:your|contacting|reaching)"
    r"|as soon as possible|until \w+ ?\d|returning on"
    r"|in dringenden|bei dringenden|wenden sie sich|ihre (?:e-?mail|nachricht)s? (?:wird|werden)"
    r"|(?:meine?r? )?(?:kollegin|kollege|vertretung)|wieder (?:da|erreichbar|im büro)|ab dem|bis (?:zum"
    r"|einschließlich)|vielen dank für ihre|nach meiner rückkehr)",
)
# What somebody else is quoted to say is not said by the letter.
SPEECH = re.compile(r"(?<=[\s:(])['\"“‘«][^'\"”’»\n]{5,200}['\"”’»]")
MANNERS = re.compile(
    r"(?i)^(?:beste?|dag|hallo|hoi|goeiedag|goede(?:n)?(?:dag|morgen|middag)|geachte|bonjour|cher|chère"
    r"|madame|monsieur|hello|hi|dear|guten|sehr|liebe|good|met|groet|mvg|vriendelijke|hartelijke?"
    r"|cordialement|bien|kind|best|mit|regards|alvast|dank|bedankt|merci|thank|fijne|prettige|zonnige"
    r"|tot (?:dan|binnenkort|gauw))\b",
)
NOT_HERE = re.compile(
    r"(?i)\b(?:(?:ik|wij|we) (?:ben|zijn) (?:er )?(?:\w+ ){0,4}(?:weer|terug|opnieuw) (?:bereikbaar"
    r"|aanwezig|op kantoor|aan het werk|vanaf|op)"
    r"|(?:ik|we|wij) (?:heb|hebben|neem|nemen|geniet\w*) (?:\w+ ){0,4}(?:verlof|vakantie|congé)|(?:mijn"
    r"|onze|ons) (?:verlof|vakantie|afwezigheid)"
    r"|(?:ik )?(?:zit|vertoef|verblijf) (?:\w+ ){0,4}(?:in het buitenland|met ziekteverlof|thuis)"
    r"|(?:jaarlijks|collectief) (?:verlof|sluiting)"
    r"|(?:we|wij|ik) sluit(?:en)? (?:de deuren|ons|onze)|(?:onze|het|de) (?:dienst|kantoor|kantoren"
    r"|loketten|team|bureau|organisatie|school) (?:is|zijn|blijft|blijven)"
    r" (?:\w+ ){0,6}(?:gesloten|dicht|niet bereikbaar)|(?:dit|deze) (?:mailbox|postvak|e-?mailadres"
    r"|adres)\b.{0,40}(?:niet (?:meer|langer|gelezen|opgevolgd)"
    r"|buiten gebruik)|ik werk niet (?:meer|langer)|heb ik (?:de|het) (?:dienst|ocmw|stad|organisatie) verlaten)\b",
)
DAYS = re.compile(
    r"(?i)\b(?:ik werk (?:niet|enkel|alleen|deeltijds|halftijds)(?: meer)? (?:en ben|op|tot|van|maandag|dinsdag"
    r"|woensdag|donderdag|vrijdag)"
    r"|ik ben er (?:even |momenteel |nu |vandaag )?niet|even (?:weg|niet bereikbaar|offline)"
    r"|geniet(?:en)? (?:ik |we |wij )?van"
    r"|(?:er )?even (?:tussenuit|uit)|je travaille (?:à temps|uniquement|seulement)|ich arbeite (?:nur|nicht))",
)
# "De dienst is gesloten" is what a program says of its house and a worker of another's.
HOUSE = re.compile(r"(?i)^(?:de|het|le|la|the|der|die|das) (?:\w+ ){0,3}(?:is|zijn|blijft|est|sont|is|are|ist|sind)\b")
CONTENT = re.compile(
    r"(?i)\b(?:ga(?:at|an) over|gezin\w*|cliënt\w*|huisba\w+|huurders?|huur|woning\w*|wachtlijst\w*"
    r"|kinder\w*|kind|ouders?|mensen"
    r"|bewoners?|probleem|problemen|signaal|wijk|leerling\w*|school|jongeren|buurt|gemeente \w+"
    r"|dossier van|antwoord op (?:je|uw|jullie)"
    r"|c['’]est à|il s['’]agit|familles?|logements?|locataires?|quartier|enfants?|it is about|people"
    r"|famil(?:y|ies)|tenants?"
    r"|housing|children|es geht um|familien?|kinder|wohnung\w*|melden|vast(?:ge)?stel\w*)\b",
)
FIRST_PERSON = re.compile(
    r"(?i)\b(?:ik|mijn|je|mon|mes|ma|i|my|ich|meine?r?|wij|we|onze|nous|notre|our|wir|unser\w*)\b"
)
