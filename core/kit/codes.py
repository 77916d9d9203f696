"""Codes for a camera: the ways to give a signal, as a picture that leads there."""

import io

import segno

from core.kit.blocks import Code
from core.kit.facts import Facts
from core.words import Words

_BORDER, _SCALE = 4, 10


def ways(facts: Facts, words: Words) -> tuple[Code, ...]:
    """Give a code for each way that the municipality has: the form, the bot, mail."""
    spoken = facts.form.partition("://")[2]
    found = [Code(words.say("kit.way.web"), facts.form, spoken)]
    if facts.telegram:
        bot = facts.telegram.partition("t.me/")[2].partition("?")[0]
        found.append(Code(words.say("kit.way.telegram"), facts.telegram, f"@{bot}"))
    if facts.mail:
        found.append(Code(words.say("kit.way.mail"), facts.mailto, facts.mail))
    return tuple(found)


def draw_svg(address: str) -> str:
    """Draw a code as SVG, with the white edge that a camera needs."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=_BORDER, light="#fff", xmldecl=False)
    return drawn.getvalue().decode()


def draw_png(address: str) -> bytes:
    """Draw a code as PNG, for who takes no SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", border=_BORDER, scale=_SCALE)
    return drawn.getvalue()
