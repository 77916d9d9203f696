"""Filling: a text with the facts of a municipality in it; what it did not set becomes a line to write on."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from core.classify.card import Card, say_day
from core.kit.blocks import Block, Codes, Document, Heading, Paragraph, Points, Span, Table
from core.kit.codes import ways
from core.kit.facts import Facts
from core.kit.marked import read_blocks
from core.words import Words

# In the order in which a coordinator needs them.
KEYS = (
    "draaiboek", "signaal", "poster", "kaartjes", "mail-teams", "agendapunt", "sessie-signaalgevers",
    "vorming-verwerkers", "ai", "verwerkersovereenkomst", "samenwerkingsovereenkomst", "verwerkingsregister", "dpia",
    "privacyverklaring", "toegankelijkheidsverklaring", "modelkaart", "open-data",
)  # fmt: skip
_FRONT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_MEANT = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Source:
    """A text as it is kept: what stands above it, and its Markdown with placeholders.

    `asks`: what it wants to know of a municipality.
    """

    key: str
    title: str
    summary: str
    edition: str
    dated: date
    shape: str
    legal: bool
    asks: tuple[str, ...]
    body: str


@cache
def read_source(key: str) -> Source:
    """Read a text of the kit by its key."""
    found = _FRONT.fullmatch(files("core.kit").joinpath(f"texts/{key}.md").read_text("utf-8"))
    if found is None:
        raise ValueError(f"{key}: no text of the kit")
    front = tomllib.loads(found[1])
    return Source(
        key=key,
        title=front["title"],
        summary=front["summary"],
        edition=front["edition"],
        dated=front["dated"],
        shape=front.get("shape", "paper"),
        legal=front.get("legal", False),
        asks=tuple(front.get("asks", ())),
        body=found[2],
    )


def outline(key: str, facts: Facts, words: Words) -> Document:
    """Give a document without its blocks: what it is, and what is still asked for it."""
    return _render(key, facts, words)[0]


def fill(key: str, facts: Facts, words: Words) -> Document:
    """Fill a text in."""
    document, body = _render(key, facts, words)

    def stand(named: Sequence[str]) -> Sequence[Block]:
        match named:
            case ["codes"]:
                return [Codes(ways(facts, words))]
            case ["card", *parts]:
                return _of_card(facts.card, parts, words)
            case ["lines"]:
                return [Paragraph((Span(facts.privacy_text),))]
            case _:
                raise ValueError(f"{key}: nothing stands for {named}")

    return replace(document, blocks=read_blocks(body, stand))


def _render(key: str, facts: Facts, words: Words) -> tuple[Document, str]:
    """Give a document that has no blocks yet, and its text in Markdown."""
    source = read_source(key)
    lacks = dict.fromkeys(name for name in source.asks if not getattr(facts, name))

    def blank(value: str, name: str) -> str:
        """Give a value, or the line to write it on."""
        if value:
            return value
        lacks[name] = None
        return words.say("kit.blank", what=words.say(f"kit.lacks.{name}"))

    known: dict[str, Any] = {name: getattr(facts, name) for name in Facts.__slots__}
    known |= {"form": facts.form, "blank": blank, "span": say_span}
    body = _template(key).render(known)
    dated, today = say_day(source.dated), say_day(facts.today)
    document = Document(
        key=key,
        title=source.title,
        summary=source.summary,
        edition=words.say("kit.edition", edition=source.edition, dated=dated, today=today),
        blocks=(),
        lacks=tuple(lacks),
        shape=source.shape,
        legal=source.legal,
        place=facts.name,
        colour=facts.colour,
    )
    return document, body


def say_span(days: int) -> str:
    """Say a number of days as people do: 30 dagen, 2 jaar."""
    if days % _YEAR == 0:
        return f"{days // _YEAR} jaar"
    return f"{days} dagen" if days > 1 else "1 dag"


def _of_card(card: Card | None, parts: Sequence[str], words: Words) -> Sequence[Block]:
    """Give parts of the card of the model, each with its title."""
    if card is None:
        return [Paragraph((Span(words.say("kit.no-model")),))]
    found: list[Block] = []
    for key in parts:
        part = card.part(key)
        found.append(Heading(2, (Span(part.title),)))
        found += [Paragraph((Span(text),)) for text in part.texts]
        if part.points:
            found.append(Points(tuple((Span(point),) for point in part.points)))
        if part.table:
            rows = tuple(tuple((Span(cell),) for cell in row) for row in part.table.rows)
            found.append(Table(tuple((Span(head),) for head in part.table.heads), rows, part.table.about))
    return found


@cache
def _template(key: str) -> Template:
    markdown = Environment(  # noqa: S701 # Markdown, not HTML: `_plainly` keeps what is typed from meaning anything in it
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=_plainly
    )
    markdown.filters["bare"] = _bare
    return markdown.from_string(read_source(key).body)


def _bare(address: str) -> str:
    """Give an address as people write it, without https."""
    return address.partition("://")[2] or address


def _plainly(value: Any) -> str:
    return _MEANT.sub(r"\\\1", " ".join(str(value).split()))
