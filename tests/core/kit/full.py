"""Facts of invented municipalities: one that set everything, and one that set nothing."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

from core.classify.card import read_card
from core.kit.facts import Facts
from core.municipal_defaults import DEFAULTS
from core.words import load_words

BARE = Facts(
    slug="leeg",
    name="Leeg",
    service="de signaalverwerker",
    page="http://127.0.0.1:8080/leeg",
    retention=DEFAULTS["retention"],
    today=date(2026, 11, 23),
    card=None,
    model_on=False,
    reached=False,
)
# Names and texts that would mean something in Markdown, and letters that a font may lack.
FULL = replace(
    BARE,
    slug="sint-anna",
    name="Sint-Anna_aan_de *Leië*",
    service="de dienst <b>Welzijn</b> | Zorg",
    page="https://signaal.example.org/sint-anna",
    card=read_card(
        json.loads(files("core.classify").joinpath("artefact/manifest.json").read_text("utf-8")), load_words()
    ),
    model_on=True,
    reached=True,
    contact="signalen@sint-anna.example.org",
    dpo="dpo@sint-anna.example.org",
    seat="Markt 1, 9999 Sint-Anna [België] – € 0",
    host="Voorbeeldhosting bv",
    mail="sint-anna@signaal.example.org",
    telegram="https://t.me/sint_anna_bot?start=sint-anna",
    lead="leen@example.org",
    backup="bram@example.org",
    privacy_text="Eigen regel.\n# Geen titel\n{{ geen.plaats }}",
    emptied=False,
    colour="8a1538",
)
