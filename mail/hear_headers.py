"""Headers as they stood in a mail, undecoded: what trust is decided on must not have been interpreted by anyone."""

import re

_SURE_END = re.compile(rb"\r\n\r\n|\n\n")
_END = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(r"^([!-9;-~]{1,80})[ \t]*:(.*)$", re.DOTALL)
_BLOCK, _HEADER, _MOST = 256 * 1024, 16 * 1024, 500


def reads_one_way(raw: bytes) -> bool:
    """Tell whether every reader sees the same headers in a mail: one kind of line end, and no NUL.

    A lone CR ends a line for some readers and not for others. So a signed mail could be sent again with other words:
    for who checks the signature they stand in a header that is not signed, for who reads it in the body.
    """
    ended = _SURE_END.search(raw, 0, _BLOCK)
    block = raw[: ended.start() if ended else _BLOCK]
    pairs = block.count(b"\r\n")
    lone = block.count(b"\n") - pairs
    return block.count(b"\r") == pairs and not (lone and pairs) and b"\0" not in block


def raw_headers(raw: bytes) -> tuple[tuple[str, str], ...]:
    """List (name in lower case, unfolded value) of the letter itself, topmost first; linear in time, never raises.

    A value over 16 kB is left out: no mail server writes one, and half of a value may say the opposite of the whole.
    """
    ended = _END.search(raw, 0, _BLOCK)
    block = raw[: ended.start() if ended else _BLOCK].decode("ascii", "replace")
    fields: list[list[str]] = []
    for line in re.split(r"\r\n|\n|\r", block):
        if line[:1] in {" ", "\t"} and fields:
            fields[-1].append(line)
        elif len(fields) < _MOST:
            fields.append([line])
        else:
            break
    found = (_FIELD.match(" ".join(lines)) for lines in fields if sum(map(len, lines)) <= _HEADER)
    return tuple((field[1].lower(), field[2].strip()) for field in found if field)
