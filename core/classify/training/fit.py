"""Fit: from a corpus and the written examples to a folder that the program runs from, and what it is worth."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from core.classify.encoder import Encoder as Runner
from core.classify.examples import Example
from core.classify.figures import judge
from core.classify.labels import FACETS, Labels
from core.classify.model import CALIBRATION, MANIFEST, NETWORK, NGRAMS, PIECES, blend
from core.classify.ngrams import Ngrams, load_ngrams, save_ngrams
from core.classify.tellings import Telling
from core.classify.training import contrast, tune
from core.classify.training.calibrate import calibrate, calibrate_likeness
from core.classify.training.corpus import Corpus, hash_file, read_corpus
from core.classify.training.export import difference, export
from core.classify.training.linear import fit_ngrams
from core.classify.training.meanings import find_meanings
from core.classify.training.network import Encoder, Reader, load_meanings
from core.classify.training.pieces import learn_pieces, save_pieces, spell

# What an encoder goes on from; the program itself does not need it.
BASE = "encoder.base.safetensors"
_DEV = 12
_MEANT = 0.5
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned from: written examples, and terms that point to a theme."""

    examples: Sequence[Example]
    terms: Sequence[tuple[str, str]] = ()
    tellings: Sequence[Telling] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how a model comes out, beside the examples and the corpus."""

    seed: int = 0
    width: int = 256
    layers: int = 2
    contrasting: contrast.Course = field(default_factory=contrast.Course)
    tuning: tune.Course = field(default_factory=tune.Course)


def pretrain(corpus: Corpus, lessons: Lessons, recipe: Recipe, folder: Path, tell: Tell) -> None:
    """Make an encoder from a corpus, and write it with its word pieces into a folder."""
    _settle(recipe.seed)
    own = (example.text for example in lessons.examples if not example.frozen)
    texts = (*corpus.texts, *own, *(term for _theme, term in lessons.terms))
    pieces = learn_pieces(texts)
    stream = spell(pieces, texts)
    tell(f"corpus: {len(texts)} texts, {len(stream)} word pieces")
    meanings = find_meanings(stream, pieces.get_vocab_size(), recipe.width, recipe.seed)
    encoder = Encoder(pieces.get_vocab_size(), recipe.width, recipe.layers)
    load_meanings(encoder, torch.from_numpy(meanings))
    found = contrast.contrast(encoder, pieces, corpus.neighbours, recipe.contrasting, tell)
    folder.mkdir(parents=True, exist_ok=True)
    pieces.no_truncation()
    pieces.no_padding()
    save_pieces(pieces, folder / PIECES)
    save_encoder(encoder, folder / BASE, found=f"{found:.4f}", files=json.dumps(corpus.files))


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


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example], list[Example]]:
    """Split examples into those to learn from, to calibrate on, and to judge by; each by its text alone."""
    judged = [example for example in examples if example.frozen]
    rest = [example for example in examples if not example.frozen]
    held = {example.id for example in rest if int(example.id[-4:], 16) % 100 < _DEV}
    return [e for e in rest if e.id not in held], [e for e in rest if e.id in held], judged


def fit(base: Path, lessons: Lessons, labels: Labels, recipe: Recipe, folder: Path, tell: Tell) -> dict[str, object]:
    """Fit both models on the examples and write the whole artefact; gives its manifest."""
    _settle(recipe.seed)
    began = time.monotonic()
    learned, _held, judged = split(lessons.examples)
    texts = [*(example.text for example in learned), *(term for _theme, term in lessons.terms)]
    targets = np.concatenate([tune.build_targets(learned, labels), tune.build_term_targets(lessons.terms, labels)])
    folder.mkdir(parents=True, exist_ok=True)
    save_ngrams(fit_ngrams(texts, np.where(np.isnan(targets), np.nan, targets >= _MEANT), tell), folder / NGRAMS)
    pieces = Tokenizer.from_file(str(base / PIECES))
    encoder = load_encoder(base / BASE)
    reader = Reader(encoder, recipe.width, labels.width)
    tune.tune(reader, pieces, texts, targets, recipe.tuning, tell)
    export(reader, folder / NETWORK)
    for name in (PIECES, BASE):
        if base != folder:
            shutil.copyfile(base / name, folder / name)
    runner = Runner(folder / NETWORK, folder / PIECES)
    texts = [example.text for example in judged]
    whole, small = tune.read(reader, pieces, texts)[0], runner.read(texts)[0]
    tell(f"export: largest difference by a byte a weight {difference(whole, small):.4f}")
    return finish(lessons, labels, recipe, folder, round((time.monotonic() - began) / 60, 1))


def finish(lessons: Lessons, labels: Labels, recipe: Recipe, folder: Path, minutes: float) -> dict[str, object]:
    """Calibrate what was fitted into a folder, judge it, and write its manifest."""
    learned, held, judged = split(lessons.examples)
    ngrams, runner = load_ngrams(folder / NGRAMS), Runner(folder / NETWORK, folder / PIECES)
    scored = {part: _score(ngrams, runner, rows) for part, rows in (("held", held), ("judged", judged))}
    calibration = calibrate(*scored["held"], tune.build_targets(held, labels), labels)
    if lessons.tellings:
        likeness = calibrate_likeness(runner, ngrams, [telling for telling in lessons.tellings if not telling.frozen])
        calibration = replace(calibration, likeness=likeness)
    (folder / CALIBRATION).write_text(json.dumps(asdict(calibration), indent=1) + "\n", "utf-8")
    figures = judge(blend(calibration, labels, *scored["judged"]), judged, labels, calibration)
    manifest: dict[str, object] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "labels": {facet: list(labels.facets[facet]) for facet in FACETS},
        "recipe": asdict(recipe),
        "examples": {
            "learned": len(learned),
            "held": len(held),
            "judged": len(judged),
            "terms": len(lessons.terms),
            "hash": hash_lessons(lessons),
        },
        "minutes": minutes,
        "files": {name: hash_file(folder / name) for name in (NETWORK, PIECES, NGRAMS, CALIBRATION, BASE)},
        "figures": asdict(figures),
    }
    manifest["version"] = hashlib.sha256(json.dumps(manifest["files"], sort_keys=True).encode()).hexdigest()[:8]
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return manifest


def hash_lessons(lessons: Lessons) -> str:
    """Hash what is learned from, in whatever order it stands."""
    lines = sorted(
        [f"{example.id} {example.keys} {example.structural}" for example in lessons.examples]
        + [f"{theme} {term}" for theme, term in lessons.terms]
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def prepare(folder: Path, lessons: Lessons, recipe: Recipe, out: Path, tell: Tell) -> None:
    """Make an encoder from the corpus in a folder."""
    pretrain(read_corpus(folder, recipe.seed + 1), lessons, recipe, out, tell)


def _score(ngrams: Ngrams, runner: Runner, rows: Sequence[Example]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    texts = [example.text for example in rows]
    return ngrams.score(texts), runner.read(texts)[0]


def _settle(seed: int) -> None:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
