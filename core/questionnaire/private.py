"""Whether a question asks for what identifies the people it is about: a warning, for a person to weigh."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from core.dialogue.form import Form, Question
from core.intake.guard import Guard

# What is asked, by the words that ask for it.
_ASKED: Mapping[str, re.Pattern[str]] = MappingProxyType({
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "age": r"leeftijd\w*|hoe oud|geboren|geboorte\w*|hoeveel jaar",
        "name": r"(?:voor|achter|familie|roep)?naam|(?:voor|achter|familie)?namen|initialen|wie is (?:het|de)|heten?",
        "address": r"adres\w*|straat\w*|huisnummer\w*|postcode\w*|waar woon\w*|woonplaats\w*",
        "contact": r"telefoon\w*|gsm\w*|e-?mail\w*|bereikbaar op",
        "number": r"rijksregister\w*|dossiernummer\w*|identiteitskaart\w*|rekeningnummer\w*|nummerplaat\w*",
        "origin": r"nationaliteit\w*|afkomst|herkomst|land van oorsprong|moedertaal|verblijfs\w*|huidskleur",
        "family": r"burgerlijke staat|gehuwd|gescheiden|hoeveel kinderen|gezinssituatie\w*",
        "health": r"diagnose\w*|ziekte\w*|aandoening\w*|medicatie|handicap\w*|verslaving\w*|zwanger\w*",
        "belief": r"geloof\w*|religie\w*|godsdienst\w*|seksuele|geaardheid|gender\w*|geslacht|strafblad\w*",
        "income": r"inkomen\w*|loon|schulden\w*|uitkering\w*",
    }.items()
})  # fmt: skip
# "Schrijf geen namen of adressen": that asks for nothing.
_NOT = re.compile(r"\b(?:geen|zonder)\s+[\w-]+(?:(?:,| of| en)\s+[\w-]+)*", re.IGNORECASE)
# What the guard finds in the words themselves: a person stands in the question.
PERSON = "person"


def find_private(form: Form, guard: Guard) -> tuple[tuple[Question, str], ...]:
    """List the questions in a municipality's own words that seem to ask for something about a person, and what."""
    found: list[tuple[Question, str]] = []
    for question in form.questions:
        if not (question.own or question.reworded):
            continue
        options = (option.label for option in question.options)
        said = "\n".join((question.name if question.own else "", question.text, question.hint, *options))
        asked = _NOT.sub(" ", said)
        found += [(question, kind) for kind, words in _ASKED.items() if words.search(asked)]
        if guard.find(said):
            found.append((question, PERSON))
    return tuple(found)
