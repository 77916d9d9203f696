"""Families of words in nl, fr, en and de by which letters of programs are told from letters of people."""

from types import MappingProxyType


class Bit:
    """What a word belongs to, as bits of a number. A sentence has the bits of all its words."""

    SELF = 1
    YOU = 2
    AWAY = 4
    HOUSE = 8
    MAIL = 16
    HANDLE = 32
    RETURN = 64
    WHEN = 128
    REACH = 256
    THANKS = 512
    OBJECT = 1024
    STATE = 2048
    SCREEN = 4096
    OTHERS = 8192
    PRONOUN = 16384
    PAST = 32768
    TOPIC = 65536
    TURN = 131072
    MINE = 262144


_FAMILIES: tuple[tuple[int, str], ...] = (
    (Bit.SELF, (
        "ik wij we ikzelf ben nous suis serai étant réponds répondrai travaille prendrai lirai reviens reviendrai "
        "i i'm i'll me we're ich wir "
    )),
    (Bit.MINE, (
        "ons onze mijn m'n notre nos mon ma mes my our mein meine meinen meiner unser unsere "
    )),
    (Bit.YOU, (
        "u uw je jouw jou vous votre vos you your ihre ihren ihr ihnen "
    )),
    # Being away, as somebody says it of herself or of her house.
    (Bit.AWAY, (
        "rondreis thuiswerk thuiswerkdag nachtdienst vroegdienst huwelijksreis inhaalrust arbeidsongeschikt "
        "werkonbekwaam teambuilding daguitstap netwerkdag sabbatical sabbatjaar convalescentie huwelijk examen "
        "examens vrijaf verlofdag afdeling zending mission étranger limité mi-temps parti stage séminaire "
        "colloque arrêt convalescence congrès convalescent fortbildung schulung mutterschutz training conference "
        "annual maternity parental ferien afwezig afwezigheid verlof vakantie congé recup recuperatie compensatie "
        "adv kamp vorming opleiding cursus studiedag congres conferentie buitenland reis vergadering overleg ziek "
        "ziekteverlof pensioen gesloten sluit sluiting dicht loopbaanonderbreking bevallingsrust moederschapsrust "
        "zwangerschapsverlof brugdag brugdagen tijdskrediet out-of-office ooo tussenuit dienstreis kerstverlof "
        "onbereikbaar feestdag absent absente absents absence congés vacances déplacement formation fermé fermés "
        "fermée fermées fermeture indisponible retraite maladie maternité away leave holiday holidays vacation "
        "closed unavailable travelling traveling offsite sick retired abwesend abwesenheit urlaub geschlossen "
        "verreist elternzeit krank dienstreise ruhestand niet-aanwezig "
    )),
    (Bit.HOUSE, (
        "kantoor kantoren dienst diensten bureau bureaus praktijk secretariaat school winkel team clb caw ocmw "
        "balie loket loketten organisatie receptie centrum vzw administratie bibliotheek gemeentehuis stadhuis "
        "huis bureaux service services cabinet secrétariat école accueil asbl cpas office offices shop practice "
        "reception büro praxis "
    )),
    (Bit.MAIL, (
        "mail mails e-mail e-mails email emails mailtje mailtjes e-mailtje bericht berichten berichtje mailbox "
        "postvak mailadres e-mailadres emailadres postbus inbox vraag vragen aanvraag aanvragen melding meldingen "
        "verzoek boodschap bestelling inzending adres klacht klachten dossier bezwaar sollicitatie kandidatuur "
        "schrijven mailbericht message messages courriel courriels mél demande demandes boîte adresse request "
        "requests inquiry enquiry query questions question correspondence nachricht nachrichten anfrage anliegen "
        "postfach ticket "
    )),
    (Bit.HANDLE, (
        "kijk kijken nakijken nagekeken nakijk bekijkt verder-opvolgen aanpakken oppikken ingeboekt ingelezen "
        "bereikt goedgekeurd lees lezen gelezen leest nalees bekijk bekijken bekeken beantwoord beantwoorden "
        "beantwoordt antwoord antwoorden antwoordt antwoorde reageer reageren reageert reactie behandel "
        "behandelen behandeld behandeling opgevolgd opvolgen opvolg opvolging doorgestuurd doorsturen doorgegeven "
        "ontvangen ontvangst aangekomen geregistreerd genoteerd bevestigen bevestig bevestiging verwerkt "
        "verwerken toegewezen aangemaakt afgehandeld afgesloten binnengekomen overgemaakt gewist verwijderd "
        "gecontroleerd geopend raadpleeg terugmailen terugschrijven ingediend répondre répondrai répondrons "
        "réponse traité traités traitée traitées lu lus lue lirai lis consulte consulterai reçu reçue reçus "
        "enregistrée enregistré transféré transférés transmis transmise réception suite accusons connaissance "
        "read reply replies respond response answer answered received registered reviewed logged forwarded "
        "monitored checking processed slow checked picked escalated assigned gelesen lesen beantworten "
        "beantwortet beantworte erhalten weitergeleitet bearbeitet bearbeiten eingegangen antworten antwort "
    )),
    (Bit.RETURN, (
        "terug terugkeer terugkomst terugkom opnieuw weer hervat heropent heropenen heropend paraat retour rentre "
        "rouvre rouvrira rouvrent reprends reprise back return returning returns reopen reopens resume wieder "
        "zurück rückkehr zurückkehre "
    )),
    (Bit.WHEN, (
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag maandagen dinsdagen woensdagen donderdagen "
        "vrijdagen woensdagnamiddag vrijdagnamiddag namiddag voormiddag januari februari maart april mei juni "
        "juli augustus september oktober november december morgen vandaag overmorgen week weekend zomer "
        "eerstvolgende later lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin "
        "juillet août septembre octobre novembre décembre demain aujourd'hui semaine monday tuesday wednesday "
        "thursday friday saturday sunday mondays fridays january february march may june july august october "
        "today tomorrow next montag dienstag mittwoch donnerstag freitag samstag januar februar märz dezember "
        "heute woche "
    )),
    (Bit.REACH, (
        "contact contacteer contacteren bel bellen mailen terecht stuur sturen richt richten wenden nood "
        "noodgeval noodgevallen spoed spoedgevallen dringend dringende dringends hoogdringend hoogdringende "
        "hoogdringendheid tele-onthaal permanentie vervanger vervangster vervangt vervangen waarneemt waarneming "
        "wachtdienst collega collega's neemt overgenomen helpt helpen aanspreekpunt verwijs bereiken bereikbaar "
        "wachtpost zelfmoordlijn gelieve contacter contactez joindre appeler appelez adresser urgent urgente "
        "urgence urgences veuillez merci collègue collègues remplaçant remplaçante renvoyer écrire prière call "
        "reach urgently urgency emergency emergencies colleague colleagues please contacting line dringenden "
        "kollegin kollege vertretung kontaktieren notfall bitte "
    )),
    (Bit.THANKS, (
        "bedankt dank dankjewel dankuwel fijn merci thank thanks danke vielen remercions remercie "
    )),
    # What programs write about ("uw bestelling"), and the state that it is in.
    (Bit.OBJECT, (
        "bestelling order pakje pakket zending levering factuur loonbrief loonfiche document documenten afspraak "
        "reservatie reservering inschrijving registratie account wachtwoord verificatiecode code aanmelding login "
        "sessie rooster uurrooster planning shift fax voicemail voicemailbericht scan taak back-up backup "
        "abonnement lidmaatschap betaling melding aanvraag ticket bestand map poll enquête vergadering apparaat "
        "printer toner licentie update sollicitatie kandidatuur verlofaanvraag onkostennota formulier inzending "
        "dienstverlening uitnodiging oproep gesprek digipass toegang certificaat loon bestelnummer itsme artikel "
        "artikelen opname export rapport back-uptaak server toestel kalender verificatie prestaties bestanden "
        "opslagruimte quotum quota uitlening uitleningen uitleentermijn vacature vacatures build job storage "
        "polis attest incident storing storingsmelding alarm sensor aankoop evaluatie bevraging oproepnummer "
        "temperatuur prioriteit domiciliëring abonnementen werken tickets tijdsregistratie prikklok stand "
        "meterstand kopie gebruiker licenties webinar evenement deelname nieuwsbrief gesprekken oproepen commande "
        "colis facture livraison rendez-vous réservation inscription compte mot réunion fichier demande purchase "
        "parcel package invoice delivery appointment booking registration subscription password sign-in device "
        "meeting file payment shipment reservation bestellung paket rechnung termin buchung konto passwort "
    )),
    (Bit.STATE, (
        "klaar beschikbaar bevestigd bevestigen bevestiging ontvangen gewijzigd aangemaakt geregistreerd verloopt "
        "verlopen vervalt onderweg gedeeld geleverd geannuleerd bijgevoegd bijlage voltooid geslaagd mislukt "
        "afgesloten afgehandeld gepland toegekend goedgekeurd verzonden betaald ingeschreven gemist wijziging "
        "herinnering status resultaat duur referentie gestart beëindigd geëindigd geblokkeerd nieuwe nieuw "
        "ontving bevestigt ingediend gearchiveerd behandelaarsgroep bestandsindeling resolutie gescand totaal "
        "verwachte gepost opgeslagen vervallen geactiveerd voltooien bijgewerkt toegevoegd uitgenodigd resterend "
        "openstaand gemiste hoogte drempel tijdstip prioriteit geopend gesloten vol bijna loopt gevonden "
        "aangeboden verlengd opgezegd aangevraagd gescanned gestopt aangepast verstreken confirmée confirmé "
        "confirmation préparation expédition disponible expédiée enregistrée prêt rappel confirmed available "
        "shipped dispatched expired expires changed updated created scheduled reminder noticed ready completed "
        "succeeded failed attached bestätigt verfügbar versandt erstellt abgelaufen "
    )),
    (Bit.SCREEN, (
        "klik klikken log inloggen aanloggen meld aanmelden knop link koppeling portaal portal selfserviceportal "
        "app e-loket itsme eid website faq browser instellingen voorkeuren profiel wachtwoord opvolgen volg "
        "verleng koop bevestig stem kies vul deel delen geef wijzig breng controleer negeer annuleer annuleren "
        "uitschrijven enquête openen downloaden bekijk raadpleeg inschrijven online cliquez connectez-vous lien "
        "portail application site préférences click login button settings preferences unsubscribe download view "
        "manage klicken anmelden einstellungen "
    )),
    # --- what programs do not write about ----------------------------------------------------------------------------
    (Bit.OTHERS, (
        "mensen persoon personen man mannen vrouw vrouwen moeder moeders vader vaders ouder ouders kind kinderen "
        "kindje baby baby's gezin gezinnen cliënt cliënten client cliente clienten cliënte bewoner bewoners "
        "huurder huurders jongere jongeren jongens jongen meisje meisjes leerling leerlingen vluchteling "
        "vluchtelingen patiënt patiënten ouderen senioren alleenstaande alleenstaanden dakloze daklozen gasten "
        "buren buurman buurvrouw nieuwkomers doelgroep slachtoffer slachtoffers familie families gens personne "
        "personnes enfant enfants mère mères père pères parents famille familles locataire locataires jeunes "
        "femme femmes homme hommes bénéficiaires sans-abri habitants people person mother mothers father woman "
        "women men child children clients tenant tenants family kids neighbours kinder familien mutter eltern "
        "mieter "
    )),
    (Bit.PRONOUN, (
        "ze zij hij hun hen haar zijzelf elle elles ils leur leurs they them their he she "
    )),
    (Bit.PAST, (
        "kreeg kregen belde belden zei zeiden zag zagen hoorde hoorden stuurde stuurden vertelde vertelden las "
        "vroeg vroegen ging gingen kwam kwamen hadden gehad geweest verloor wou wachtte sprak lag sliepen moest "
        "moesten kon konden probeerde geprobeerd wist était étaient avait avaient étais disait ont eu was were "
        "had told said went got tried lost saw asked turned did sagte hatte hatten bekam "
    )),
    (Bit.TOPIC, (
        "huur huisbaas huisbazen woning woningen wachtlijst wachtlijsten wachttijd wachttijden opvang schimmel "
        "probleem problemen wijk buurt melden gemeld vaststellen vaststelling stel leefloon uitkering uitkeringen "
        "verwarming waarborg armoede daklozenopvang nachtopvang voedselbank lift wijkdokter dokter begeleiders "
        "gevolgen besparingen afgeschaft spreekuren cijfers aantallen chiffres numbers figures besparing "
        "huisbezoeken personeelstekort leefgeld schulden facturen premie toelage klas dorp straat buitengewoon "
        "taal logement loyer chauffage quartier problème problèmes signaler concerne housing rent heating problem "
        "problems waiting shelter neighbourhood benefit damp wohnung miete heizung geht "
    )),
    # How people argue and answer.
    (Bit.TURN, (
        "maar omdat terwijl want daardoor toch telkens intussen sindsdien nooit altijd nochtans zelfs blijkbaar "
        "eigenlijk vermoed denk ongeveer minstens misschien volgens jullie gewoon dus hetzelfde zoals soms "
        "meestal iemand niemand iedereen ook zelf vroeger vooral inderdaad prima oké ok klopt neen nee ja enkele "
        "veel weinig tientallen mais parce depuis toujours jamais environ pense oui non selon surtout vraiment "
        "donc plus rien but because while never always about think yes no actually mostly only also aber weil "
        "immer nie ungefähr denke nein doch "
    )),
)  # fmt: skip
_ENDINGS: tuple[tuple[str, int], ...] = (
    ("verlof", Bit.AWAY), ("vakantie", Bit.AWAY), ("congé", Bit.AWAY), ("sluiting", Bit.AWAY), ("urlaub", Bit.AWAY),
    ("dienst", Bit.HOUSE),
    ("opname", Bit.OBJECT), ("sessie", Bit.OBJECT), ("bestelling", Bit.OBJECT), ("factuur", Bit.OBJECT),
    ("afspraak", Bit.OBJECT), ("aanvraag", Bit.OBJECT | Bit.MAIL), ("reservatie", Bit.OBJECT),
    ("formulier", Bit.OBJECT),
    ("nummer", Bit.OBJECT), ("rekening", Bit.OBJECT), ("abonnement", Bit.OBJECT), ("bestand", Bit.OBJECT),
    ("brief", Bit.OBJECT), ("rapport", Bit.OBJECT), ("attest", Bit.OBJECT), ("melding", Bit.MAIL | Bit.OBJECT),
    ("mail", Bit.MAIL), ("namiddag", Bit.WHEN), ("voormiddag", Bit.WHEN), ("bericht", Bit.MAIL), ("wijzigd", Bit.STATE),
)  # fmt: skip


_ENDS = tuple(ending for ending, _ in _ENDINGS)


def _bits() -> dict[str, int]:
    bits: dict[str, int] = {}
    for bit, words in _FAMILIES:
        for word in words.split():
            bits[word] = bits.get(word, 0) | bit
    return bits


FAMILY_OF = MappingProxyType(_bits())


def family(word: str) -> int:
    """Give what a word (lower case) belongs to, as bits; 0 for most words."""
    found = FAMILY_OF.get(word)
    if found is not None:
        return found
    if not word.endswith(_ENDS):
        return 0
    return next(bit for ending, bit in _ENDINGS if word.endswith(ending))
