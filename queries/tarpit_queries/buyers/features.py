"""What speaks for a company as the buyer of another: numbers of which 1 is a natural unit.

Everything is computed from what was known before a day, and each number grows with the case for a buyer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from tarpit_queries.buyers import likeness
from tarpit_queries.buyers.likeness import Matrix, Space, dense
from tarpit_queries.buyers.market import Company, Market
from tarpit_queries.buyers.past import Past
from tarpit_queries.statistics.choice import Floats, Places


@dataclass(frozen=True, slots=True)
class PairFeature:
    """What a number says.

    Attributes:
        doc: The reason in words, then what else to know of the number, after a semicolon.
        default: Its weight where there are too few deals to learn from: one for what joins buyer and
            target, half of it for what is the same whoever the target is or cuts both ways, nothing for
            what only tells how much is known of a buyer or says the same again.
    """

    doc: str
    default: float = 1.0


#: What a candidate's past says, whoever the target is.
OF_BUYER = ("experience", "recency", "breadth", "located")
FEATURES = {
    "experience": PairFeature(
        "how often it has bought, with a half-life of eight years; 1 is once", 0.5
    ),
    "recency": PairFeature("how lately it bought: 1 is yesterday, 0 is never", 0.5),
    "breadth": PairFeature("how many categories it is in; 1 is ten", 0.0),
    "like_own": PairFeature("its own words are like it; likeness to the target's, 1 is the same"),
    "like_past": PairFeature("what it bought is like it; likeness added up, 1 is one like it"),
    "taste": PairFeature(
        "it mostly buys what is like it; likeness to all it bought together, 1 is the same"
    ),
    "field": PairFeature(
        "it mostly buys in the target's field; the same by whole categories, 1 is the same", 0.0
    ),
    "rival_bought": PairFeature(
        "a company like it bought one like the target; in twelve months, 1 is one just like both"
    ),
    "near": PairFeature("it is in a segment of the target, which speaks as much against it", 0.5),
    "gap": PairFeature("the target fills a gap: it is in the layer, not yet in the segment"),
    "country": PairFeature("it is in the target's country"),
    "city": PairFeature("it is in the target's city"),
    "home_share": PairFeature("share of its deals that were in the target's country"),
    "city_past": PairFeature("share of its deals that were in the target's city, on a log scale"),
    "located": PairFeature("it is known where it is", 0.0),
    "partner": PairFeature("the two work together"),
    "customer": PairFeature("one is a customer of the other"),
    "investor": PairFeature("it has put money into the target"),
    "backers": PairFeature("the two have an investor in common"),
    "rival": PairFeature("sentences call the two rivals"),
    "strategy": PairFeature("said that it enters the segment; one of the target's"),
}
#: What buyer and target share, or the target and what the buyer bought; countries are too large to tell.
SHARED = ("like_own", "like_past", "taste", "field", "near", "gap", "city")
_TIES = ("partner", "customer", "investor", "backers", "rival", "strategy")
#: Half-lives of a deal in years: as experience, and as momentum.
_LONG, _SHORT = 8.0, 0.5
#: So long ago, in years, is never; a day ago is as good as this.
_NEVER, _NOW = 99.0, 0.1
_MANY_CATEGORIES = 10
_ALIKE = 0.01
#: Digits of a sum of likenesses; what is left of one that is nothing lies behind them.
_EXACT = 12
#: Where logarithms start: a tenth of a deal, a fiftieth of a likeness, one in ten thousand, a fifth.
_FEW, _FAINT, _RARE, _SLIGHT = 0.1, 0.02, 1e-4, 0.2


@dataclass(frozen=True, slots=True)
class _Compared:
    """Candidates, what they bought, and all that each bought together, as vectors of one space."""

    space: Space
    buyers: Matrix
    bought: Matrix
    taste: Matrix


@dataclass(frozen=True)
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
        return np.stack(self.columns(targets), axis=2)

    def columns(self, targets: Sequence[str]) -> list[Floats]:
        """Return each feature as targets × candidates: what is the same for every target is there once."""
        wanted = [self.market.of(id_) for id_ in targets]
        found = self._deals() | self._alike(wanted) | self._placed(wanted) | self._tied(targets)
        shape = (len(targets), len(self.ids))
        return [np.broadcast_to(np.asarray(found[name], dtype=float), shape) for name in FEATURES]

    def lately(self) -> Floats:
        """Return how much each has bought in the last months, with a half-life of half a year."""
        lately: Floats = self._buyers.T @ (0.5 ** (self._past.age / _SHORT))
        return lately

    @cached_property
    def _position(self) -> dict[str, int]:
        return {id_: n for n, id_ in enumerate(self.ids)}

    @cached_property
    def _companies(self) -> list[Company]:
        return [self.market.of(id_) for id_ in self.ids]

    @cached_property
    def _past(self) -> Past:
        return Past.of(self.market, self.day)

    @cached_property
    def _buyers(self) -> Matrix:
        """Deals × candidates: 1 where the candidate was the buyer."""
        return self._past.by(self._position)

    @cached_property
    def _own_deals(self) -> Any:
        """The places of the deals in which a candidate was the buyer."""
        return np.flatnonzero(np.diff(self._buyers.indptr))

    @cached_property
    def _words(self) -> _Compared:
        return self._compared(likeness.words)

    @cached_property
    def _fields(self) -> _Compared:
        return self._compared(likeness.categories)

    @cached_property
    def _markets(self) -> _Compared:
        return self._compared(likeness.segments)

    def _compared(self, tokens: Callable[[Company], frozenset[str]]) -> _Compared:
        space, bought = Space.of(self.market, tokens), self._past.vectors(tokens)
        taste = likeness.unit(self._taste.T @ bought)
        return _Compared(space, space.vectors(self._companies), bought, taste)

    @cached_property
    def _taste(self) -> Matrix:
        """Deals × candidates: how much each deal still tells of its buyer's taste."""
        return sparse.diags(self._past.taste) @ self._buyers

    def _deals(self) -> dict[str, Any]:
        """Return what a candidate's own past says, whoever the target is."""
        many = np.array([len(company.categories) for company in self._companies])
        return {
            "experience": _log_scaled(self._buyers.T @ (0.5 ** (self._past.age / _LONG)), _FEW),
            "recency": _recency(self._past.age, self._buyers),
            "breadth": np.log1p(many) / np.log1p(_MANY_CATEGORIES),
            "located": np.array([bool(company.country) for company in self._companies]),
        }

    def _alike(self, wanted: Sequence[Company]) -> dict[str, Any]:
        """Return what words, segments and layers say."""
        words, fields, markets = self._words, self._fields, self._markets
        target, own = words.space.vectors(wanted), self._own_deals
        past = target @ words.bought[own].T
        return {
            "like_own": np.sqrt(dense(target @ words.buyers.T)),
            "like_past": _log_scaled(dense(past @ self._taste[own]), _FAINT),
            "taste": dense(target @ words.taste.T),
            "field": dense(fields.space.vectors(wanted) @ fields.taste.T),
            "rival_bought": self._rivals(target, words),
            "near": dense(markets.space.vectors(wanted) @ markets.buyers.T) > _ALIKE,
            "gap": self._gaps(wanted),
        }

    def _gaps(self, wanted: Sequence[Company]) -> Floats:
        """Return the share of each target's segments in whose layer a buyer is, while it is not in them."""
        layer = self.market.layer
        segments = sorted({s for company in wanted for s in company.segments if s in layer})
        share = np.array(
            [[(s in c.segments) / max(len(c.segments), 1) for s in segments] for c in wanted]
        )
        found: Floats = share.reshape(len(wanted), len(segments)) @ self._lacking(segments)
        return found

    def _lacking(self, segments: Sequence[str]) -> Floats:
        """Return segments × candidates: 1 where a candidate is in the layer, but not in the segment."""
        layer = self.market.layer
        lacking = np.zeros((len(segments), len(self.ids)))
        for row, segment in zip(lacking, segments, strict=True):
            row[self._in_layer[layer[segment]]] = 1
            row[self._in_segment[segment]] = 0
        return lacking

    @cached_property
    def _in_segment(self) -> dict[str, Places]:
        """The places of the candidates that are in each segment."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, company in enumerate(self._companies):
            for segment in company.segments:
                found[segment].append(place)
        return defaultdict(_nowhere, {name: np.array(places) for name, places in found.items()})

    @cached_property
    def _in_layer(self) -> dict[str, Places]:
        """The places of the candidates that are in each layer, by their segments."""
        found: dict[str, list[Places]] = defaultdict(list)
        for segment, places in self._in_segment.items():
            if segment in self.market.layer:
                found[self.market.layer[segment]].append(places)
        joined = {name: np.unique(np.concatenate(places)) for name, places in found.items()}
        return defaultdict(_nowhere, joined)

    def _rivals(self, target: Matrix, words: _Compared) -> Floats:
        """Return how like a candidate, and its buy like the target, others that bought lately are."""
        past = self._past
        lately = np.flatnonzero(past.age < 1)
        by = words.space.vectors([self.market.of(past.deals[n].acquirer) for n in lately])
        bought = dense(target @ words.bought[lately].T) ** 2
        known = np.unique(words.buyers.indices)  # no other word makes a candidate like anyone
        by, buyer = by[:, known], words.buyers[:, known]
        own = np.asarray(buyer.multiply(buyer).sum(axis=1)).ravel()  # 1, or 0 without a word
        # By all words together: deals × candidates would not fit. A company is not its own rival.
        alike = (bought @ by) @ buyer.T - (bought @ self._buyers[lately]) * own
        return _log_scaled(np.maximum(np.round(alike, _EXACT), 0), _SLIGHT)

    def _placed(self, wanted: Sequence[Company]) -> dict[str, Any]:
        """Return what countries and cities say."""
        buyers = self._buyers[self._own_deals]
        bought = [self._past.bought[place] for place in self._own_deals]
        count = np.asarray(buyers.sum(axis=0)).ravel()
        land, city = (lambda company: company.country), (lambda company: company.city)
        in_city = (_same(wanted, bought, city) @ buyers + _FAINT) / (count + 2)
        has_city = np.array([[bool(company.city)] for company in wanted])
        return {
            "country": _same(wanted, self._companies, land),
            "city": _same(wanted, self._companies, city),
            "home_share": _same(wanted, bought, land) @ buyers / np.maximum(count, 1),
            "city_past": np.maximum(1 - np.log(in_city) / np.log(_RARE), 0) * has_city,
        }

    def _tied(self, targets: Sequence[str]) -> dict[str, Any]:
        """Return what else joins companies to the targets."""
        tied = {kind: np.zeros((len(targets), len(self.ids))) for kind in _TIES}
        for row, target in enumerate(targets):
            for tie in self.market.ties_to(target):
                known = tie.day is None or tie.day < self.day
                if known and tie.buyer in self._position:
                    tied[tie.kind][row, self._position[tie.buyer]] = 1
        return tied


def _nowhere() -> Places:
    return np.array([], dtype=int)


def _same(
    wanted: Sequence[Company], others: Sequence[Company], place: Callable[[Company], str]
) -> Floats:
    """Return targets × others: 1 where both are known to be in one place."""
    here, there = ([place(company) for company in group] for group in (wanted, others))
    number = {name: n for n, name in enumerate(sorted({*here, *there} - {""}), 1)}
    mine = np.array([number.get(name, -1) for name in here], dtype=int)
    theirs = np.array([number.get(name, -2) for name in there], dtype=int)
    found: Floats = (mine[:, None] == theirs[None, :]).astype(float)
    return found


def _recency(age: Floats, buyers: Matrix) -> Floats:
    """Return how lately each bought, on a log scale."""
    last = np.full(buyers.shape[1], _NEVER)
    np.minimum.at(last, buyers.indices, np.repeat(age, np.diff(buyers.indptr)))
    scaled: Floats = np.log((_NEVER + _NOW) / (last + _NOW)) / np.log((_NEVER + _NOW) / _NOW)
    return scaled


def _log_scaled(amounts: Any, least: float) -> Floats:
    """Return amounts on a log scale on which nothing is 0 and one is 1."""
    scaled: Floats = np.log1p(np.asarray(amounts) / least) / np.log1p(1 / least)
    return scaled
