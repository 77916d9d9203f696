"""What phones, mail programs and lawyers add to a letter, in nl, fr, en and de."""

import re

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
    r"|elektronisch(?:e)? \w+)\b|de (?:informatie|inhoud) (?:in|van|verzonden) (?:deze|dit|met|bijgaand|via)"
    r"|(?:e-?mail|vertrouwelijkheid)s?-?(?:clausule|disclaimer)|vertrouwelijk(?:heid)?\b|confidentialité"
    r"|avis de confidentialité|(?:ce|cet|le présent) (?:message|courriel|e-?mail|courrier|mail)\b"
    r"|les informations contenues|this (?:e-?mail|message|mail|communication|electronic)\b"
    r"|the (?:information|contents?) (?:in|of|contained)|confidentiality|(?:diese|die) (?:e-?mail|nachricht"
    r"|informationen)\b"
    r"|aan (?:dit|deze) (?:bericht|e-?mail|mail) kunnen geen|indien u (?:dit|deze) (?:bericht|e-?mail|mail)"
    r"|als u (?:dit|deze) (?:bericht|e-?mail|mail)|si vous (?:avez reçu|n['’]êtes pas|recevez) (?:ce|cet|le)"
    r"|if you (?:have received|are not|received|receive) (?:this|the)|falls sie|wij verwerken (?:uw"
    r"|je) (?:persoons)?gegevens"
    r"|(?:meer info(?:rmatie)? over )?(?:hoe wij omgaan met )?(?:uw|je) (?:privacy|persoonsgegevens))",
)
LEGAL = re.compile(
    r"(?i)(?:uitsluitend|alleen|enkel|exclusief|slechts) (?:bestemd|bedoeld)"
    r"|bestemd voor (?:de )?(?:geadresseerde|ontvanger|bestemmeling)|geadresseerde|bestemmeling(?:en)?\b"
    r"|vertrouwelijke? (?:informatie|gegevens|karakter|van aard)"
    r"|\bvertrouwelijk\b|bij vergissing|per vergissing|ten onrechte|foutief ontvangen|abusievelijk"
    r"|(?:gelieve|verzoeken|vragen).{0,60}(?:verwijderen|vernietigen|wissen)|de afzender|aansprakelijk"
    r"|geen rechten (?:worden )?ontle|verbinden(?:de)? (?:kracht|verbintenis)"
    r"|disclaimer|destiné(?:e|s)?(?: exclusivement| uniquement)? (?:exclusivement |uniquement )?(?:à|au)"
    r"|destinataires?\b|confidentiel|par erreur|l['’]expéditeur|usage exclusif|responsabilité"
    r"|intended (?:only|solely|recipient|for)|addressee|recipient|confidential|privileged|in error"
    r"|the sender|unauthori[sz]ed|liab(?:le|ility)|vertraulich|empfänger|irrtümlich|adressat",
)
ECO = re.compile(
    r"(?i)^[\s*_\W]{0,6}(?:denk(?:t)? (?:aan|eens aan)|denk aan|spaar|bespaar|think|please (?:consider"
    r"|think)|consider|pensez|pense|avant d['’]imprimer|voor u deze|moet (?:je|u) deze|print deze"
    r"|bitte denken|is het (?:echt )?nodig)"
    r".{0,60}(?:\bmilieu\b|\bbomen\b|environment|environnement|umwelt|(?:mail|bericht|message"
    r"|courriel).{0,20}(?:print|af(?:druk|te druk)"
    r"|imprimer|drucken)|(?:print|afdruk|imprim).{0,20}(?:mail|bericht|message|courriel)).{0,120}$",
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
