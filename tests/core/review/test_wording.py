"""The look at a text: what blames or solves is marked, what describes is left alone."""

import pytest

from core.review.wording import BLAME, RULES, SOLUTION, find_hints, stretch

SOLVES = [
    "Er moet een tweede loket komen.",
    "Er moeten meer sociale woningen gebouwd worden.",
    "De gemeente zou moeten investeren in opvang.",
    "Scholen zouden dit beter samen moeten aanpakken.",
    "Wij vragen een extra bus in het weekend.",
    "We stellen voor om de formulieren korter te maken.",
    "Ik pleit al jaren voor een huisartsenwachtpost.",
    "Oplossing: een vast telefoonnummer.",
    "De oplossing is een gratis tolk.",
    "Ons voorstel werd vorig jaar al besproken.",
    "Idee: laat vrijwilligers mee naar de dokter gaan.",
    "Er is nood aan een laagdrempelig ontmoetingshuis.",
    "Er zijn dringend meer bedden voor crisisopvang nodig.",
    "Mensen verdwalen. Zorg voor een duidelijke wegwijzer.",
    "Kan de gemeente geen tolk voorzien?",
    "Het zou goed zijn dat er een tolk is.",
]
BLAMES = [
    "Dit is de schuld van het OCMW.",
    "De lange wachttijd is te wijten aan de nieuwe directie.",
    "Het is hun eigen schuld dat ze niets weten.",
    "De gemeente weigert mensen zonder afspraak.",
    "De school negeert al maanden de vragen van ouders.",
    "De politie doet niets aan het lawaai.",
    "Het ziekenfonds laat oudere mensen in de steek.",
    "De huisbazen in deze straat discrimineren gezinnen.",
    "Zo weigert de woonmaatschappij elk overleg.",
    "De lakse houding van de dienst maakt het erger.",
    "Het is schandalig hoe lang dit duurt.",
    "Niemand luistert!!",
]
INNOCENT = [
    "Gezinnen moeten lang wachten op een woning.",
    "Er moet vaak een half jaar gewacht worden op een eerste gesprek.",
    "Ouders zouden eerst zes maanden moeten wachten, zo horen ze aan het loket.",
    "We vragen ons af hoeveel gezinnen dit meemaken.",
    "Mensen vinden geen oplossing voor hun schulden.",
    "Een gezin heeft een schuld van 3000 euro bij de energieleverancier.",
    "De schuld van 250 euro groeit door de kosten van de deurwaarder.",
    "Mensen weigeren hulp uit schaamte.",
    "Jongeren negeren de brieven, want ze begrijpen ze niet.",
    "De school en het OCMW verwijzen naar elkaar door.",
    "De dienst is enkel in de voormiddag open.",
    "De bus rijdt niet meer na zes uur.",
    "Kinderen hebben meer tijd nodig om de taal te leren.",
    "Ouderen met hartfalen geraken niet bij de kinesist.",
    "Wie geen smartphone heeft, kan geen afspraak maken.",
    "Mensen vragen steeds vaker naar kledij en voeding.",
    "Huurders betalen hoge voorschotten voor verwarming.",
    "Wie slecht ziet, kan het formulier niet lezen.",
    "De wachtlijst bij de huisarts loopt op tot acht weken.",
    "Vrijwilligers maken een maaltijd voor dertig mensen.",
    "Het voorstel van betaling komt in een brief die moeilijk te lezen is.",
    "Veel mensen weten niet dat ze recht hebben op een premie.",
    "De gemeente telt 214 gezinnen op de wachtlijst.",
    "Nieuwkomers moeten voor elke dienst een ander formulier invullen.",
    "Door het personeelstekort sluit het loket op vrijdag.",
    "Een moeder vertelt dat ze drie keer is teruggestuurd.",
    "Het ligt aan de rand van de gemeente en er is geen halte.",
    "De regels zijn per organisatie anders en dat maakt het onduidelijk.",
]


@pytest.mark.parametrize(("sentences", "kind"), [(SOLVES, SOLUTION), (BLAMES, BLAME)])
def test_what_solves_or_blames_is_marked(sentences: list[str], kind: str) -> None:
    assert [text for text in sentences if kind not in {hint.kind for hint in find_hints(text)}] == []


def test_what_describes_is_left_alone() -> None:
    assert {text: found for text in INNOCENT if (found := find_hints(text))} == {}
    assert len(INNOCENT) >= 20 <= len(SOLVES) + len(BLAMES)


def test_every_rule_has_a_sentence_that_needs_it() -> None:
    used = {hint.rule for text in (*SOLVES, *BLAMES) for hint in find_hints(text)}
    assert used == {rule.name for rule in RULES}


def test_a_text_is_cut_without_losing_a_character() -> None:
    text = " ".join((*INNOCENT, *SOLVES, *BLAMES))
    parts = stretch(text, find_hints(text))
    assert "".join(part.text for part in parts) == text
    assert {part.kind for part in parts} == {"", BLAME, SOLUTION}
