"""What was bought before a day: the same for all candidates that are compared on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from scipy import sparse

from tarpit_queries.buyers.likeness import Matrix, Space
from tarpit_queries.buyers.market import Company, Deal, Market
from tarpit_queries.statistics.choice import Floats

_YEAR = 365.25
#: Half-life of a deal as taste, in years.
_MIDDLE = 5.0


@dataclass(frozen=True)
class Past:
    """The deals of a market before a day, in the order of their days."""

    market: Market
    day: date
    _vectors: dict[object, Matrix] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, market: Market, day: date) -> Past:
        """Return what a market's past is on a day, made once for each day."""
        return market.once((cls, day), lambda: cls(market, day))

    @cached_property
    def deals(self) -> tuple[Deal, ...]:
        """The deals."""
        return self.market.before(self.day)

    @cached_property
    def bought(self) -> list[Company]:
        """Who was bought in each."""
        return [self.market.of(deal.target) for deal in self.deals]

    @cached_property
    def age(self) -> Floats:
        """Years since each."""
        return np.array([(self.day - deal.day).days / _YEAR for deal in self.deals])

    @cached_property
    def taste(self) -> Floats:
        """How much each still tells of its buyer's taste: 1 yesterday, a half after five years."""
        faded: Floats = 0.5 ** (self.age / _MIDDLE)
        return faded

    def vectors(self, tokens: Callable[[Company], frozenset[str]]) -> Matrix:
        """Return those bought as vectors of tokens of theirs: deals × tokens."""
        if tokens not in self._vectors:
            self._vectors[tokens] = Space.of(self.market, tokens).vectors(self.bought)
        return self._vectors[tokens]

    def by(self, position: dict[str, int]) -> Matrix:
        """Return deals × candidates: 1 where the candidate, by its place, was the buyer."""
        places = [position.get(deal.acquirer, -1) for deal in self.deals]
        columns = np.array([place for place in places if place >= 0], dtype=int)
        starts = np.cumsum([0, *(place >= 0 for place in places)])
        shape = (len(places), len(position))
        return sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape)
