"""First meanings: embeddings of word pieces from the company they keep (shifted PPMI, truncated SVD); no gradient.

Levy and Goldberg, "Neural word embedding as implicit matrix factorization" (2014).
"""

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

_NEAR = 8
_SPECIAL = 5
_SMOOTH, _SHIFT = 0.75, 2.0


def find_meanings(stream: np.ndarray, vocabulary: int, width: int, seed: int = 0) -> np.ndarray:
    """Find an embedding for each word piece, shape (vocabulary, width), float32."""
    ids = stream.astype(np.int32)
    company = sparse.csr_matrix((vocabulary, vocabulary), dtype=np.float32)
    for distance in range(1, _NEAR + 1):
        one, other = ids[:-distance], ids[distance:]
        words = (one >= _SPECIAL) & (other >= _SPECIAL)
        weight = np.full(int(words.sum()), 1 / distance, np.float32)
        pairs = sparse.coo_matrix((weight, (one[words], other[words])), shape=company.shape).tocsr()
        company = company + pairs + pairs.T
    often = np.asarray(company.sum(1)).ravel() + 1e-9
    chance = often**_SMOOTH
    chance = chance / chance.sum()
    cells = company.tocoo()
    surprise = np.log(cells.data / (often[cells.row] * chance[cells.col]) + 1e-12) - np.log(_SHIFT)
    kept = surprise > 0
    positive = sparse.coo_matrix((surprise[kept], (cells.row[kept], cells.col[kept])), shape=company.shape).tocsr()
    left, strength, _right = randomized_svd(positive, width, n_iter=3, random_state=seed)
    return (left * np.sqrt(strength)).astype(np.float32)
