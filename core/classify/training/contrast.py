"""Contrast: an encoder learns that neighbouring paragraphs belong together and others do not."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from core.classify.training.network import Encoder

_SHARP = 0.05
_HELD_OUT = 256


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast is learned."""

    steps: int = 1500
    batch: int = 48
    length: int = 48
    rate: float = 5e-4


def contrast(
    encoder: Encoder,
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    course: Course,
    tell: Callable[[str], None],
) -> float:
    """Learn from pairs; the rest of a batch are the strangers. Gives the share of held-out pairs found among 256."""
    optimiser = torch.optim.AdamW(encoder.parameters(), course.rate, weight_decay=0.01)
    held, pairs = pairs[:_HELD_OUT], pairs[_HELD_OUT:]
    began = time.monotonic()
    tell(f"contrast: {len(pairs)} pairs, found before {_found(encoder, tokenizer, held, course):.3f}")
    encoder.train()
    for step in range(course.steps):
        at = step * course.batch % (len(pairs) - course.batch)
        batch = pairs[at : at + course.batch]
        warm = min(1.0, (step + 1) / 30)
        for group in optimiser.param_groups:
            group["lr"] = course.rate * warm * (1 - 0.9 * step / course.steps)
        ones = _vectors(encoder, tokenizer, [one for one, _ in batch], course)
        others = _vectors(encoder, tokenizer, [other for _, other in batch], course)
        likeness = ones @ others.T / _SHARP
        right = torch.arange(len(batch))
        loss = (functional.cross_entropy(likeness, right) + functional.cross_entropy(likeness.T, right)) / 2
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        if step % 50 == 0:
            tell(f"contrast: step {step}, loss {loss.item():.3f}, {time.monotonic() - began:.0f} s")
    found = _found(encoder, tokenizer, held, course)
    tell(f"contrast: found after {found:.3f}, {time.monotonic() - began:.0f} s")
    return found


def to_tensors(tokenizer: Tokenizer, texts: Sequence[str], length: int) -> tuple[Tensor, Tensor]:
    """Spell texts as ids and mask, each of shape (texts, longest), cut at `length` word pieces."""
    tokenizer.enable_truncation(length)
    if tokenizer.padding is None:
        tokenizer.enable_padding()
    spelled = tokenizer.encode_batch(list(texts))
    return torch.tensor([one.ids for one in spelled]), torch.tensor([one.attention_mask for one in spelled])


def _vectors(encoder: Encoder, tokenizer: Tokenizer, texts: Sequence[str], course: Course) -> Tensor:
    return functional.normalize(encoder(*to_tensors(tokenizer, texts, course.length)), dim=-1)


def _found(encoder: Encoder, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]], course: Course) -> float:
    encoder.eval()
    with torch.no_grad():
        ones = _vectors(encoder, tokenizer, [one for one, _ in pairs], course)
        others = _vectors(encoder, tokenizer, [other for _, other in pairs], course)
    return float(((ones @ others.T).argmax(1) == torch.arange(len(pairs))).float().mean())
