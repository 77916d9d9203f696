"""Bytes to text by a ladder that always ends: declared, alias, what it looks like, windows-1252, replacement."""

import codecs
import re

from charset_normalizer import from_bytes

# What mail programs write where they mean something else.
_ALIASES = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "windows-874": "cp874",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-user-defined": "cp1252",
}
_WORDLESS = {"base64", "hex", "bz2", "zlib", "rot13", "uu", "quopri", "idna", "punycode", "unicode_escape", "undefined"}
_SAMPLE = 20_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Give the text of these bytes, and the defect met on the way: "", "charset-unknown" or "charset-wrong"."""
    name = declared.strip().strip("\"'").lower()
    codec = _known(name)
    if codec:
        try:
            return codecs.decode(data, codec), ""
        except (UnicodeError, ValueError, LookupError):
            pass
    defect = "" if not name else ("charset-wrong" if codec else "charset-unknown")
    return _guess(data), defect


def _known(name: str) -> str:
    """The codec for a declared name, if Python has one that makes text of bytes."""
    name = _ALIASES.get(name, name)
    if not name or len(name) > 40 or not name.isascii() or "\x00" in name:  # noqa: PLR2004  # no charset is longer
        return ""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return "" if info.name in _WORDLESS or info.name.endswith("_codec") else info.name


def _guess(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    best = from_bytes(data[:_SAMPLE], steps=3, chunk_size=512).best() if len(data) > 64 else None  # noqa: PLR2004  # less is a guess
    for codec in (best.encoding if best else "cp1252", "cp1252"):
        try:
            return data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def clean(text: str) -> str:
    """Give the text with lines that end in LF and without NUL, other control characters and half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text)
