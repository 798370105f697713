"""How alike companies are, by the words of what they do.

References:
    Salton, G. and Buckley, C. (1988). Term-weighting approaches in automatic text retrieval. IPM 24(5).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from tarpit_queries.buyers.market import Company
from tarpit_queries.statistics.choice import Floats

Matrix = Any  # scipy's sparse matrices have no type that a checker knows
_WORD = re.compile(r"[a-z0-9]{3,}")


@dataclass(frozen=True, slots=True)
class Space:
    """Companies as vectors of tokens, the rarer the heavier, each of length one (tf-idf)."""

    tokens: Callable[[Company], frozenset[str]]
    position: dict[str, int]
    weight: Floats

    @classmethod
    def of(
        cls, companies: Collection[Company], tokens: Callable[[Company], frozenset[str]]
    ) -> Space:
        """Weigh tokens by how few companies have them."""
        counts = Counter(token for company in companies for token in tokens(company))
        position = {token: n for n, token in enumerate(sorted(counts))}
        total = max(len(companies), 2)
        weight = np.array([np.log(total / counts[token]) + 1e-9 for token in sorted(counts)])
        return cls(tokens, position, weight)

    def vectors(self, companies: Sequence[Company]) -> Matrix:
        """Return companies × tokens; a token that no company of the space has is left out."""
        rows, columns = [], []
        for number, company in enumerate(companies):
            for token in sorted(self.tokens(company)):
                if token in self.position:
                    rows.append(number)
                    columns.append(self.position[token])
        shape = (len(companies), max(len(self.position), 1))
        values = self.weight[np.array(columns, dtype=int)]
        return unit(sparse.csr_matrix((values, (rows, columns)), shape))


def unit(matrix: Matrix) -> Matrix:
    """Return rows of length one; empty ones stay empty."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    length[length == 0] = 1
    return sparse.diags(1 / length) @ matrix


def dense(matrix: Matrix) -> Floats:
    """Return a sparse matrix as an array."""
    made: Floats = np.asarray(matrix.todense(), dtype=float)
    return made


def words(company: Company) -> frozenset[str]:
    """Return the words of a company's name and of what it does: "bio" says what "Biotechnology" does not."""
    said = " ".join((company.name, *sorted(company.categories)))
    return frozenset(_WORD.findall(said.lower()))
