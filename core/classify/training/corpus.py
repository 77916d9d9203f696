"""The corpus: Dutch text that is free to use, read from a folder of `SOURCE<TAB>TEXT` lines, zstd-packed or plain."""

import hashlib
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

# Stiff and repetitive: at most about a third of what is read.
_LAW, _MOST_LAW = "wetten", 9_000_000
_LONGEST = 700
_SHORTEST_NEIGHBOUR = 80


@dataclass(frozen=True, slots=True)
class Corpus:
    """Paragraphs to learn words from, neighbouring paragraphs to learn meaning from, and the hashes of the files."""

    texts: tuple[str, ...]
    neighbours: tuple[tuple[str, str], ...]
    files: dict[str, str]


def read_corpus(folder: Path, seed: int = 1) -> Corpus:
    """Read every `*.tsv` and `*.tsv.zst` in a folder. Raises FileNotFoundError when there is none."""
    files = sorted([*folder.glob("*.tsv"), *folder.glob("*.tsv.zst")])
    if not files:
        raise FileNotFoundError(f"no *.tsv or *.tsv.zst in {folder}")
    chance = random.Random(seed)  # noqa: S311 # a training run is repeatable
    texts: list[str] = []
    laws: list[str] = []
    neighbours: list[tuple[str, str]] = []
    for path in files:
        before = ("", "")
        for source, text in _lines(path):
            if source.startswith(_LAW):
                laws.append(text)
            else:
                texts.append(text)
            debate = source.startswith("kamer") and source == before[0]
            if debate and all(_SHORTEST_NEIGHBOUR < len(one) < _LONGEST for one in (before[1], text)):
                neighbours.append((before[1], text))
            before = (source, text)
    chance.shuffle(laws)
    length = 0
    for law in laws:
        if len(law) < _LONGEST and length < _MOST_LAW:
            texts.append(law)
            length += len(law)
    chance.shuffle(texts)
    chance.shuffle(neighbours)
    return Corpus(tuple(texts), tuple(neighbours), {path.name: hash_file(path) for path in files})


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as raw:
        unpacked = zstandard.ZstdDecompressor().stream_reader(raw) if path.suffix == ".zst" else raw
        for line in io.TextIOWrapper(unpacked, "utf-8"):
            source, _tab, text = line.rstrip("\n").partition("\t")
            if text:
                yield source, text


def hash_file(path: Path) -> str:
    """Hash what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
