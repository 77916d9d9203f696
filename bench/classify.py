"""What the model costs, alone and in blocks, beside a random one the size of RobBERT-base in PyTorch and onnxruntime.

Every way runs in a process of its own, on one thread, over the same texts; `taskset -c 0` before it keeps them on one
core. The big ones are built first where the extra `train` is (`.venv-train/bin/python bench/classify.py`: two minutes,
2 GB of disk for as long as it takes); elsewhere they are left out. `--model FOLDER` takes another one than what ships.
"""

# ruff: noqa: PLC0415 # what is imported is part of what is measured
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "core" / "classify" / "artefact"  # by its path: what is imported to ask for it belongs to the start
sys.path.insert(0, str(ROOT))

WAYS = ("ours", "our encoder alone", "RobBERT-sized, onnxruntime int8", "RobBERT-sized, PyTorch")
ALONE, BLOCKS, BLOCK = 200, 512, 64
# design.md: classification, shipped model, one core.
BUDGET = {"alone_ms_median": ("<=", 10), "texts_per_s": (">=", 300), "memory_mb": ("<=", 250), "start_s": ("<=", 2)}
Read = Callable[[Sequence[str]], object]


def resident() -> float:
    """Give the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_way(way: str, model: Path, big: Path) -> Read:
    """Open one way to read texts; gives what reads them."""
    from core.classify.encoder import NETWORK, PIECES, Encoder

    if way == WAYS[0]:
        from core.classify.model import load_model

        return load_model(model).propose
    if way != WAYS[3]:
        return Encoder((model if way == WAYS[1] else big) / NETWORK, model / PIECES).read
    from bench.classify_big import open_torch

    return open_torch(big, model / PIECES)


def measure(way: str, model: Path, big: Path) -> dict[str, Any]:
    """Measure one way, in this process."""
    before, began = resident(), time.perf_counter()
    read = open_way(way, model, big)
    read(["Ouders vinden geen opvang voor hun peuter."])
    start, memory = time.perf_counter() - began, resident() - before
    from core.classify.examples import read_examples
    from core.classify.labels import read_labels

    texts = [example.text for example in read_examples(read_labels()) if example.frozen][:BLOCKS]
    for text in texts[:10]:
        read([text])
    alone: list[float] = []
    for text in texts[:ALONE]:
        at = time.perf_counter()
        read([text])
        alone.append((time.perf_counter() - at) * 1000)
    began = time.perf_counter()
    for at in range(0, len(texts), BLOCK):
        read(texts[at : at + BLOCK])
    blocks = len(texts) / (time.perf_counter() - began)
    return {
        "way": way,
        "start_s": round(start, 2),
        "memory_mb": round(memory),
        "alone_ms_median": round(statistics.median(alone), 2),
        "alone_ms_p95": round(sorted(alone)[int(len(alone) * 0.95)], 2),
        "texts_per_s": round(blocks, 1),
        "texts": len(texts),
        "words_median": statistics.median(len(text.split()) for text in texts),
        "load": os.getloadavg()[0],
    }


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--model", type=Path, default=SHIPPED)
    given.add_argument("--way", choices=WAYS, help="measure this one only, in this process")
    given.add_argument("--big", type=Path, default=Path(), help="where the big one lies")
    given.add_argument("--build", action="store_true", help="build the big one there, and no more")
    asked = given.parse_args()
    if asked.build:
        from bench.classify_big import build_big

        build_big(asked.big)
        return
    if asked.way:
        print(json.dumps(measure(asked.way, asked.model, asked.big)))
        return
    whole = all(find_spec(name) for name in ("torch", "transformers", "onnx"))
    if not whole:
        print("torch, transformers or onnx is missing: the big ones are left out (make test-train)", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        if whole:
            subprocess.run([sys.executable, __file__, "--build", "--big", folder], check=True)
        found: list[dict[str, Any]] = []
        for way in WAYS if whole else WAYS[:2]:
            told = [sys.executable, __file__, "--way", way, "--model", str(asked.model), "--big", folder]
            found.append(json.loads(subprocess.run(told, check=True, stdout=subprocess.PIPE).stdout))
            print(json.dumps(found[-1]), flush=True)
    for name, (sign, most) in BUDGET.items():
        value = found[0][name]
        kept = value <= most if sign == "<=" else value >= most
        print(f"{name}: {value} {'is' if kept else 'IS NOT'} {sign} {most}")
    for other in found[2:]:
        alone = other["alone_ms_median"] / found[0]["alone_ms_median"]
        blocks = found[0]["texts_per_s"] / other["texts_per_s"]
        print(f"{other['way']}: {alone:.1f} times the time of ours for one text, {blocks:.1f} times in blocks")


if __name__ == "__main__":
    main()
