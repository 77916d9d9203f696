"""Word pieces: a tokenizer learned from the corpus and our own examples, without case or accents."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
VOCABULARY = 16_000


def learn_pieces(texts: Iterable[str], size: int = VOCABULARY) -> Tokenizer:
    """Learn a WordPiece vocabulary. People type without capitals and accents, so neither is looked at."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=SPECIAL[1], max_input_chars_per_word=60))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, min_frequency=2, limit_alphabet=160, special_tokens=list(SPECIAL), show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def spell(tokenizer: Tokenizer, texts: Iterable[str]) -> np.ndarray:
    """Spell texts as one stream of ids, shape (tokens,), uint16."""
    batches = tokenizer.encode_batch(list(texts))
    return np.fromiter((number for text in batches for number in text.ids), dtype=np.uint16)


def save_pieces(tokenizer: Tokenizer, path: Path) -> None:
    """Write a tokenizer as one file."""
    tokenizer.save(str(path))
