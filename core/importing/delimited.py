"""Read comma-separated values as they really come: any of the usual encodings, any of the usual delimiters."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from charset_normalizer import from_bytes

from core.importing.sheet import MOST_COLUMNS, MOST_ROWS, Line, Sheet, Unreadable

_DELIMITERS = ";,\t|"
_NAMES = {"\t": "tab"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What programs in Flanders save in beside UTF-8: Windows, an older Excel for Mac, and DOS.
_EIGHT_BITS = ("cp1252", "mac_roman", "cp850")
_SAMPLE, _LINES = 256 * 1024, 60
# Letters and signs that Dutch and French texts hold beside ASCII; in a wrong encoding others stand there.
_OFTEN, _USUAL = frozenset("éèêëïàç’€"), frozenset("îíóöôâäáùûüúÉÈËÏÖÜÀÇœ‘“”–—…«»°²½ñß´\xa0•")


def read_delimited(data: bytes) -> Sheet:
    """Read a table of texts. Raises Unreadable: half-way too, where a quote is never closed."""
    encoding = find_encoding(data)
    text = _decode(data, encoding)
    first, _, rest = text.partition("\n")
    told = first.strip().lower()
    if told.startswith("sep=") and len(told) > len("sep="):
        return Sheet(_lines(rest, first.strip()[4:5], 1), note=f"{encoding} {first.strip()[4:5]}")
    delimiter = find_delimiter(text)
    return Sheet(_lines(text, delimiter, 0), note=f"{encoding} {_NAMES.get(delimiter, delimiter)}")


def find_encoding(data: bytes) -> str:
    """Say in which encoding a text is; `mixed` where some lines are UTF-8 and some are not. Raises Unreadable."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    if b"\x00" in data[:_SAMPLE]:
        return _wide(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    if any(_is_utf8(line) for line in lines):
        return "mixed"
    odd = b"\n".join(lines)[:_SAMPLE]
    best = max(_EIGHT_BITS, key=lambda name: _fits(odd, name))
    if _fits(odd, best) > 0:
        return best
    guess = from_bytes(odd).best()
    return guess.encoding if guess else "cp1252"


def find_delimiter(text: str) -> str:
    """Find what parts the cells: what gives the most columns, in the most lines alike."""

    def judge(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in islice(csv.reader(io.StringIO(text[:_SAMPLE]), delimiter=delimiter), _LINES)]
        except csv.Error:
            return 0.0, 0
        widths = [width for width in widths if width]
        most = max(widths, key=widths.count, default=1)
        return (widths.count(most) / len(widths) if most > 1 else 0.0), most

    return max(_DELIMITERS, key=judge)


def _lines(text: str, delimiter: str, before: int) -> Iterator[Line]:
    """Give the rows; `before`: lines that went before. A quote that is never closed would swallow rows: refused."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number, begun = 0, 1
    while True:
        started = reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            raise Unreadable("quotes", str(started + before + 1)) from None
        number, begun = number + 1, started
        if number > MOST_ROWS + 100:
            raise Unreadable("rows", str(MOST_ROWS))
        if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
            raise Unreadable("columns", str(MOST_COLUMNS))
        yield started + before + 1, row[:MOST_COLUMNS]
    if _is_open("".join(islice(io.StringIO(text, newline=""), begun, None)), delimiter):
        raise Unreadable("quotes", str(begun + before + 1))


def _is_open(last: str, delimiter: str) -> bool:
    """Tell whether the last row has a quote that is not closed."""
    try:
        list(csv.reader(io.StringIO(last, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        return "unexpected end" in str(wrong)
    return False


def _wide(data: bytes) -> str:
    """Say which UTF-16 a text without a mark is in; what is neither is no text."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 3 < len(sample) or min(even, odd) * 10 > max(even, odd):
        raise Unreadable("kind")
    return "utf-16-le" if odd > even else "utf-16-be"


def _decode(data: bytes, encoding: str) -> str:
    """Make text; of what a line of a mixed file holds that is no UTF-8, the Windows encoding."""
    if encoding != "mixed":
        return data.decode(encoding, "replace")
    lines = data.split(b"\n")
    return "\n".join(line.decode("utf-8" if _is_utf8(line) else "cp1252", "replace") for line in lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fits(odd: bytes, encoding: str) -> float:
    """Say how usual the letters beside ASCII are in this encoding: 1 for what is seen often, less for the others."""
    letters = [letter for letter in odd.decode(encoding, "replace") if not letter.isascii()]
    points = sum(1.0 if letter in _OFTEN else 0.3 if letter in _USUAL else 0.0 for letter in letters)
    return points / len(letters) if letters else 0.0
