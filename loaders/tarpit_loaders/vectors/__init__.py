"""What a text is about, as a vector: texts that say alike have vectors that point alike.

A text's vector is the mean of the vectors of its word pieces, a table of 30,522 × 128 numbers of one byte; so a
sentence takes some microseconds, and the same text gives the same vector on every machine. The table was distilled
from all-MiniLM-L6-v2, the encoder that the reader starts from: see `reader_training.piece_vectors`.

In: texts. Out: vectors of length 1. May import: `reader.tokens`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tarpit_loaders.reader.tokens import pieces

#: The table: one byte a number, and what each row is multiplied by.
TABLE = "pieces.npz"


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of texts, texts × width; of a text without words all numbers are 0.

    >>> a, b, c = encode(["GPU prices fall", "cheaper graphics cards", "a lunch of noodles"])
    >>> bool(a @ b > a @ c)
    True
    """
    table, scales = _table()
    found = np.zeros((len(texts), table.shape[1]), np.float32)
    for row, ids in enumerate(pieces(texts)):
        if ids:
            found[row] = (table[ids] * scales[ids, None]).sum(0)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    # Rounded, so that the last bits of a processor's sums decide nothing.
    return np.round(found / np.where(lengths > 0, lengths, 1), 4).astype(np.float32)


@cache
def _table() -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    with files(__name__).joinpath(TABLE).open("rb") as file, np.load(file) as held:
        return held["table"], held["scales"].astype(np.float32)
