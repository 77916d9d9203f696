"""What frontline workers write: whether it tells of danger, of a complaint, or of something that is broken."""

import pytest

from core.intake.alarms import belongs_elsewhere, sounds_dangerous
from core.intake.look import heed

DANGER = """
We zien meer kindermishandeling sinds de lockdown.
Vermoeden van kindermisbruik in een gezin.
Automutilatie bij jonge meisjes neemt toe.
Een leerling snijdt zichzelf op het toilet van de school.
Ze snijdt zich in haar armen.
Een cliënte wordt gestalkt door haar ex.
Slachtoffers van stalking geraken nergens binnen.
Haar ex stalkt haar al maanden.
Een man zei dat hij zich van kant wil maken.
Ze wil er niet meer zijn, zegt ze.
Een jongen doet zichzelf pijn als hij alleen is.
Ze dacht eraan om aan haar einde te komen.
Meisjes uit de wijk komen bij loverboys terecht.
Eergerelateerd geweld blijft onder de radar.
We merken partnergeweld bij koppels met schulden.
Hij slaat zijn vrouw.
De kinderen worden thuis geslagen.
De vader slaat de kinderen met een riem.
Ze wordt met de dood bedreigd door haar broer.
Haar ex bedreigt haar en de kinderen.
Er zijn bedreigingen geuit tegen de moeder.
Een bejaarde vrouw wordt mishandeld door haar zoon.
Ouderenmisbehandeling zien wij wekelijks.
Hij zei dat hij niet meer wil leven.
Een moeder die dood wil, kan pas binnen drie maanden terecht.
Ze ziet het leven niet meer zitten.
Hij heeft suïcidale gedachten en staat op een wachtlijst.
Drie zelfdodingen in onze gemeente op een jaar.
Ze wil uit het leven stappen.
Hij wil zich verhangen, zegt zijn moeder.
Ze heeft te veel pillen genomen.
Minderjarige meisjes worden seksueel misbruikt.
Ze is misbruikt door haar stiefvader.
Misbruik van kinderen komt pas laat aan het licht.
Een meisje van vijftien wordt uitgehuwelijkt.
Vrouwen zonder papieren belanden in mensenhandel.
Een poetsvrouw werd verkracht door haar baas.
Hij trok een mes in de wachtzaal.
De kinderen zijn in gevaar bij die vader.
Die baby is er niet veilig thuis.
Ze durft niet meer naar huis.
Haar man houdt haar opgesloten in huis.
De kinderen worden zwaar verwaarloosd.
Verwaarloosde kinderen komen zonder eten naar school.
Een gezin werd ziek door CO-vergiftiging.
Meisjes worden besneden in de vakantie: vrouwenbesnijdenis blijft bestaan.
Hij dreigt haar te vermoorden.
Grensoverschrijdend gedrag in een jeugdclub.
Een kind met blauwe plekken, en niemand doet iets.
De jongen krijgt thuis slaag.
Hij wilde voor de trein springen.
Er is levensgevaar voor de bewoners.
Dakloze mensen raken onderkoeld.
Ze is acuut suïcidaal en de crisisdienst zit vol.
"""
NO_DANGER = """
Er is misbruik van de premie.
De regels worden misbruikt.
Sommige huisbazen misbruiken de situatie.
Misbruik van dienstencheques komt vaak voor.
Er wordt misbruik gemaakt van het systeem.
Sociaal misbruik is hier niet het probleem.
Acuut tekort aan plaatsen in de opvang.
Er is acute nood aan meer woningen.
De crisis op de woningmarkt is acuut.
Gezinnen worden hard geslagen door de crisis.
De gemeente heeft een gat in haar begroting geslagen.
Wij hebben al vaak alarm geslagen.
De diensten slaan de handen in elkaar.
De armoede heeft hier toegeslagen.
De huismus is een bedreigde soort.
Ons buurthuis wordt bedreigd met sluiting.
Gezinnen worden met uithuiszetting bedreigd.
De hoge huur is een bedreiging voor de leefbaarheid van de wijk.
Een overzicht van kansen en bedreigingen.
Het voortbestaan van de sociale kruidenier is in gevaar.
De werking komt in gevaar door de besparing.
Gezinnen zien geen uitweg uit de schulden.
Collega's zien het niet meer zitten om nog formulieren in te vullen.
Ze zitten opgesloten in de armoede.
De stad snijdt in het budget van de jeugdwerking.
Een verwaarloosd gebouw in het centrum trekt ratten aan.
De huizen in de straat zijn verwaarloosd.
Het doet pijn om mensen te moeten weigeren.
Mensen voelen zich onveilig op straat als de lampen uit zijn.
Het project loopt op zijn einde.
De subsidie komt aan haar limiet.
Een geweldige werking, maar te weinig plaatsen.
Dierenmishandeling wordt hier vaak gemeld.
Cliënten begrijpen de brieven van de mutualiteit niet.
De wachtlijst voor een psycholoog is een jaar lang.
Mensen met een budgetmeter kunnen nergens nog opladen.
Ouders vinden geen kinderopvang.
De wagen van de cliënt is stuk en er rijdt geen bus.
We willen een einde maken aan de wachtlijsten.
De straat is dood na zes uur.
Een doodlopend straatje zonder licht.
De winkel wil niet langer op krediet verkopen.
Hij wil niet meer naar school gaan.
Energiearmoede slaat hard toe.
"""
COMPLAINT = """
Ik heb een klacht over de dienst.
Klacht over de dienst bevolking
Klacht: ik wacht al weken op mijn kaart
Ik ben niet tevreden over hoe ik behandeld ben.
Ik ben heel ontevreden over het OCMW.
Ik wil een klacht indienen.
Ik zou graag klacht neerleggen tegen een ambtenaar.
Hierbij dien ik een klacht in.
De medewerker was heel onbeleefd tegen mij.
Ik werd aan het loket afgesnauwd.
Ik werd daar onvriendelijk behandeld.
Aan de balie werd ik weggestuurd.
Ik eis excuses van de gemeente.
Ik ben kwaad op de dienst huisvesting.
"""
DEFECT = """
De lift is stuk.
De lift in ons gebouw werkt niet.
lantaarnpaal kapot
De lantaarnpaal aan de school brandt al weken niet.
Er ligt een losse stoeptegel voor de deur.
Er is een gat in het voetpad.
Kapotte zitbank in het park
Het verkeerslicht aan het station is defect.
De schommel op het plein is al een maand kapot.
Er is een boom op de weg omgevallen.
Sluikstort aan de glasbol
"""
SIGNAL = """
Cliënten hebben veel klachten van pijn.
Ze klagen over hoge huur.
Veel mensen hebben psychische klachten.
We horen veel klachten over de hoge energieprijzen.
Klachten over de rug komen vaak voor bij poetshulpen.
Huurders durven geen klacht indienen tegen hun verhuurder.
Cliënten zijn niet tevreden over de lange wachttijd.
Gezinnen gaan kapot aan de huurprijs.
De verwarming is kapot en de verhuurder herstelt ze niet.
Het vertrouwen tussen diensten is stuk.
De liften in sociale blokken zijn vaak stuk, zodat mensen niet buiten geraken.
Mensen zonder computer raken niet aan een afspraak.
De lift vinden ze niet, want er is geen bewegwijzering.
Wij behandelen steeds meer mensen met schulden.
Ik zie dat ouderen vereenzamen.
Wie op de bank slaapt, heeft geen domicilie.
"""


def lines(block: str) -> list[str]:
    return [line for line in block.splitlines() if line]


@pytest.mark.parametrize("text", lines(DANGER))
def test_danger_or_harm_is_heard(text: str) -> None:
    assert sounds_dangerous(text)
    assert sounds_dangerous(text.upper())


@pytest.mark.parametrize("text", lines(NO_DANGER))
def test_hard_words_about_money_rules_and_plans_are_no_danger(text: str) -> None:
    assert not sounds_dangerous(text)


@pytest.mark.parametrize("text", lines(COMPLAINT))
def test_complaint_is_heard(text: str) -> None:
    assert belongs_elsewhere(text) == "klacht"


@pytest.mark.parametrize("text", lines(DEFECT))
def test_broken_thing_is_heard(text: str) -> None:
    assert belongs_elsewhere(text) == "melding"


@pytest.mark.parametrize("text", lines(SIGNAL))
def test_signal_is_neither(text: str) -> None:
    assert belongs_elsewhere(text) is None


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("Er is misbruik van de premie. Een kind wordt mishandeld.", True),
        ("De regels worden misbruikt, en hij slaat haar.", True),
        ("Ons buurthuis is bedreigd.\nEen vrouw is bedreigd door haar ex.", True),
        ("Ze doet zichzelf\npijn", True),
    ],
)
def test_harmless_words_hide_no_danger_beside_them(text: str, *, danger: bool) -> None:
    assert sounds_dangerous(text) == danger


def test_findings_carry_both() -> None:
    found = heed("Klacht: mijn zoon wordt op school geslagen en niemand doet iets, al drie weken lang.")
    assert (found.danger, found.elsewhere, found.thin) == (True, "klacht", False)
