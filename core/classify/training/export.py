"""Export: a tuned reader as an ONNX file with weights of one byte."""

import logging
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from core.classify.training.network import Reader

_OPSET = 18
# Bytes of weights that one file of this form can hold: two gigabytes, with room for the rest.
_MOST = 1_600_000_000


def export(reader: Reader, path: Path) -> None:
    """Write a reader: `ids` and `mask` of shape (texts, length) in, `logits` and `vectors` out."""
    reader.eval()
    ids = torch.full((2, 12), 5)
    mask = torch.ones_like(ids)
    texts, length = torch.export.Dim("texts", min=1, max=4096), torch.export.Dim("length", min=2, max=256)
    bulky = 4 * sum(part.numel() for part in reader.parameters()) > _MOST
    with tempfile.TemporaryDirectory() as folder, _quietly():
        whole, lean = Path(folder) / "whole.onnx", Path(folder) / "lean.onnx"
        torch.onnx.export(
            reader, (ids, mask), str(whole), dynamo=True, opset_version=_OPSET, external_data=bulky, verbose=False,
            input_names=["ids", "mask"], output_names=["logits", "vectors"],
            dynamic_shapes={"ids": {0: texts, 1: length}, "mask": {0: texts, 1: length}},
        )  # fmt: skip
        model = onnx.load(whole)
        # The shapes that were inferred for parts stop the quantiser.
        del model.graph.value_info[:]
        onnx.save(model, lean, save_as_external_data=bulky)
        quantize_dynamic(lean, path, per_channel=True, weight_type=QuantType.QInt8)
    _forget_origin(path)


@contextmanager
def _quietly() -> Generator[None]:
    """Hold back what the exporters say to those who make them."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _forget_origin(path: Path) -> None:
    """Take out where each part was made: lines of source, with the folder names of the machine that trained."""
    model = onnx.load(path)
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.initializer, *graph.input, *graph.output, *graph.value_info):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, path)


def difference(one: "np.ndarray", other: "np.ndarray") -> float:
    """Give the largest difference between probabilities of two sets of logits."""
    return float(np.abs(1 / (1 + np.exp(-one)) - 1 / (1 + np.exp(-other))).max())
