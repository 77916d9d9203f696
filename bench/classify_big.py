"""A random encoder the size of RobBERT-base: built, exported as ours is, and run in PyTorch; needs `.venv-train`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModel, RobertaConfig, RobertaModel

from core.classify.encoder import NETWORK
from core.classify.labels import read_labels
from core.classify.training.contrast import to_tensors
from core.classify.training.export import export
from core.classify.training.hub import Pooled
from core.classify.training.network import Reader

_SHAPE = {"vocab_size": 50_000, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
          "intermediate_size": 3072, "max_position_embeddings": 514}  # fmt: skip
_BLOCK, _LONGEST = 32, 160


def build_big(folder: Path) -> None:
    """Write it twice: as PyTorch has it, and with a byte a weight as our export makes it."""
    torch.manual_seed(0)
    body = RobertaModel(RobertaConfig(**_SHAPE))
    body.save_pretrained(folder)
    export(Reader(Pooled(body), _SHAPE["hidden_size"], read_labels().width), folder / NETWORK)


def open_torch(folder: Path, pieces: Path) -> Callable[[Sequence[str]], object]:
    """Open it in PyTorch, fp32 on one thread, with our word pieces, so that texts are as long for all."""
    torch.set_num_threads(1)
    tokenizer, network = Tokenizer.from_file(str(pieces)), Pooled(AutoModel.from_pretrained(folder)).eval()

    def read(texts: Sequence[str]) -> object:
        order = sorted(texts, key=len)
        with torch.no_grad():
            return [
                network(*to_tensors(tokenizer, order[at : at + _BLOCK], _LONGEST))
                for at in range(0, len(order), _BLOCK)
            ]

    return read
