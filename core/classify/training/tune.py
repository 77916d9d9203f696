"""Tune: an encoder and its head learn the written examples, all facets at once."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from core.classify.examples import Example
from core.classify.labels import FACETS, Labels
from core.classify.training.contrast import to_tensors
from core.classify.training.network import Reader

# A theme that stands second is meant less; and a label is rare, so that a missed one weighs more.
_SECOND = 0.8
_RARE = 3.0
_SMOOTH = 0.02
_WARM = 40


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast is learned."""

    epochs: int = 4
    batch: int = 24
    length: int = 160
    rate: float = 5e-4
    seed: int = 0


def build_targets(examples: Sequence[Example], labels: Labels) -> NDArray[np.float32]:
    """Give the targets, shape (examples, labels): 0 to 1, or nan where an example says nothing."""
    targets = np.zeros((len(examples), labels.width), np.float32)
    for row, example in enumerate(examples):
        for facet in FACETS:
            columns = labels.columns(facet)
            keys = example.keys[facet]
            if not keys and facet in {"kinds", "levels"}:
                targets[row, columns] = np.nan
            for place, key in enumerate(keys):
                targets[row, columns.start + labels.facets[facet].index(key)] = 1.0 if place == 0 else _SECOND
        targets[row, labels.columns("structural")] = float(example.structural)
    return targets


def build_term_targets(terms: Sequence[tuple[str, str]], labels: Labels) -> NDArray[np.float32]:
    """Give the targets of terms: their theme, and nothing about anything else; shape (terms, labels)."""
    targets = np.full((len(terms), labels.width), np.nan, np.float32)
    columns, keys = labels.columns("themes"), labels.facets["themes"]
    targets[:, columns] = 0.0
    for row, (theme, _term) in enumerate(terms):
        targets[row, columns.start + keys.index(theme)] = 1.0
    return targets


def tune(
    reader: Reader,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    targets: NDArray[np.float32],
    course: Course,
    tell: Callable[[str], None],
) -> None:
    """Learn in place. The order is by chance from the seed, texts of like length together."""
    chance = random.Random(course.seed)  # noqa: S311 # a training run is repeatable
    torch.manual_seed(course.seed)
    optimiser = torch.optim.AdamW(reader.parameters(), course.rate, weight_decay=0.01)
    total, step, began = course.epochs * -(-len(texts) // course.batch), 0, time.monotonic()
    wanted = torch.from_numpy(np.nan_to_num(targets) * (1 - 2 * _SMOOTH) + _SMOOTH)
    known = torch.from_numpy(~np.isnan(targets)).float()
    reader.train()
    for epoch in range(course.epochs):
        losses: list[float] = []
        for batch in _batches([len(text) for text in texts], course.batch, chance):
            for group in optimiser.param_groups:
                group["lr"] = course.rate * min(1.0, (step + 1) / _WARM) * max(0.03, 1 - step / total)
            logits, _vectors = reader(*to_tensors(tokenizer, [texts[row] for row in batch], course.length))
            cells = functional.binary_cross_entropy_with_logits(
                logits, wanted[batch], reduction="none", pos_weight=torch.tensor(_RARE)
            )
            loss = (cells * known[batch]).sum() / known[batch].sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
        tell(f"tune: epoch {epoch + 1}, loss {np.mean(losses):.4f}, {time.monotonic() - began:.0f} s")


def read(
    reader: Reader, tokenizer: Tokenizer, texts: Sequence[str], length: int = 160
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Give logits, shape (texts, labels), and unit vectors, shape (texts, width)."""
    reader.eval()
    logits: list[NDArray[np.float32]] = []
    vectors: list[NDArray[np.float32]] = []
    with torch.no_grad():
        for at in range(0, len(texts), 64):
            scores, units = reader(*to_tensors(tokenizer, texts[at : at + 64], length))
            logits.append(scores.numpy())
            vectors.append(units.numpy())
    return np.concatenate(logits), np.concatenate(vectors)


def _batches(lengths: Sequence[int], size: int, chance: random.Random) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda row: lengths[row] + chance.random() * 60)
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches
