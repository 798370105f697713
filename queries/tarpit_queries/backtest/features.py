"""What speaks for a company as the buyer of another, each a number that grows with the case for it.

Everything is computed from what was known before a day. Companies that bought before are the candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy import sparse

from tarpit_queries.backtest.market import Company, Market
from tarpit_queries.measures.choice import Floats

#: Each feature, in words that end a reason: "… speaks for it".
FEATURES = {
    "experience": "how often it has bought, with a half-life of eight years",
    "momentum": "how much it has bought in the last months, with a half-life of half a year",
    "fit_own": "likeness of its own categories to the target's",
    "fit_past": "likeness of what it bought to the target, mean over its deals",
    "near": "it shares a category with the target",
    "precedent": "it has bought something in a category of the target",
    "country": "it is in the target's country",
    "home_share": "share of its deals that were in the target's country",
    "city": "it is in the target's city",
    "city_past": "it has bought in the target's city",
    "located": "it is known where it is",
    "name_past": "what it bought is named with words of the target's name",
    "name_own": "it is named with words of the target's name",
}
_WORD = re.compile(r"[a-z0-9]{3,}")
_YEAR = 365.25
_LONG, _MIDDLE, _SHORT, _CITY = 8.0, 3.0, 0.5, 5.0
_Matrix = Any  # scipy's sparse matrices have no type that a checker knows


@dataclass(frozen=True, slots=True)
class Candidates:
    """The companies that bought before a day, and what they bought."""

    market: Market
    day: date
    ids: tuple[str, ...]

    @classmethod
    def before(cls, market: Market, day: date) -> Candidates:
        """Return those of a market before a day."""
        return cls(market, day, tuple(sorted({deal.acquirer for deal in market.before(day)})))

    def features(self, targets: Sequence[str]) -> Floats:
        """Return targets × candidates × features."""
        columns = self._columns([self.market.of(id_) for id_ in targets])
        stacked: Floats = np.stack([np.asarray(column, dtype=float) for column in columns], axis=2)
        return stacked

    def _columns(self, wanted: Sequence[Company]) -> tuple[Any, ...]:
        """Return each feature in the order of `FEATURES`, targets × candidates."""
        market = self.market
        past = market.before(self.day)
        position = {id_: n for n, id_ in enumerate(self.ids)}
        age = np.array([(self.day - deal.day).days / _YEAR for deal in past])
        buyers = _ones([position[deal.acquirer] for deal in past], len(self.ids))
        bought, buyer = [market.of(d.target) for d in past], [market.of(id_) for id_ in self.ids]

        def by_buyer(likeness: _Matrix, half_life: float) -> Floats:
            return _dense(likeness @ sparse.diags(0.5 ** (age / half_life)) @ buyers)

        def alike(tokens: Callable[[Company], frozenset[str]]) -> tuple[_Matrix, Floats]:
            space = _Space.of([*market.companies.values(), *wanted], tokens)
            wanted_in = space.vectors(wanted)
            return wanted_in @ space.vectors(bought).T, _dense(wanted_in @ space.vectors(buyer).T)

        count = np.asarray(buyers.sum(axis=0)).ravel()
        recent = buyers.T @ (0.5 ** (age / _MIDDLE))
        past_fit, own_fit = alike(lambda company: company.categories)
        past_name, own_name = alike(_words)
        kernel = by_buyer(past_fit, _MIDDLE)
        past_land, own_land = alike(lambda c: frozenset((c.country,)) if c.country else frozenset())
        past_city, own_city = alike(lambda c: frozenset((c.city,)) if c.city else frozenset())
        rows = np.ones((len(wanted), 1))
        located = np.array([bool(company.country) for company in buyer], dtype=float)
        return (
            rows * np.log(buyers.T @ (0.5 ** (age / _LONG)) + 0.1),
            rows * np.log(buyers.T @ (0.5 ** (age / _SHORT)) + 0.02),
            own_fit,
            np.sqrt(kernel / (recent + 0.5)),
            own_fit > 0.01,
            kernel > 0.01,
            own_land > 0,
            _dense((past_land > 0) @ buyers) / count,
            own_city > 0,
            np.log1p(by_buyer((past_city > 0) * 1.0, _CITY)),
            rows * located,
            np.log1p(by_buyer(past_name, _CITY)),
            own_name,
        )


@dataclass(frozen=True, slots=True)
class _Space:
    """Companies as vectors of tokens, the rarer the heavier, each of length one (tf–idf)."""

    tokens: Callable[[Company], frozenset[str]]
    position: dict[str, int]
    weight: Floats

    @classmethod
    def of(
        cls, companies: Sequence[Company], tokens: Callable[[Company], frozenset[str]]
    ) -> _Space:
        counts = Counter(token for company in companies for token in tokens(company))
        position = {token: n for n, token in enumerate(sorted(counts))}
        total = max(len(companies), 2)
        weight = np.array([np.log(total / counts[token]) + 1e-9 for token in sorted(counts)])
        return cls(tokens, position, weight)

    def vectors(self, companies: Sequence[Company]) -> _Matrix:
        """Return companies × tokens."""
        rows, columns = [], []
        for number, company in enumerate(companies):
            for token in sorted(self.tokens(company)):
                if token in self.position:
                    rows.append(number)
                    columns.append(self.position[token])
        shape = (len(companies), max(len(self.position), 1))
        made = sparse.csr_matrix((self.weight[columns] if columns else [], (rows, columns)), shape)
        length = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
        length[length == 0] = 1
        return sparse.diags(1 / length) @ made


def _words(company: Company) -> frozenset[str]:
    return frozenset(_WORD.findall(company.name.lower()))


def _ones(columns: Sequence[int], width: int) -> _Matrix:
    values = np.ones(len(columns))
    return sparse.csr_matrix((values, (np.arange(len(columns)), columns)), (len(columns), width))


def _dense(matrix: _Matrix) -> Floats:
    made: Floats = np.asarray(matrix.todense(), dtype=float)
    return made
