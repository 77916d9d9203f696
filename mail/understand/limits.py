"""Cheap checks on the raw bytes, before any parser sees them: sizes, boundaries and what looks like a bomb."""

import re
from enum import Enum

from mail.understand.parsed import Unreadable

RAW = 25 * 1024 * 1024
HEADER_BLOCK = 256 * 1024
HEADER = 32 * 1024
BOUNDARY_LINES = 1_000
NESTING = 20
SECONDS = 9.0

# Above these a mail is parsed in a process of its own; below, the slowest takes well under a second.
_LIGHT_RAW = 2 * 1024 * 1024
_LIGHT_HEADER_BLOCK = 48 * 1024
_LIGHT_BOUNDARY_LINES = 60
_LIGHT_CONTAINERS = 12
_LIGHT_TAGS = 4_000
_LIGHT_PART_HEADER = 4 * 1024
_BOUNDARIES = 300

_BLOCK_END = re.compile(rb"\r?\n\r?\n|\r\r")
_BOUNDARY = re.compile(rb"(?i)boundary[ \t]{0,20}=[ \t]{0,20}(?:\"([^\"\r\n]{1,200})|([^\s\";]{1,200}))")
_DASHED = re.compile(rb"(?:^|[\r\n])--([^\r\n]{1,204})")
_CONTAINER = re.compile(rb"(?i)(?:multipart|message)/[a-z]")
_PART_HEADER = re.compile(rb"(?i)content-(?:type|disposition|transfer-encoding)[ \t]{0,20}:")


class Weight(Enum):
    """Where a mail may be parsed: here, or only in a process that can be killed."""

    LIGHT = "light"
    HEAVY = "heavy"


def weigh(raw: bytes) -> Weight:
    """Say how careful to be with these bytes; in time linear in their length. Raises Unreadable over a limit."""
    if len(raw) > RAW:
        raise Unreadable("size")
    ended = _BLOCK_END.search(raw, 0, HEADER_BLOCK + 4)
    if ended is None and len(raw) > HEADER_BLOCK:
        raise Unreadable("headers")
    block = ended.start() if ended else len(raw)
    boundaries = _count_boundaries(raw)
    light = (
        len(raw) <= _LIGHT_RAW
        and block <= _LIGHT_HEADER_BLOCK
        and boundaries <= _LIGHT_BOUNDARY_LINES
        and sum(1 for _ in _CONTAINER.finditer(raw)) <= _LIGHT_CONTAINERS
        and raw.count(b"<") <= _LIGHT_TAGS
        and all(_run_length(raw, found.end()) <= _LIGHT_PART_HEADER for found in _PART_HEADER.finditer(raw))
    )
    return Weight.LIGHT if light else Weight.HEAVY


def _count_boundaries(raw: bytes) -> int:
    """How many lines open or close a declared part. Raises Unreadable when there are too many."""
    declared: set[bytes] = set()
    for found in _BOUNDARY.finditer(raw):
        declared.add((found.group(1) or found.group(2)).strip())
        if len(declared) > _BOUNDARIES:
            raise Unreadable("parts")
    if not declared:
        return 0
    lines = 0
    for found in _DASHED.finditer(raw):
        token = found.group(1).rstrip()
        if token in declared or token.removesuffix(b"--") in declared:
            lines += 1
            if lines > BOUNDARY_LINES:
                raise Unreadable("parts")
    return lines


def _run_length(raw: bytes, start: int) -> int:
    """How long the header is that begins before `start`, folded lines included; counting stops where it is too long."""
    at = start
    while at - start <= _LIGHT_PART_HEADER:
        end = raw.find(b"\n", at, start + _LIGHT_PART_HEADER + 1)
        if end < 0:
            return min(len(raw), start + _LIGHT_PART_HEADER + 1) - start
        at = end + 1
        if raw[at : at + 1] not in {b" ", b"\t"}:
            break
    return at - start


def shorten_headers(raw: bytes) -> bytes:
    """Cut each header of the letter itself to 32 kB: what parses headers takes time with the square of their length."""
    ended = _BLOCK_END.search(raw, 0, HEADER_BLOCK + 4)
    block = ended.start() if ended else len(raw)
    if block <= HEADER:
        return raw
    kept: list[bytes] = []
    size = 0
    for line in raw[:block].splitlines(keepends=True):
        size = size + len(line) if line[:1] in {b" ", b"\t"} else len(line)
        if size <= HEADER:
            kept.append(line)
        elif size - len(line) < HEADER:
            kept.append(line[: HEADER - (size - len(line))].rstrip(b"\r\n") + b"\r\n")
    return b"".join(kept) + raw[block:]
