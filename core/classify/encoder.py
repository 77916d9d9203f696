"""The encoder: the transformer that ships, run by onnxruntime from a folder of files; no torch."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
NETWORK, PIECES = "encoder.int8.onnx", "pieces.json"
# Word pieces of a text that are read, and how many texts go at once.
_LONGEST, _BLOCK = 160, 32
_QUIET = 3


class Encoder:
    """Texts in; logits of all labels and unit vectors out."""

    def __init__(self, network: Path, pieces: Path, longest: int = _LONGEST, prefix: str = "") -> None:
        """Load the network and its word pieces; `prefix` stands before each text, `longest` pieces of it are read.

        Raises OSError or ValueError for files that cannot be read.
        """
        runtime: Any = onnxruntime  # it has no types that hold
        options = runtime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = 1, 1
        options.log_severity_level = _QUIET
        try:
            self._session = runtime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
            self._pieces: Any = Tokenizer.from_file(str(pieces))
        except Exception as wrong:  # both libraries raise classes of their own, or a bare Exception
            raise ValueError(f"{network.parent}: {type(wrong).__name__}") from wrong
        self._prefix = prefix
        self._pieces.enable_truncation(longest)
        # Some networks count their places by what is filled up, so that it must be done as they learned it.
        filled: dict[str, Any] = self._pieces.padding or {}
        self._pieces.enable_padding(pad_id=filled.get("pad_id", 0), pad_token=filled.get("pad_token", "[PAD]"))

    def read(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Give logits, shape (texts, labels), and vectors of length one, shape (texts, width)."""
        # Texts of like length go together: what is padded is computed for nothing.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        logits: list[Floats] = []
        vectors: list[Floats] = []
        for at in range(0, len(order), _BLOCK):
            spelled = self._pieces.encode_batch([self._prefix + texts[row] for row in order[at : at + _BLOCK]])
            given = {
                "ids": np.asarray([one.ids for one in spelled], np.int64),
                "mask": np.asarray([one.attention_mask for one in spelled], np.int64),
            }
            scores, units = self._session.run(["logits", "vectors"], given)
            logits.append(np.asarray(scores, np.float32))
            vectors.append(np.asarray(units, np.float32))
        back = np.argsort(np.asarray(order, np.int64))
        return np.concatenate(logits)[back], np.concatenate(vectors)[back]


def open_encoder(folder: Path, manifest: Mapping[str, Any]) -> Encoder:
    """Open the encoder of a model's folder, to read as its manifest says. Raises OSError or ValueError."""
    reading = manifest.get("reading", {})
    return Encoder(
        folder / NETWORK, folder / PIECES, int(reading.get("longest", _LONGEST)), str(reading.get("prefix", ""))
    )
