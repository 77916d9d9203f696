"""Find what others wrote: quoted lines, the line above them, header blocks and unquoted originals."""

from collections.abc import Iterator
from dataclasses import dataclass

from mail.understand import words
from mail.understand.lines import Line, unquoted

_WRAPPED = 4
_BLOCK_LINES = 14
_LOOK_AHEAD = 3
_LONG = 62


@dataclass(frozen=True, slots=True)
class Attribution:
    """A line (or up to four, wrapped) like "Op ... schreef X:" from `first` to `last`. `strong`: a program wrote it."""

    first: int
    last: int
    strong: bool
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A header block above an earlier mail, with what its labels said. `body` is the line after it."""

    first: int
    body: int
    fields: tuple[tuple[str, str], ...]


def attribution(lines: list[Line], at: int) -> Attribution | None:
    """The attribution that begins on this line, if one does; where two lines could begin it, the later one does."""
    opens = bool(words.OPENS.match(lines[at].seen))
    wraps = _WRAPPED if opens or lines[at].seen.endswith("<") else 1
    joined = ""
    for last in range(at, min(at + wraps, len(lines))):
        piece = unquoted(lines[last]) if lines[at].quoted else lines[last].seen
        if not piece or (lines[last].quoted != lines[at].quoted):
            return None
        joined = f"{joined} {piece}".strip()[:500]
        if not joined.endswith(":"):
            continue
        if not words.WROTE.search(joined):
            return None
        if any(words.OPENS.match(lines[later].seen) and attribution(lines, later) for later in range(at + 1, last + 1)):
            return None
        return _judge(joined, at, last)
    return None


def _judge(joined: str, first: int, last: int) -> Attribution | None:
    verb = list(words.WROTE.finditer(joined))[-1]
    address = bool(words.ADDRESS.search(joined)) and (
        "<" in joined or bool(words.OPENS.match(joined)) or joined.index(":") == len(joined) - 1
    )
    date = bool(words.DATE.search(joined))
    time = bool(words.TIME.search(joined))
    rest = joined[verb.end() :].strip(" :")
    if words.HUMAN.search(joined) and not address:
        return None
    if len(rest) > 200 or not (date or address):  # noqa: PLR2004  # a name and an address are shorter
        return None
    if not words.OPENS.match(joined) and not address and not (date and time):
        return None
    return Attribution(first, last, address, joined)


def block(lines: list[Line], at: int) -> Block | None:
    """The header block that begins on this line, if one does: three labels, and an address or a date among them."""
    look = unquoted(lines[at]) if lines[at].quoted else lines[at].seen
    if words.ONE_LINE.match(look) and (words.ADDRESS.search(look) or words.DATE.search(look)):
        return Block(at, at + 1, (("from", look),))
    kind, value = _label(look)
    if kind not in {"from", "date", "subject"}:
        return None
    fields = [(kind, value)]
    end = at + 1
    quoted = lines[at].quoted
    while end < min(at + _BLOCK_LINES, len(lines)):
        line = lines[end]
        text = unquoted(line) if quoted else line.seen
        kind, more = _label(text)
        if kind and kind not in {name for name, _ in fields if name != "other"}:
            fields.append((kind, more))
        elif not text or kind or not _continues(line, text, fields[-1]):
            break
        else:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text}"[:300])
        end += 1
    kinds = {name for name, _ in fields}
    if not _is_block(fields, kinds):
        return None
    return Block(at, end, tuple(fields))


def _continues(line: Line, text: str, last: tuple[str, str]) -> bool:
    """Whether a line goes on where the label above it stopped: folded, a list of people, or an empty label."""
    folded = line.text[:1] in {" ", "\t"}
    return folded or not last[1] or last[1].endswith((";", ",", "<")) or (text.endswith((";", ">")) and "@" in text)


def _is_block(fields: list[tuple[str, str]], kinds: set[str]) -> bool:
    said = dict(fields)
    if "from" not in kinds or len(kinds) < 3:  # noqa: PLR2004  # two labels a person may write too
        return False
    dated = bool(words.DATE.search(said.get("date", "")) or words.YEAR.search(said.get("date", "")))
    addressed = any(words.ADDRESS.search(value) for name, value in fields if name in {"from", "to"})
    return dated or addressed


def _label(text: str) -> tuple[str, str]:
    found = words.LABEL.match(text)
    if not found:
        return "", ""
    return words.LABEL_OF.get(found.group(1).strip(" *").lower(), ""), found.group(2).strip(" *")


def runs(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of quoted lines, with the empty lines inside them: first and one past the last."""
    at = 0
    while at < len(lines):
        if not lines[at].quoted:
            at += 1
            continue
        end = last = at
        while end < len(lines) and (lines[end].quoted or lines[end].blank):
            if lines[end].quoted:
                last = end
            end += 1
        yield at, last + 1
        at = end


def wrapped_tail(lines: list[Line], at: int) -> bool:
    """Whether this unquoted line is the tail of a long quoted one, broken by a mail program on the way."""
    if not 0 < at < len(lines) - 1 or not lines[at - 1].quoted or not lines[at + 1].quoted:
        return False
    above = unquoted(lines[at - 1])
    begins_low = lines[at].seen[:1].islower()
    return len(above) >= _LONG and begins_low and above[-1:] not in ".?!:;" and len(lines[at].seen) < _LONG


def quote_follows(lines: list[Line], at: int) -> bool:
    """Whether the next line that says something is quoted."""
    for line in lines[at : at + _LOOK_AHEAD + 1]:
        if not line.blank:
            return line.quoted
    return False
