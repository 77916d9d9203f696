"""An entry for an algorithm register: who uses the model for what, how, with which data, and who keeps the last word.

The fields and their values are those of the Dutch Algoritmeregister, publication standard 1.0 (github.com/MinBZK/
Algoritmeregister-Publicatiestandaard; field names as its delivery API has them: algoritmes.overheid.nl). We know of no
standard of Flanders. What the standard has no field for stands after it: figures by theme, limits, what it may never be
used for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.classify.card import Card, read_card
from core.classify.shelf import OFF
from core.classify.versions import read_history_of, read_manifest
from core.dialogue.load import labels as label_facet
from core.municipalities import Place
from core.settings import Settings
from core.words import Words

_STANDARD, _DUTCH = "1.0", "NLD"
_USED, _NOT_USED, _OTHERS = "In gebruik", "Buiten gebruik", "Overige algoritmes"


@dataclass(frozen=True, slots=True)
class Owner:
    """The municipality that uses the model. `since`: from when it is known to; `contact`: where anyone can ask."""

    slug: str
    name: str
    department: str
    contact: str
    on: bool
    since: datetime | None = None


def describe_here(settings: Settings, words: Words, place: Place) -> dict[str, Any] | None:
    """Describe the model of a municipality as JSON; None where there is no model to describe."""
    manifest = read_manifest(settings.model, settings.data, place.slug)
    if manifest is None:
        return None
    ran = read_history_of(settings.data, place.slug)
    owner = Owner(
        slug=place.slug,
        name=place.name,
        department=place.setting("service"),
        contact=place.setting("contact"),
        on=settings.model != OFF and bool(place.setting("model")),
        since=ran[0].at if ran else None,
    )
    return describe_algorithm(manifest, words, owner)


def describe_algorithm(manifest: Mapping[str, Any], words: Words, owner: Owner | None) -> dict[str, Any]:
    """Describe the model as JSON. Without an owner what is hers is null; so is a contact that she did not set."""
    card = read_card(manifest, words)
    return {
        **_general(words, owner),
        **_responsible(card, words),
        **_working(card, words),
        "lang": _DUTCH,
        "standard_version": _STANDARD,
        "source_id": f"signaal-{owner.slug}" if owner else None,
        "tags": words.say("model.register.tags"),
        **_beyond(manifest, card),
    }


def _general(words: Words, owner: Owner | None) -> dict[str, Any]:
    status = None if owner is None else _USED if owner.on else _NOT_USED
    return {
        "name": words.say("model.register.name"),
        "description_short": words.say("model.register.short"),
        "organization": owner.name if owner else None,
        "department": owner.department if owner else None,
        "status": status,
        "begin_date": f"{owner.since:%Y-%m}" if owner and owner.since else None,
        "end_date": None,
        "contact_email": owner.contact or None if owner else None,
        "publication_category": _OTHERS,
    }


def _responsible(card: Card, words: Words) -> dict[str, Any]:
    """Purpose and impact, weighing, people, risks, law and assessments ("Verantwoord gebruik")."""
    never = card.part("never")
    return {
        "goal": f"{card.part('purpose').words}\n{never.title}\n{never.words}",
        "proportionality": words.say("model.register.proportionality"),
        "human_intervention": card.part("people").words,
        "risks": f"{words.say('model.register.risks')}\n{card.part('limits').words}",
        "lawful_basis": words.say("model.register.lawful-basis"),
        "impacttoetsen": words.say("model.register.assessment"),
    }


def _working(card: Card, words: Words) -> dict[str, Any]:
    """Data, working and who made it ("Werking")."""
    return {
        "source_data": f"{words.say('model.register.source-data')}\n{card.part('data').words}",
        "methods_and_models": f"{card.part('how').words}\n{card.part('language').words}",
        "provider": words.say("model.register.provider"),
    }


def _beyond(manifest: Mapping[str, Any], card: Card) -> dict[str, Any]:
    """Version, figures, limits and what is forbidden, for which the standard has no field."""
    names, figures = label_facet("themes"), manifest["figures"]
    themes = [{"label": names.get(theme["key"], theme["key"]), **theme} for theme in figures["themes"]]
    return {
        "version": card.version,
        "made": manifest["made"],
        "languages": ["nl"],
        "performance_standard": card.part("figures").words,
        "figures": {**figures, "themes": themes},
        "limits": list(card.part("limits").points),
        "never_for": list(card.part("never").points),
    }
