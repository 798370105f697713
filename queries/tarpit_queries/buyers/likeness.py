"""How alike companies are, by the words of what they do.

References:
    Salton, G. and Buckley, C. (1988). Term-weighting approaches in automatic text retrieval. IPM 24(5).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

import numpy as np
from scipy import sparse

from tarpit_queries.buyers.market import Company, Market
from tarpit_queries.statistics.choice import Floats

Matrix = Any  # scipy's sparse matrices have no type that a checker knows
_WORD = re.compile(r"[a-z0-9]{3,}")


@dataclass(frozen=True, slots=True)
class Space:
    """Companies as vectors of tokens, the rarer the heavier, each of length one (tf-idf).

    Attributes:
        all: The companies of the market: companies × tokens.
        row: Of each, by the identity of its object: to hash a company takes longer than to look it up.
    """

    tokens: Callable[[Company], frozenset[str]]
    position: dict[str, int]
    weight: Floats
    all: Matrix
    row: dict[int, int]

    @classmethod
    def of(cls, market: Market, tokens: Callable[[Company], frozenset[str]]) -> Space:
        """Return the space of a market's companies by some tokens of theirs, made once for each market."""
        return market.once(tokens, lambda: cls._weighed(market.companies.values(), tokens))

    @classmethod
    def _weighed(
        cls, companies: Collection[Company], tokens: Callable[[Company], frozenset[str]]
    ) -> Space:
        """Weigh tokens by how few companies have them."""
        held = list(map(tokens, companies))
        counts = Counter(chain.from_iterable(held))
        position = {token: n for n, token in enumerate(sorted(counts))}
        total = max(len(companies), 2)
        weight = np.array([np.log(total / counts[token]) + 1e-9 for token in position])
        row = {id(company): n for n, company in enumerate(companies)}
        return cls(tokens, position, weight, _vectors(held, position, weight), row)

    def vectors(self, companies: Sequence[Company]) -> Matrix:
        """Return companies × tokens; a token that no company of the space has is left out."""
        rows = [self.row.get(id(company), -1) for company in companies]
        if -1 not in rows:
            return self.all[rows]
        return _vectors(list(map(self.tokens, companies)), self.position, self.weight)


def _vectors(held: Sequence[frozenset[str]], position: dict[str, int], weight: Floats) -> Matrix:
    """Return companies × tokens by the tokens that each has."""
    sizes = list(map(len, held))
    places = map(position.get, chain.from_iterable(held), repeat(-1))
    columns = np.fromiter(places, np.int64, sum(sizes))
    rows, known = np.repeat(np.arange(len(sizes)), sizes), columns >= 0
    rows, columns = rows[known], columns[known]
    shape = (len(sizes), max(len(position), 1))
    made = sparse.csr_matrix((weight[columns], (rows, columns)), shape)
    made.sort_indices()  # sets have no order, and sums of floats have one
    return unit(made)


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
    return _words_of(company.categories).union(_WORD.findall(company.name.lower()))


def categories(company: Company) -> frozenset[str]:
    """Return what a company does."""
    return company.categories


def segments(company: Company) -> frozenset[str]:
    """Return the markets that a company is in."""
    return company.segments


@lru_cache(maxsize=10_000)  # most companies do what some others do
def _words_of(categories: frozenset[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(" ".join(sorted(categories)).lower()))
