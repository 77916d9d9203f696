"""What the shipped model costs: start, memory, one text alone, blocks; on one core with `taskset -c 0` before it."""

import json
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def resident() -> float:
    """Give the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    before, began = resident(), time.perf_counter()
    from core.classify.model import load_model  # noqa: PLC0415 # its start is what is measured
    from core.classify.registry import shipped  # noqa: PLC0415 # idem

    model = load_model(Path(sys.argv[1]) if len(sys.argv) > 1 else shipped())
    model.propose(["Ouders vinden geen opvang voor hun peuter."])
    start, memory = time.perf_counter() - began, resident() - before

    from core.classify.examples import read_examples  # noqa: PLC0415 # idem

    texts = [example.text for example in read_examples(model.labels) if example.frozen]
    for text in texts[:50]:
        model.propose([text])
    alone: list[float] = []
    for text in texts[:400]:
        at = time.perf_counter()
        model.propose([text])
        alone.append((time.perf_counter() - at) * 1000)
    began = time.perf_counter()
    for at in range(0, len(texts), 64):
        model.propose(texts[at : at + 64])
    blocks = len(texts) / (time.perf_counter() - began)
    alone.sort()
    print(
        json.dumps(
            {
                "start_s": round(start, 2),
                "memory_mb": round(memory),
                "alone_ms_median": round(statistics.median(alone), 2),
                "alone_ms_p95": round(alone[int(len(alone) * 0.95)], 2),
                "texts_per_s": round(blocks),
                "texts": len(texts),
                "words_median": statistics.median(len(text.split()) for text in texts),
                "load": os.getloadavg()[0],
            }
        )
    )


if __name__ == "__main__":
    main()
