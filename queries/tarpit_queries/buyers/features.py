"""What speaks for a company as the buyer of another: numbers of which 1 is a natural unit.

Everything is computed from what was known before a day, and each number grows with the case for a buyer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy import sparse

from tarpit_queries.buyers.market import Company, Market
from tarpit_queries.measures.choice import Floats


@dataclass(frozen=True, slots=True)
class Feature:
    """What a number says.

    Attributes:
        doc: The reason in words, then what else to know of the number, after a semicolon.
        default: Its weight where there are too few deals to learn from: all count the same, save what
            tells how much is known of a buyer.
    """

    doc: str
    default: float = 1.0


FEATURES = {
    "experience": Feature("how often it has bought, with a half-life of eight years; 1 is once"),
    "recency": Feature("how lately it bought: 1 is yesterday, 0 is never"),
    "breadth": Feature("how many categories it is in; 1 is ten", 0.0),
    "like_own": Feature("its own words are like it; likeness to the target's, 1 is the same"),
    "like_past": Feature("what it bought is like it; likeness added up, 1 is one like it"),
    "near": Feature("it is in a segment of the target"),
    "gap": Feature("the target fills a gap: it is in the layer, not yet in the segment"),
    "country": Feature("it is in the target's country"),
    "home_share": Feature("share of its deals that were in the target's country"),
    "city_past": Feature("share of its deals that were in the target's city, on a log scale"),
    "located": Feature("it is known where it is", 0.0),
    "partner": Feature("the two work together"),
    "customer": Feature("one is a customer of the other"),
    "investor": Feature("it has put money into the target"),
    "backers": Feature("the two have an investor in common"),
    "rival": Feature("sentences call the two rivals"),
    "strategy": Feature("said that it enters the segment; one of the target's"),
    "broker": Feature("stands between others; betweenness, 1 is the company that does most"),
}
_TIES = ("partner", "customer", "investor", "backers", "rival", "strategy")
_WORD = re.compile(r"[a-z0-9]{3,}")
_YEAR = 365.25
#: Half-lives in years: of deals as experience, as taste, and as momentum.
_LONG, _MIDDLE, _SHORT = 8.0, 5.0, 0.5
#: So long ago, in years, is never; a day ago is as good as this.
_NEVER, _NOW = 99.0, 0.1
_MANY_CATEGORIES = 10
_ALIKE = 0.01
#: Where logarithms start: a tenth of a deal, a fiftieth of a likeness, one in ten thousand.
_FEW, _FAINT, _RARE = 0.1, 0.02, 1e-4
_Matrix = Any  # scipy's sparse matrices have no type that a checker knows


@dataclass(frozen=True, slots=True)
class Candidates:
    """Companies that could buy, and what was known of them before a day."""

    market: Market
    day: date
    ids: tuple[str, ...]

    @classmethod
    def before(cls, market: Market, day: date) -> Candidates:
        """Return the companies of a market that had bought before a day."""
        return cls(market, day, tuple(sorted({deal.acquirer for deal in market.before(day)})))

    def features(self, targets: Sequence[str]) -> Floats:
        """Return targets × candidates × features, in the order of `FEATURES`."""
        columns = self._known(targets) | self._tied(targets)
        shape = (len(targets), len(self.ids))
        stacked: Floats = np.stack(
            [np.broadcast_to(np.asarray(columns[name], dtype=float), shape) for name in FEATURES],
            axis=2,
        )
        return stacked

    def lately(self) -> Floats:
        """Return how much each has bought in the last months, with a half-life of half a year."""
        bought: dict[str, float] = defaultdict(float)
        for deal in self.market.before(self.day):
            bought[deal.acquirer] += 0.5 ** ((self.day - deal.day).days / _YEAR / _SHORT)
        return np.array([bought[id_] for id_ in self.ids])

    def _known(self, targets: Sequence[str]) -> dict[str, Any]:
        """Return what past deals, categories and places say."""
        market, wanted = self.market, [self.market.of(id_) for id_ in targets]
        position = {id_: n for n, id_ in enumerate(self.ids)}
        past = [deal for deal in market.before(self.day) if deal.acquirer in position]
        age = np.array([(self.day - deal.day).days / _YEAR for deal in past])
        buyers = _ones([position[deal.acquirer] for deal in past], len(self.ids))
        bought, buyer = [market.of(d.target) for d in past], [market.of(id_) for id_ in self.ids]

        def alike(tokens: Callable[[Company], frozenset[str]]) -> tuple[_Matrix, Floats]:
            space = _Space.of([*market.companies.values(), *wanted], tokens)
            wanted_in = space.vectors(wanted)
            return wanted_in @ space.vectors(bought).T, _dense(wanted_in @ space.vectors(buyer).T)

        count = np.asarray(buyers.sum(axis=0)).ravel()
        past_like, own_like = alike(_words)
        _, own_fit = alike(lambda company: company.segments)
        past_land, own_land = alike(lambda c: frozenset((c.country,)) if c.country else frozenset())
        past_city, _ = alike(lambda c: frozenset((c.city,)) if c.city else frozenset())
        taste = sparse.diags(0.5 ** (age / _MIDDLE)) @ buyers
        in_city = (_dense((past_city > 0) @ buyers) + _FAINT) / (count + 2)
        has_city = np.array([[bool(company.city)] for company in wanted])
        return {
            "experience": _log_scaled(buyers.T @ (0.5 ** (age / _LONG)), _FEW),
            "recency": _recency(age, buyers),
            "breadth": np.array(
                [np.log1p(len(c.categories)) / np.log1p(_MANY_CATEGORIES) for c in buyer]
            ),
            "like_own": own_like,
            "like_past": _log_scaled(_dense(past_like @ taste), _FAINT),
            "near": own_fit > _ALIKE,
            "gap": _gaps(market, wanted, buyer),
            "country": own_land > 0,
            "home_share": _dense((past_land > 0) @ buyers) / np.maximum(count, 1),
            "city_past": np.maximum(1 - np.log(in_city) / np.log(_RARE), 0) * has_city,
            "located": np.array([bool(company.country) for company in buyer]),
        }

    def _tied(self, targets: Sequence[str]) -> dict[str, Any]:
        """Return what else joins companies to the targets."""
        row = {id_: n for n, id_ in enumerate(targets)}
        column = {id_: n for n, id_ in enumerate(self.ids)}
        tied = {kind: np.zeros((len(targets), len(self.ids))) for kind in _TIES}
        for tie in self.market.ties:
            known = tie.day is None or tie.day < self.day
            if known and tie.target in row and tie.buyer in column:
                tied[tie.kind][row[tie.target], column[tie.buyer]] = 1
        central = [self.market.centrality.get(id_, 0.0) for id_ in self.ids]
        return tied | {"broker": np.array(central)}


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
    """Return the words of a company's name and of what it does: "bio" says what "Biotechnology" does not."""
    said = " ".join((company.name, *sorted(company.categories)))
    return frozenset(_WORD.findall(said.lower()))


def _gaps(market: Market, wanted: Sequence[Company], buyer: Sequence[Company]) -> Floats:
    """Return the share of each target's segments in whose layer a buyer is, while it is not in them."""
    layers = [{market.layer.get(s) for s in company.segments} - {None} for company in buyer]
    gaps = np.zeros((len(wanted), len(buyer)))
    for segment in sorted({s for company in wanted for s in company.segments}):
        layer = market.layer.get(segment)
        lacking = np.array(
            [
                layer in present and segment not in company.segments
                for present, company in zip(layers, buyer, strict=True)
            ]
        )
        share = [1 / len(c.segments) if segment in c.segments else 0.0 for c in wanted]
        gaps += np.outer(share, lacking)
    return gaps


def _recency(age: Floats, buyers: _Matrix) -> Floats:
    """Return how lately each bought, on a log scale."""
    last = np.full(buyers.shape[1], _NEVER)
    np.minimum.at(last, buyers.indices, age)
    scaled: Floats = np.log((_NEVER + _NOW) / (last + _NOW)) / np.log((_NEVER + _NOW) / _NOW)
    return scaled


def _log_scaled(amounts: Any, least: float) -> Floats:
    """Return amounts on a log scale on which nothing is 0 and one is 1."""
    scaled: Floats = np.log1p(np.asarray(amounts) / least) / np.log1p(1 / least)
    return scaled


def _ones(columns: Sequence[int], width: int) -> _Matrix:
    values = np.ones(len(columns))
    return sparse.csr_matrix((values, (np.arange(len(columns)), columns)), (len(columns), width))


def _dense(matrix: _Matrix) -> Floats:
    made: Floats = np.asarray(matrix.todense(), dtype=float)
    return made
