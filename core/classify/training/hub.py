"""The hub: encoders of the `transformers` library, by name or folder, as a base; the mean of their last states."""

import re
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, AutoTokenizer

from core.classify.training.bases import Base, NoBase
from core.classify.training.corpus import hash_file

_LONGEST = 160
# RoBERTa and its kin count places from two on.
_SPARE = 2
# E5 was taught with a word before each text that says what it is for.
_E5, _E5_PREFIX = re.compile(r"(^|[-_/])e5[-_]", re.IGNORECASE), "query: "
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")


class Pooled(nn.Module):
    """A model of the library whose states are averaged over the text."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give the mean state of each text, shape (texts, width)."""
        states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(states.dtype)
        return (states * weight).sum(1) / weight.sum(1).clamp(min=1)


def open_hub(name: str, revision: str | None = None, prefix: str | None = None) -> Base:
    """Open a model by its name on the hub or its folder. No code that comes with it is run. Raises NoBase."""
    try:
        config = AutoConfig.from_pretrained(name, revision=revision)
        tokenizer = AutoTokenizer.from_pretrained(name, revision=revision)
        body = AutoModel.from_pretrained(name, revision=revision, dtype=torch.float32)
    except (OSError, ValueError, ImportError, KeyError) as wrong:
        said = str(wrong).strip().partition("\n")[0] or type(wrong).__name__
        raise NoBase(f"{name} cannot be opened: {said}") from wrong
    encoder = Pooled(body)
    if getattr(tokenizer, "backend_tokenizer", None) is None:
        raise NoBase(f"{name} has no tokenizer that can be written as tokenizer.json")
    return Base(
        encoder,
        take_pieces(tokenizer),
        measure_width(encoder, name),
        find_longest(tokenizer, config),
        (_E5_PREFIX if _E5.search(name) else "") if prefix is None else prefix,
        {"name": Path(name).name if Path(name).is_dir() else name, "revision": _pin(name, config)},
    )


def take_pieces(tokenizer: AutoTokenizer) -> Tokenizer:
    """Take over a tokenizer whole: its case, its special tokens, and with what it fills up."""
    pieces = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    pieces.no_truncation()
    pieces.enable_padding(pad_id=tokenizer.pad_token_id or 0, pad_token=tokenizer.pad_token or "[PAD]")
    return pieces


def measure_width(encoder: Pooled, name: str) -> int:
    """Read something, and say how wide what comes out is. Raises NoBase for what is no encoder of texts."""
    ids = torch.full((1, 3), 2)
    try:
        with torch.no_grad():
            return int(encoder.eval()(ids, torch.ones_like(ids)).shape[1])
    except (AttributeError, IndexError, RuntimeError, TypeError, ValueError) as wrong:
        raise NoBase(f"{name} is no encoder of texts: {type(wrong).__name__}") from wrong


def find_longest(tokenizer: AutoTokenizer, config: AutoConfig) -> int:
    """Say how many word pieces can be read, and at most as many as ours reads."""
    places = getattr(config, "max_position_embeddings", None) or _LONGEST + _SPARE
    return int(min(_LONGEST, tokenizer.model_max_length, places - _SPARE))


def _pin(name: str, config: AutoConfig) -> str:
    """Say which model it was: the commit on the hub, or of a folder the hash of its weights."""
    if not Path(name).is_dir():
        return str(getattr(config, "_commit_hash", None) or "unknown")
    files = sorted(file for pattern in _WEIGHTS for file in Path(name).glob(pattern))
    return "sha256:" + "+".join(hash_file(file)[:16] for file in files)
