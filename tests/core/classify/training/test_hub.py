"""Encoders of others: tiny ones that the test makes are fitted, exported, run, promoted and left again."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaModel,
    T5Config,
    T5Model,
)

from core.classify.encoder import NETWORK, PIECES, Encoder, open_encoder
from core.classify.labels import read_labels
from core.classify.model import MANIFEST, load_model
from core.classify.open import find_model, open_registry
from core.classify.registry import shipped
from core.classify.training import export, tune
from core.classify.training.bases import BASE, NoBase, open_base
from core.classify.training.fit import Recipe, fit
from tests.core.classify.training.little import make_lessons

LABELS, LESSONS = read_labels(), make_lessons()
# So small a network needs a high rate; of a real one that is 3e-5.
RECIPE = Recipe(tuning=tune.Course(epochs=10, batch=16, rate=3e-3))
SHAPE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
SPOKEN = ("De Verhuurder vraagt een waarborg, één woning.", "BUS", "Geen tandarts: “drie maanden” wachten…")


def make_bert(folder: Path) -> Path:
    """Write a BERT with word pieces that keep capitals, as BERTje has."""
    pieces = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    pieces.normalizer = normalizers.NFC()
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces.train_from_iterator([example.text for example in LESSONS.examples], trainers.WordPieceTrainer(
        vocab_size=400, special_tokens=special, show_progress=False))  # fmt: skip
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), special, strict=True))
    PreTrainedTokenizerFast(tokenizer_object=pieces, model_max_length=48, **names).save_pretrained(folder)
    torch.manual_seed(1)
    BertModel(BertConfig(vocab_size=pieces.get_vocab_size(), **SHAPE)).save_pretrained(folder)
    return folder


def make_roberta(folder: Path) -> Path:
    """Write a RoBERTa with pieces of bytes, as RobBERT has: it fills up with 1, and counts its places by that."""
    pieces = Tokenizer(models.BPE())
    pieces.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pieces.train_from_iterator([example.text for example in LESSONS.examples], trainers.BpeTrainer(
        vocab_size=420, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))  # fmt: skip
    pieces.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    names = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "pad_token": "<pad>",
             "unk_token": "<unk>", "mask_token": "<mask>"}  # fmt: skip
    PreTrainedTokenizerFast(tokenizer_object=pieces, **names).save_pretrained(folder)
    torch.manual_seed(1)
    config = RobertaConfig(vocab_size=pieces.get_vocab_size(), max_position_embeddings=66, pad_token_id=1, **SHAPE)
    RobertaModel(config).save_pretrained(folder)
    return folder


def test_an_encoder_of_others_is_fitted_run_promoted_and_left_again(tmp_path: Path) -> None:
    folder, data = make_bert(tmp_path / "bert"), tmp_path / "data"
    base = open_base(str(folder))
    assert (base.width, base.longest, base.prefix) == (32, 48, "")
    out = tmp_path / "out"
    out.mkdir()
    (out / BASE).write_bytes(b"of an earlier fit")
    manifest = fit(base, LESSONS, LABELS, RECIPE, out, lambda _line: None, {"municipality": "leest"})
    assert manifest["base"]["name"] == "bert"
    assert set(manifest["recipe"]) == {"seed", "tuning", "device", "threads"}
    assert manifest["base"]["revision"].startswith("sha256:")
    assert manifest["reading"] == {"width": 32, "longest": 48, "prefix": ""}
    assert set(manifest["files"]) == {NETWORK, PIECES, "ngrams.npz", "calibration.json"}
    assert not (out / BASE).exists()

    model = load_model(out)
    whole = AutoTokenizer.from_pretrained(folder)
    tokens = Tokenizer.from_file(str(out / PIECES))
    assert [tokens.encode(text).ids for text in SPOKEN] == [whole(text)["input_ids"] for text in SPOKEN]
    [home, bus] = model.propose(["de huur van de woning en de waarborg", "de bus en de halte " * 40])
    assert (home.themes[0].key, bus.themes[0].key) == ("wonen", "mobiliteit")
    assert home.vector.shape == (32,)
    texts = ["huur woning verhuurder", "trein halte bus", "tandarts remgeld spoed"]
    best = model.encoder.read(texts)[0][:, LABELS.columns("themes")].argmax(1)
    assert [LABELS.facets["themes"][place] for place in best] == ["wonen", "mobiliteit", "gezondheid"]

    registry = open_registry(data, "leest")
    place = registry.take(out)
    registry.promote(manifest["version"])
    assert find_model("", data, "leest") == place
    assert find_model("", data) == shipped()
    registry.back()
    assert find_model("", data, "leest") == shipped()


def test_pieces_of_bytes_are_filled_up_as_the_network_learned_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_MOST", 0)  # as if it were too big for one file, on its way to a byte a weight
    said: list[str] = []
    base = open_base(str(make_roberta(tmp_path / "e5-little")))
    assert (base.longest, base.prefix) == (64, "query: ")
    recipe = Recipe(tuning=tune.Course(epochs=1, batch=16, rate=1e-3))
    manifest = fit(base, LESSONS, LABELS, recipe, tmp_path / "out", said.append)
    assert float(next(line for line in said if line.startswith("export")).split()[-1]) < 0.05
    assert {file.name for file in (tmp_path / "out").glob("*onnx*")} == {NETWORK}
    encoder, texts = open_encoder(tmp_path / "out", manifest), [*SPOKEN, "huur " * 200]
    together, alone = encoder.read(texts), [encoder.read([text]) for text in texts]
    for place, (logits, vectors) in enumerate(alone):
        assert together[0][place] == pytest.approx(logits[0], abs=0.05)
        assert together[1][place] == pytest.approx(vectors[0], abs=0.02)
    bare = Encoder(tmp_path / "out" / NETWORK, tmp_path / "out" / PIECES, base.longest)
    assert np.array_equal(bare.read([f"query: {SPOKEN[0]}"])[0], encoder.read([SPOKEN[0]])[0])
    assert json.loads((tmp_path / "out" / MANIFEST).read_text("utf-8"))["reading"]["prefix"] == "query: "


def test_what_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(NoBase, match="nobody/no-such-encoder cannot be opened"):
        open_base("nobody/no-such-encoder")
    with pytest.raises(NoBase, match="neither"):
        open_base(str(tmp_path))
    with pytest.raises(NoBase, match="there is no folder"):
        open_base(str(tmp_path / "nowhere"))
    (tmp_path / "config.json").write_text('{"model_type": "unheard-of"}')
    with pytest.raises(NoBase, match="cannot be opened"):
        open_base(str(tmp_path))
    folder = make_bert(tmp_path / "bert")
    torch.manual_seed(1)
    T5Model(T5Config(vocab_size=400, d_model=8, d_kv=4, d_ff=8, num_layers=1, num_heads=2)).save_pretrained(folder)
    with pytest.raises(NoBase, match="is no encoder of texts"):
        open_base(str(folder))
