"""Alarms: words that tell of somebody in danger or harmed, of a complaint, or of something that is broken."""

import re
import unicodedata
from typing import Literal

# All patterns are matched in text without capitals, accents and punctuation inside a line; a sentence ends at a dot.
_PERSON = (
    r"(?:hem|haar|me|mij|ons|elkaar|iemand|mensen|personen?|kind(?:eren|jes?)?|kleinkind\w*|kleuters?|peuters?|bab\w+"
    r"|dochter\w*|zoon\w*|zonen|meisjes?|jongens?|jonget\w+|vrouw(?:en)?|man|mannen|partners?|vriendin|vriend"
    r"|mama|papa"
    r"|moeders?|vaders?|ouders?|oma|opa|grootouders?|broer\w*|zus\w*|ex|stief\w+|pleeg\w+|ooms?|nonkel|tante"
    r"|neef|nicht"
    r"|client\w*|bewo(?:ner|on)\w*|leerling\w*|student\w*|jongeren?|tieners?|minderjarige\w*|ouderen?|bejaarde\w*"
    r"|patient\w*|collega\w*|medewerk\w*|hulpverlen\w*|begeleid(?:er|ster)\w*|gezin|gezinnen|huurders?|buren"
    r"|buurvrouw"
    r"|buurman|daklozen?|slachtoffers?|echtgeno\w+|personeel|verple\w+)"
)
_WHOSE = r"(?:(?:de|het|een|zijn|haar|hun|mijn|die|dat|deze|eigen|jonge|kleine|oude|onze|zieke)\s+){0,3}"
_SELF = r"(?:zich|zichzelf|haarzelf|hemzelf|mezelf|hunzelf)"
_THING = (
    r"(?:premies?|regel\w*|wet\w*|systeem|systemen|toelagen?|uitkering\w*|leefloon|geld|middelen|dienstencheques?"
    r"|subsidies?|maatregel\w*|statu\w+|voordel\w+|voordeel|tarie\w+|korting\w*|procedures?|situaties?|macht|positie"
    r"|contract\w*|steun|parkeer\w*|kaart\w*|vertrouwen|achterpoort\w*|fondsen|fonds|budget\w*|noodfonds|woningnood"
    r"|onwetendheid|gaten|term|termen|woord|gegevens|data|adres\w*|formulier\w*|dienst\w*|opvang\w*|plaatsen)"
)
# Said of money, rules, plans and animals: taken out before the words of danger are looked for.
_HARMLESS = re.compile(
    r"\b(?:dieren\w*mishandel\w*|socia(?:al|le) misbruik\w*"
    rf"|misbruik\w*(?: gemaakt| maken)? van (?!{_WHOSE}{_PERSON}\b)\w+"
    rf"|misbruik\w* (?:bij|met|rond|in|door) (?:(?:de|het|een|onze|hun) )?{_THING}"
    rf"|misbruik\w* (?:(?:de|het|een|onze|hun|dit|dat|deze|dikwijls|vaak|soms) ){{0,3}}{_THING}"
    rf"|{_THING} (?:\w+ ){{0,3}}(?:te )?misbruik\w*"
    r"|(?:alarm|handen|gat|gaten|bres|kloof|brug|bruggen|slag|vlucht|haak|verstomming|verbijstering|munt|acht"
    r"|deuk|figuur)"
    r" (?:\w+ ){0,3}geslagen"
    r"|geslagen (?:door|met|in) (?:(?:de|het|een) )?(?!hand\b|vuist\w*|riem|stok|gezicht)"
    rf"(?!{_WHOSE}{_PERSON}\b)\w+"
    r"|bedreigde? (?:dier|planten)?soort\w*|kansen en bedreigingen|bedreigingen en kansen"
    rf"|bedreiging(?:en)? voor (?!{_WHOSE}{_PERSON}\b)\w+ ?\w*"
    r"|bedreigd (?:door|met) (?:(?:de|het|een) )?(?:sluiting|armoede|uitsluiting|afsluiting|uithuiszetting"
    r"|dakloosheid"
    r"|besparing\w*|werkloosheid|faillissement|uitzetting|verlies|boetes?|schorsing|inbreuk|klimaat\w*|bouw\w*"
    r"|verhuis\w*)"
    r"|(?:met|door) (?:(?:de|het|een) )?(?:sluiting|armoede|uitsluiting|afsluiting|uithuiszetting|dakloosheid"
    r"|besparing\w*|werkloosheid|faillissement|uitzetting|verlies|schorsing) bedreigd"
    r"|(?:\w*huis|\w*werking|\w*dienst\w*|\w*winkels?|jobs?|banen|\w*bestaan|leefbaarheid|natuur|bos|park"
    r"|aanbod|opvang"
    r"|school|project\w*|subsidies?) (?:\w+ ){0,2}bedreigd"
    r"|bedreigd (?:wordt|worden|is|zijn) (?:door|met) (?:sluiting|besparing\w*)"
    r"|(?:met|zonder) geweld (?:een |de )?(?:deur|slot)\w*|moord en brand|(?:uit|in) levensgevaarlijke bocht\w*"
    r"|wapenstilstand|opgesloten in (?:de |het |een |hun )?(?:armoede|systeem|schulden|procedure|statuut"
    r"|isolement))\b"
)
_DANGER = re.compile(
    # wanting to die, harming oneself
    r"\b(?:zelfmoord\w*|zelfdoding\w*|suicid\w*|automutil\w*|zelfverwond\w*|zelfbeschadig\w*|zelfpijnig\w*"
    r"|doodswens\w*"
    r"|levensmoe\w*|overdosis\w*|van kant (?:te |wil |wilde |wou |gaat |zou )?ma\w+|ma\w+ (?:\w+ ){0,2}van kant"
    r"|van kant gemaakt"
    r"|(?:wil|wilt|wilde|willen|wou|zou) (?:\w+ ){0,3}(?:niet meer (?:verder )?leven|er niet meer zijn|sterven|dood)"
    r"|(?:niet meer|niet langer) (?:verder )?(?:wil|wilt|willen|wilde|wou) (?:leven|zijn)|er niet meer (?:wil"
    r"|wilde|wou|willen) zijn"
    r"|niet meer (?:te )?leven (?:wil|wilt|wilde|wou)|dood (?:wil|wilt|wilde|wou)"
    r"|(?:liever|beter|was maar|waren maar) dood|doodgaan wil\w*"
    r"|uit het leven (?:te |wil |wou )?(?:stap\w*|gestapt)|stap\w* uit het leven|van het leven (?:te )?bero\w+"
    r"|(?:leven|levens) (?:te )?(?:benemen|beeindig\w*)|einde? (?:te maken )?aan (?:haar|zijn|hun|mijn"
    r"|het) (?:eigen )?leven"
    r"|(?:wil|wilde|wou|dacht|denkt|dreigt) (?:\w+ ){0,3}er (?:zelf )?een einde? aan (?:te )?(?:maken|maakt)"
    r"|aan (?:haar|zijn|hun) einde|leven niet (?:meer|langer) zi\w+ zitten|zie\w* het leven niet meer zitten"
    r"|ziet het (?:echt |gewoon )?niet meer zitten(?! om| met| in)|geen uitweg meer"
    r"|geen zin meer (?:heeft |om te |in het )(?:in het )?leven"
    rf"|(?:snij\w*|sneed|sneden|kras\w*|verwond\w*|pijnig\w*|verminkt?e?n?) {_SELF}"
    rf"|{_SELF} (?:\w+ ){{0,2}}(?:te )?(?:snij\w+|gesneden|sneed|krassen"
    r"|krast|verwond\w*|pijnig\w*|beschadig\w*|vermink\w*|verhangen|op te hangen|opgehangen|ophangen"
    r"|uithonger\w*|doden)"
    rf"|(?:doe|doet|doen|deed|deden) {_SELF} (?:\w+ )?(?:pijn|iets aan|wat aan|kwaad)|{_SELF} (?:\w+ )?(?:pijn"
    rf"|kwaad) (?:te )?d\w+"
    rf"|{_SELF} (?:iets|wat) (?:wil |gaat |zou )?aan\s?(?:te )?\s?doe\w*|voor de trein (?:te |wil |wou )?(?:spr"
    rf"|ges|gooi|geg)\w+"
    r"|(?:van de brug|van het dak|uit het raam) (?:te |wil |wou )?(?:spring\w*|gesprongen)"
    r"|(?:alle|veel|te veel|een doos|een hoop) (?:pillen|medicatie|slaappillen) (?:geslikt|genomen|ingenomen)"
    # violence and abuse
    r"|\w*mishandel\w*|\w*misbehandel\w*|ontspoorde zorg|\w*verkracht\w*|aangerand\w*|\w*aanrand\w*|\w*incest\w*"
    r"|(?:kinder|ouderen|kinds|jeugd|zeden|seks)\w{0,2}misbruik\w*|misbruik(?:t|te|ten|en)?|\w*pedofiel\w*"
    r"|pedoseks\w*"
    r"|kinderporno\w*|grensoverschrijdend\w*|ongewenste intimiteiten|handtastelijk\w*|seksuele uitbuiting"
    r"|wraakporno\w*"
    r"|sextortion|afgeperst|(?:partner|gezins|familie|ouder|kinder|ouderen|eer|straat|drank|jongeren|bende"
    r"|relatie|ex|vrouwen|cyber)?geweld"
    r"|gewelddadig\w*|ifg|intrafamiliaa?l\w*|eerwraak|eergerelateerd\w*|eermoord\w*|genitale vermink\w*"
    r"|\w*besnijdenis(?:sen)?|uitgehuwelijkt\w*|uithuwelijk\w*|gedwongen (?:\w+ )?(?:huwelijk\w*|prostitutie)"
    r"|kindhuwelijk\w*"
    r"|loverboys?|tienerpooiers?|mensenhandel\w*|gestalkt\w*|stalk(?:t|te|en|er|ers|ing)|belaagd|belager\w*"
    r"|(?<!toe)geslagen|afgeranseld|toegetakeld|(?:ge)?wurg(?:t|d|de|en)|blauwe plek\w*|blauw oog"
    r"|krijg\w* (?:\w+ ){0,2}(?:slaag|rammel)"
    rf"|(?:slaat|sloeg|slaan|sloegen|schopt|schopte|stampt|stampte) {_WHOSE}{_PERSON}(?! (?:slag|vleugels"
    rf"|handen|tenten|boeken))"
    rf"|(?:klappen|slagen|stampen) (?:krijgt |kreeg )?van {_WHOSE}{_PERSON}"
    rf"|zit(?:ten)? aan (?:zijn|haar|hun|de) (?:\w+ )?(?:dochter\w*|zoontje|kinderen|kind|meisjes?|stief\w+)"
    r"|bedreigd|bedreiging(?:en)?|doodsbedreiging\w*|\w*dreigement\w*"
    rf"|bedreig(?:t|en|de|den) (?:\w+ )?{_WHOSE}{_PERSON}|{_PERSON} (?:te )?bedreig(?:t|en)"
    rf"|dreig\w* (?:\w+ ){{0,4}}te (?:vermoorden|doden|slaan|doen|steken|verkrachten|wurgen)"
    r"|agressief (?:\w+ )?(?:tegen|naar|tegenover)|(?:met|heeft|trekt|trok|droeg"
    r"|draagt) (?:\w+ )?een (?:\w+ )?(?:mes|wapen|pistool|vuurwapen)"
    r"|vermoord\w*|neergestoken|neergeschoten|doodgestoken|doodgeschoten|doodgeslagen|steekpartij\w*|schietpartij\w*"
    r"|ontvoer\w*|gegijzeld|gijzel\w*|opgesloten in (?:de |het |een |haar |zijn |hun )(?:\w*kamer|huis|kelder"
    r"|woning|berging|\w*kast)"
    r"|(?:wordt|worden|word) (?:\w+ ){0,3}opgesloten|houdt (?:hem|haar|hen) (?:\w+ )?(?:vast|gevangen|opgesloten)"
    # neglect, and life at risk
    r"|(?:kinder|ouderen?|zelf|ouder)verwaarlo\w+|(?:ernstige|emotionele|zware) verwaarlozing"
    rf"|verwaarloo[sz]\w* {_PERSON}|{_PERSON} (?:\w+ ){{0,4}}verwaarloosd"
    r"|verhonger\w*|uitgehongerd\w*|onderkoel\w*|doodvriez\w*|doodgevroren|co[ -]?(?:vergiftiging|intoxicatie)"
    r"|gaslek|gasgeur"
    r"|levensgevaar\w*|levensbedreigend\w*|in levensgevaar"
    rf"|{_PERSON} (?:\w+ ){{0,5}}in (?:acuut |groot |direct |ernstig )?gevaar|(?:acuut|direct|onmiddellijk"
    rf"|ernstig) gevaar"
    rf"|in gevaar (?:is|zijn|brengt|verkeert) {_WHOSE}{_PERSON}|(?:ze|zij|hij) (?:\w+ ){{0,2}}in gevaar|(?:ben"
    rf"|is nu|zijn nu) in gevaar|gevaar voor {_SELF}"
    r"|acuut (?:suicidaal|onveilig|psychotisch|dreigend|bedreigd)|acute (?:psychose|onveiligheid|dreiging"
    r"|noodsituatie)"
    r"|(?:thuis|bij (?:haar|zijn) \w+) (?:\w+ ){0,3}(?:onveilig|niet (?:\w+ )?veilig)|(?:onveilig"
    r"|niet (?:\w+ )?veilig) thuis"
    r"|onveilige (?:thuis|gezins|opvoedings)\w*|(?:durft|durven) (?:\w+ ){0,3}niet (?:meer )?naar huis)\b"
)
_OBJECT = (
    r"(?:lift|roltrap|\w*lamp|lampen|lantaarn\w*|straatlamp\w*|\w*verlichting|verkeerslicht\w*|voetpad|stoep|trottoir"
    r"|fietspad|\w*bank|bankjes?|zitbank\w*|vuil(?:nis)?bak\w*|afvalbak\w*|speeltuig\w*|schommel|glijbaan"
    r"|deurbel|toegangspoort"
    r"|schuifdeur|buitendeur|inkomdeur|glasbol\w*|hek|paaltjes?|verkeersbord\w*|bushok\w*|slagboom|riool|rioolputje"
    r"|rioolrooster|parkeermeter|parkeerautomaat|fontein|automaat|camera|wegdek)"
)
_BROKEN = r"(?:stuk|kapot|defect|omver|omgevallen|losgekomen|beschadigd|buiten dienst|verstopt|vernield)"
_DEFECT = re.compile(
    rf"\b(?:{_OBJECT} (?!(?:\w+ ){{0,4}}(?:vaak|telkens|steeds|altijd|regelmatig|dikwijls"
    rf"|overal))(?:\w+ ){{0,8}}{_BROKEN}"
    rf"|{_OBJECT} (?:\w+ ){{0,4}}(?:werkt|brandt|doet het|functioneert) (?:al \w+ )?(?:\w+ )?niet"
    rf"|(?:kapotte?|defecte?|vernielde?|omgevallen|beschadigde?) {_OBJECT}|losse (?:stoep)?(?:tegel|kassei|klinker)s?"
    r"|(?:putt?en?|gat(?:en)?) in (?:de|het|ons|onze) (?:weg|wegdek|straat|voetpad|fietspad|stoep)"
    r"|sluikstort\w*|zwerfvuil|omgevallen boom|boom (?:\w+ ){0,3}omgevallen|verstopte riool\w*"
    r"|mijn (?:vuilnis|afval|huisvuil|pmd|papier) (?:\w+ ){0,3}niet (?:\w+ )?opgehaald)\b"
)
_RUDE = r"(?:onbeleefd|onbeschoft|onvriendelijk|grof|lomp|brutaal|neerbuigend)"
_COMPLAINT = re.compile(
    r"(?:^|\n)\W*klacht\b|\b(?:ik|graag|hierbij|wij willen|we willen) (?:\w+ ){0,4}klacht\b"
    r"|(?<!\bgeen )\bklacht (?:in te dienen |indienen |neerleggen |neer te leggen )?(?:over|tegen|aangaande"
    r"|betreffende)\b"
    r"|\b(?:ik ben|ben ik|wij zijn|wij waren) (?:\w+ ){0,3}(?:ontevreden|niet (?:\w+ )?tevreden|teleurgesteld in)\b"
    r"|\bhoe ik (?:\w+ ){0,4}behandeld\b"
    rf"|\b(?:ik|werd ik) (?:\w+ ){{0,6}}(?:(?:slecht|oneerlijk|onheus|respectloos|{_RUDE}) behandeld|afgesnauwd"
    rf"|afgescheept|uitgescholden)\b"
    rf"|\b(?:was|is|waren|deed) (?:heel |zeer |erg |echt |zo |vreselijk |bijzonder )?{_RUDE}\b|\b{_RUDE} behandeld\b"
    r"|\bik eis\b|\bik ben (?:\w+ )?(?:boos|kwaad|woedend) (?:op|over) (?:de|het|jullie|mijn)\b"
    r"|\baan de balie werd ik\b"
    r"|\bik (?:vind het )?(?:een )?schand\w+\b"
)


def sounds_dangerous(text: str) -> bool:
    """Tell whether a text speaks of somebody who may be in danger or is harmed."""
    return _DANGER.search(_HARMLESS.sub(" ", " ".join(_fold(text).split()))) is not None


def belongs_elsewhere(text: str) -> Literal["melding", "klacht"] | None:
    """Name the other channel that a text seems meant for: something that is broken, or a complaint."""
    folded = _fold(text)
    return "melding" if _DEFECT.search(folded) else "klacht" if _COMPLAINT.search(folded) else None


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    words = re.sub(r"[^a-z0-9.!?\n]+", " ", re.sub(r"['’]", "", letters))
    return re.sub(r" *([.!?\n]+) *", r" \1 ", words)
