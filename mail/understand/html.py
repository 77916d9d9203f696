"""HTML to text that keeps who said what: quotes become lines with `>`, a signature gets its mark."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

LONGEST = 2 * 1024 * 1024
_DEEPEST = 2_000
_NOTHING = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe",
                      "select", "textarea", "button", "audio", "video", "canvas", "map", "meta", "link"})  # fmt: skip
_PARAGRAPH = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote", "dl", "hr"})
_BLOCK = _PARAGRAPH | {"div", "li", "tr", "section", "article", "header", "footer", "center", "form", "address", "dt",
                       "dd", "body", "html", "tbody", "thead", "fieldset", "main", "nav", "aside"}  # fmt: skip
_CELLS = frozenset({"td", "th"})
# Whole blocks of an earlier mail, as the clients mark them. Where one holds a blockquote, only that is the quote:
# people answer between the pieces.
_QUOTES = frozenset({"gmail_quote", "gmail_extra", "yahoo_quoted", "protonmail_quote", "moz-forward-container",
                     "zmail_extra", "tutanota_quote"})  # fmt: skip
_SIGNATURES = frozenset({"gmail_signature", "moz-signature", "protonmail_signature_block", "tutanota_signature"})
_SIGNATURE_IDS = frozenset({"ms-outlook-mobile-signature", "signature", "x_signature", "applemailsignature"})
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|mso-hide\s{0,5}:\s{0,5}all|visibility\s{0,5}:\s{0,5}hidden")
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
SIGNATURE_MARK = "-- "


@dataclass(slots=True)
class _Page:
    """The text so far: finished lines, the line being written, and how deep in quotes it stands."""

    lines: list[str] = field(default_factory=list[str])
    line: str = ""
    depth: int = 0
    blank: bool = True

    def write(self, text: str) -> None:
        text = _SPACES.sub(" ", text)
        self.line += text.lstrip(" ") if not self.line or self.line.endswith((" ", "\t")) else text

    def end_line(self) -> None:
        if self.line.strip():
            self.put(self.line.strip())
        self.line = ""

    def put(self, line: str) -> None:
        self.lines.append(f"{'>' * self.depth} {line}" if self.depth else line)
        self.blank = False

    def end_paragraph(self) -> None:
        self.end_line()
        if not self.blank:
            self.lines.append(">" * self.depth)
            self.blank = True


def html_text(html: str) -> str:
    """Give the text of an HTML letter, at most its first 2 MB; quoted lines begin with `>`."""
    root = LexborHTMLParser(html[:LONGEST].replace("\x00", "")).root
    page = _Page()
    if root is not None:
        _walk(root, page)
    page.end_line()
    return "\n".join(page.lines).strip("\n")


def _walk(root: LexborNode, page: _Page) -> None:
    """Visit the tree without recursion: a letter may be nested deeper than our stack."""
    open_nodes: list[tuple[LexborNode, str, int, bool]] = []
    node: LexborNode | None = root
    while True:
        if node is not None:
            entered = _enter(node, page) if len(open_nodes) < _DEEPEST else None
            if entered is None:
                node = node.next
                continue
            open_nodes.append((node, *entered))
            node = node.child
            continue
        if not open_nodes:
            return
        closed, tag, depth, quoted = open_nodes.pop()
        _leave(tag, page, quoted=quoted)
        page.depth = depth
        node = closed.next if open_nodes else None


def _enter(node: LexborNode, page: _Page) -> tuple[str, int, bool] | None:
    """Begin a node; give its tag, the depth to return to and whether it is a quote, or None when it has no inside."""
    tag = str(node.tag or "")
    if tag == "-text":
        page.write(node.text_content or "")
        return None
    if tag == "br":
        _break(page)
        return None
    attributes = node.attributes
    if (tag.startswith("-") and tag != "-undef") or tag in _NOTHING or _hidden(attributes):
        return None
    depth = page.depth
    quoted = _quotes(node, tag, attributes)
    _begin(tag, page, quoted=quoted)
    if _is(attributes, _SIGNATURES, _SIGNATURE_IDS) and not page.depth:
        page.end_line()
        page.put(SIGNATURE_MARK)
    return tag, depth, quoted


def _begin(tag: str, page: _Page, *, quoted: bool) -> None:
    if tag in _PARAGRAPH or quoted:
        page.end_paragraph()
    elif tag in _BLOCK:
        page.end_line()
    if tag in _CELLS and page.line.strip():
        page.line = page.line.rstrip() + "\t"
    if quoted:
        page.depth += 1
        page.blank = True
    if tag == "li":
        page.write("- ")


def _leave(tag: str, page: _Page, *, quoted: bool) -> None:
    if quoted:
        page.end_line()
    elif tag in _PARAGRAPH:
        page.end_paragraph()
    elif tag in _BLOCK:
        page.end_line()


def _break(page: _Page) -> None:
    if page.line.strip():
        page.end_line()
    elif not page.blank:
        page.lines.append(">" * page.depth)
        page.blank = True


def _hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search((attributes.get("style") or "").lower()))


def _quotes(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "blockquote":
        return True
    return (
        _is(attributes, _QUOTES - {"gmail_quote", "gmail_extra"}, frozenset()) and node.css_first("blockquote") is None
    )


def _is(attributes: dict[str, str | None], classes: frozenset[str], names: frozenset[str]) -> bool:
    given = (attributes.get("class") or "").lower().split()[:20]
    name = (attributes.get("id") or "").lower()
    return name in names or any(one in classes or one.removeprefix("x_") in classes for one in given)
