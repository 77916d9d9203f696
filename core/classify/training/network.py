"""The network: a small encoder (pre-LN, BERT-like), its mean over a text, and one linear head for all labels."""

import torch
from torch import Tensor, nn
from torch.nn import functional

LONGEST = 256


class Block(nn.Module):
    """One layer: attention, then a feed-forward part, each beside what came in."""

    def __init__(self, width: int, heads: int, drop: float) -> None:
        super().__init__()
        self.heads, self.drop = heads, drop
        self.before_attention, self.before_words = nn.LayerNorm(width), nn.LayerNorm(width)
        self.queries, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """Take and give states, shape (batch, length, width)."""
        batch, length, width = x.shape
        parts = self.queries(self.before_attention(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=hidden)
        x = x + functional.dropout(
            self.out(seen.transpose(1, 2).reshape(batch, length, width)), self.drop, self.training
        )
        words = self.narrow(functional.gelu(self.wide(self.before_words(x))))
        return x + functional.dropout(words, self.drop, self.training)


class Encoder(nn.Module):
    """Word pieces in, one vector of a text out."""

    def __init__(self, vocabulary: int, width: int = 256, layers: int = 4, heads: int = 4, drop: float = 0.1) -> None:
        super().__init__()
        self.shape = {"vocabulary": vocabulary, "width": width, "layers": layers, "heads": heads}
        self.pieces, self.places = nn.Embedding(vocabulary, width), nn.Embedding(LONGEST, width)
        self.blocks = nn.ModuleList(Block(width, heads, drop) for _ in range(layers))
        self.last, self.drop = nn.LayerNorm(width), drop
        for part in self.modules():
            if isinstance(part, nn.Linear | nn.Embedding):
                nn.init.normal_(part.weight, std=0.02)
            if isinstance(part, nn.Linear):
                nn.init.zeros_(part.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give the mean state of each text, shape (batch, width); `mask` is 1 where there is a word piece."""
        x = self.pieces(ids) + self.places.weight[: ids.shape[1]]
        x = functional.dropout(x, self.drop, self.training)
        hidden = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for block in self.blocks:
            x = block(x, hidden)
        weight = mask.unsqueeze(-1).to(x.dtype)
        return (self.last(x) * weight).sum(1) / weight.sum(1).clamp(min=1)


class Reader(nn.Module):
    """An encoder with a head: logits of all labels, and the unit vector that likeness is measured by."""

    def __init__(self, encoder: nn.Module, width: int, labels: int) -> None:
        super().__init__()
        self.encoder, self.head = encoder, nn.Linear(width, labels)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Give logits, shape (batch, labels), and vectors of length one, shape (batch, width)."""
        mean = self.encoder(ids, mask)
        return self.head(functional.dropout(mean, 0.1, self.training)), functional.normalize(mean, dim=-1)


def load_meanings(encoder: Encoder, meanings: "torch.Tensor") -> None:
    """Begin with embeddings that know which word pieces keep company, at the spread a fresh layer expects."""
    with torch.no_grad():
        encoder.pieces.weight.copy_(meanings / meanings.std() * 0.05)
