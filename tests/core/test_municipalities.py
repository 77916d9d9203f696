"""Municipalities and what they set: validated by the kind of the default, kept apart from each other."""

import pytest

from core.context import Context
from core.errors import Refused
from core.municipal_defaults import DEFAULTS
from core.municipalities import Place, read_municipality, set_setting


def settings(context: Context, place: Place) -> Place:
    with context.store.tenant(place.id) as session:
        return read_municipality(session, place.id)


def test_a_setting_is_read_back_and_stays_with_its_municipality(
    context: Context, place: Place, other_place: Place
) -> None:
    with context.store.tenant(place.id) as session:
        assert set_setting(session, place.id, "working_days", "15") == 15
        set_setting(session, place.id, "service", "het Sociaal Huis")
    assert settings(context, place).setting("working_days") == 15
    assert settings(context, place).setting("service") == "het Sociaal Huis"
    assert settings(context, other_place).setting("working_days") == DEFAULTS["working_days"]


def test_one_period_changes_and_the_others_stay(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "retention.drafts", "3")
    assert settings(context, place).setting("retention") == {**DEFAULTS["retention"], "drafts": 3}


@pytest.mark.parametrize(
    ("value", "meant"),
    [("ja", True), ("nee", False), ("Aan", True), ("uit", False), ("true", True), ("false", False)],
)
def test_a_switch_is_set_in_words(context: Context, place: Place, value: str, meant: bool) -> None:  # noqa: FBT001 # a case
    assert settings(context, place).setting("model") is True
    with context.store.tenant(place.id) as session:
        assert set_setting(session, place.id, "model", value) is meant
    assert settings(context, place).setting("model") is meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "red"),
        ("retention", "3"),
        ("retention.nothing", "3"),
        ("working_days", "many"),
        ("working_days", "0"),
        ("model", "1"),
        ("model", "misschien"),
        ("service", "x" * 2001),
    ],
)
def test_what_cannot_be_set_is_refused(context: Context, place: Place, name: str, value: str) -> None:
    with pytest.raises(Refused), context.store.tenant(place.id) as session:
        set_setting(session, place.id, name, value)
    assert settings(context, place).settings == {}
