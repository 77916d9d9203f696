"""Bases: the encoders that a fit goes on from, our own and those of others, in one form."""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

from core.classify.encoder import PIECES
from core.classify.training.network import Encoder
from core.errors import SignaalError

# What an encoder goes on from; the program itself does not need it.
BASE = "encoder.base.safetensors"
_CONFIG = "config.json"
_LONGEST = 160


class NoBase(SignaalError):
    """There is no encoder to go on from where it was said to be."""


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder: ids and mask in, the mean state of each text out, shape (texts, `width`).

    `prefix` stands before every text, and of each `longest` word pieces are read. `origin` says in the manifest whose
    it is: name, revision. `kept` is the folder of our own encoder, whose files go along with what is fitted.
    """

    encoder: nn.Module
    pieces: Tokenizer
    width: int
    longest: int = _LONGEST
    prefix: str = ""
    origin: Mapping[str, str] = field(default_factory=dict)
    kept: Path | None = None

    def spell(self, texts: Iterable[str]) -> list[str]:
        """Give texts as the encoder reads them."""
        return [self.prefix + text for text in texts]

    def notes(self) -> dict[str, Any]:
        """Give what the manifest says of it: whose it is, and how it reads."""
        base = {"base": dict(self.origin)} if self.origin else {}
        return {**base, "reading": {"width": self.width, "longest": self.longest, "prefix": self.prefix}}

    def save_pieces(self, folder: Path) -> None:
        """Write the word pieces, and of our own the encoder too, so that a next fit can go on from it."""
        if self.kept is None:
            (folder / BASE).unlink(missing_ok=True)
            self.pieces.save(str(folder / PIECES))
        elif self.kept != folder:
            for name in (PIECES, BASE):
                shutil.copyfile(self.kept / name, folder / name)


def open_base(name: str, revision: str | None = None, prefix: str | None = None) -> Base:
    """Open a folder (ours, or one of the `transformers` library) or a name on the Hugging Face hub. Raises NoBase."""
    folder = Path(name)
    if is_own(name):
        return open_own(folder)
    if folder.is_dir() and not (folder / _CONFIG).is_file():
        raise NoBase(f"no encoder in {name}: neither {BASE} nor {_CONFIG}")
    if not folder.is_dir() and (folder.is_absolute() or name.startswith(".")):
        raise NoBase(f"there is no folder {name}")
    from core.classify.training.hub import open_hub  # noqa: PLC0415 # it takes seconds to load, and most go without

    return open_hub(name, revision, prefix)


def is_own(name: str) -> bool:
    """Say whether it is the folder of one of our own encoders."""
    return (Path(name) / BASE).is_file()


def open_own(folder: Path) -> Base:
    """Open an encoder that `save_encoder` wrote, with its word pieces."""
    encoder = load_encoder(folder / BASE)
    return Base(encoder, Tokenizer.from_file(str(folder / PIECES)), encoder.shape["width"], kept=folder)


def save_encoder(encoder: Encoder, path: Path, **notes: str) -> None:
    """Write an encoder, in half precision, with its shape."""
    state = {name: value.half().contiguous() for name, value in encoder.state_dict().items()}
    save_file(state, path, {"shape": json.dumps(encoder.shape), **notes})


def load_encoder(path: Path) -> Encoder:
    """Read an encoder that `save_encoder` wrote."""
    state = {name: value.float() for name, value in load_file(path).items()}
    with path.open("rb") as file:
        notes = json.loads(file.read(int.from_bytes(file.read(8), "little")))["__metadata__"]
    encoder = Encoder(**json.loads(notes["shape"]))
    encoder.load_state_dict(state)
    return encoder
