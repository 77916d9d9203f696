"""Marked: a text in Markdown becomes blocks; what it may hold is what every form of a document can show."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.kit.blocks import Block, Box, Heading, NewPage, Paragraph, Points, Span, Spans, Table

_ADDRESS = re.compile(r"(https?://[^\s()<>]*[^\s()<>.,;:]|[^\s@()<>,;:|]+@[^\s@()<>,;:|]+\.[A-Za-z]{2,})")
# What stands in the place of a fence, by the words after its three backticks.
Filled = Callable[[Sequence[str]], Sequence[Block]]


def read_blocks(text: str, fill: Filled) -> tuple[Block, ...]:
    """Read a text as blocks. `fill` gives what stands for a fence. Raises ValueError for what no document can show."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    return _blocks(SyntaxTreeNode(tokens).children, fill)


def _blocks(nodes: Sequence[SyntaxTreeNode], fill: Filled) -> tuple[Block, ...]:
    found: list[Block] = []
    for node in nodes:
        match node.type:
            case "fence":
                found += fill(node.info.split())
            case "blockquote":
                found.append(Box(_blocks(node.children, fill)))
            case _:
                found.append(_block(node))
    return tuple(found)


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "heading":
            return Heading(int(node.tag[1:]), _inline(node))
        case "paragraph":
            return Paragraph(_inline(node))
        case "bullet_list" | "ordered_list":
            return Points(tuple(_item(item) for item in node.children), node.type == "ordered_list")
        case "table":
            return _table(node)
        case "hr":
            return NewPage()
        case other:
            raise ValueError(f"a document shows no {other}")


def _item(node: SyntaxTreeNode) -> Spans:
    if [child.type for child in node.children] != ["paragraph"]:
        raise ValueError("a point of a list is one paragraph")
    return _inline(node.children[0])


def _table(node: SyntaxTreeNode) -> Table:
    rows = [tuple(_inline(cell) for cell in row.children) for part in node.children for row in part.children]
    return Table(rows[0], tuple(rows[1:]))


def _inline(node: SyntaxTreeNode) -> Spans:
    spans = [span for inline in node.children for child in inline.children for span in _spans(child, Span(""))]
    joined: list[Span] = []
    for span in spans:
        if joined and replace(joined[-1], text="") == replace(span, text=""):
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        elif span.text:
            joined.append(span)
    return tuple(joined)


def _linked(text: str, style: Span) -> list[Span]:
    """Let addresses lead where they say, but within a link."""
    if style.link:
        return [replace(style, text=text)]
    found: list[Span] = []
    for nth, part in enumerate(_ADDRESS.split(text)):
        way = part if part.startswith("http") else f"mailto:{part}"
        found.append(replace(style, text=part, link=way if nth % 2 else ""))
    return found


def _spans(node: SyntaxTreeNode, style: Span) -> list[Span]:
    match node.type:
        case "text":
            return _linked(node.content, style)
        case "softbreak":
            return [replace(style, text=" ")]
        case "hardbreak":
            return [replace(style, text="\n")]
        case "strong":
            style = replace(style, strong=True)
        case "em":
            style = replace(style, slanted=True)
        case "link":
            style = replace(style, link=str(node.attrs["href"]))
        case other:
            raise ValueError(f"a document shows no {other}")
    return [span for child in node.children for span in _spans(child, style)]
