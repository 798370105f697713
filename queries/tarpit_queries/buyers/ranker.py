"""Rank acquirers by what speaks for them, with weights learnt from earlier deals alone.

References:
    Haleblian, J., Kim, J. and Rajagopalan, N. (2006). The influence of acquisition experience and
        performance on acquisition behavior. AMJ 49(2): past deals predict deals.
    Hoberg, G. and Phillips, G. (2010). Product market synergies and competition in mergers and
        acquisitions. RFS 23(10): companies buy near what they sell, judged by their words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tarpit_queries.buyers.features import FEATURES, Candidates
from tarpit_queries.buyers.market import Deal, Market
from tarpit_queries.statistics import choice
from tarpit_queries.statistics.choice import Floats, Places

#: Two windows of two years each before the day, every one seen from its own start.
_WINDOWS = (4, 2)
_YEARS = 2
#: Deals of a window to learn from; of more so many are drawn, with the same seed. The targets of all are compared with
#: everything that candidates had bought, so that of more candidates fewer are drawn.
_DEALS, _PAIRS = 1_000, 5_000_000
#: Companies that a deal's buyer is compared with; all deals of a chunk are compared with the same. More of them order
#: buyers no better: decision 12.
_OTHERS = 200
_SEED = 0
#: With fewer deals than this to learn from the default weights of `FEATURES` stand.
_MINIMUM = 100
#: Targets whose features are computed at once: they fill a matrix.
_CHUNK = 200
_POSITION = {name: number for number, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates for one target, the likeliest first.

    Attributes:
        target: Who may be bought.
        scores: Of the candidates, in this order.
        ids: The candidates, in any order.
        order: Where the likeliest stand in `ids`, the first first.
        columns: Each feature of the targets that were ranked together: targets × candidates, by their place in `ids`.
        row: Of this target.
        weights: Of the features.
    """

    target: str
    scores: Floats
    ids: tuple[str, ...]
    order: Places
    columns: Sequence[Floats]
    row: int
    weights: Floats

    def acquirers(self) -> Iterator[str]:
        """Yield the candidates: most who ask need the first few alone."""
        return (self.ids[place] for place in self.order)

    def acquirer(self, number: int) -> str:
        """Return one candidate."""
        return self.ids[int(self.order[number])]

    def parts(self, number: int) -> Floats:
        """Return what each feature adds to the score of one candidate."""
        place = self.order[number]
        return np.array([column[self.row, place] for column in self.columns]) * self.weights

    def speaks(self, number: int, features: Collection[str]) -> bool:
        """Tell whether any of some features speaks for one candidate."""
        parts = self.parts(number)
        return any(parts[_POSITION[feature]] > 0 for feature in features)

    def reasons(self, number: int, most: int = 3) -> list[str]:
        """Return what speaks most for one candidate, with how much."""
        return [f"{name} +{part:.2f}" for name, part in told(self.parts(number))[:most]]


def told(parts: Floats) -> list[tuple[str, float]]:
    """Return the features that speak for a candidate and what each adds, the strongest first."""
    pairs = [(name, float(part)) for name, part in zip(FEATURES, parts, strict=True) if part > 0]
    return sorted(pairs, key=lambda pair: -pair[1])


def defaults() -> tuple[Floats, int]:
    """Return the weights where there is nothing to learn from."""
    return np.array([feature.default for feature in FEATURES.values()]), 0


def origin(learnt: int) -> str:
    """Say from how many deals weights were learnt."""
    if learnt:
        return f"Weights learnt from deals: {learnt}."
    return (
        "Too few deals to learn weights from: what joins a buyer to the target counts 1, what is the "
        "same for every target a half."
    )


def learn(market: Market, day: date) -> tuple[Floats, int]:
    """Return a weight for each feature and from how many deals it was learnt; 0 for the defaults."""
    rng = np.random.default_rng(_SEED)
    windows = [
        _window(market, day.replace(year=day.year - years, day=min(day.day, 28)), rng)
        for years in _WINDOWS
    ]
    known = [window for window in windows if window is not None]
    total = sum(len(window) for window in known)
    if total < _MINIMUM:
        return defaults()
    return choice.fit(known), total


def _window(market: Market, start: date, rng: np.random.Generator) -> Floats | None:
    """Return the deals of a window as choices: the buyer first, then others who had bought before."""
    end = start.replace(year=start.year + _YEARS)
    everyone = Candidates.before(market, start).ids
    known = frozenset(everyone)
    deals = [d for d in market.deals if start <= d.day < end and d.acquirer in known]
    most = min(_DEALS, max(_PAIRS // max(len(everyone), 1), 1))
    if len(deals) > most:
        drawn = rng.choice(len(deals), most, replace=False)
        deals = [deals[place] for place in sorted(drawn)]
    if len(everyone) < 2 or not deals:
        return None
    parts = (deals[at : at + _CHUNK] for at in range(0, len(deals), _CHUNK))
    return np.concatenate([_choices(market, start, everyone, part, rng) for part in parts])


def _choices(
    market: Market,
    start: date,
    everyone: Sequence[str],
    deals: Sequence[Deal],
    rng: np.random.Generator,
) -> Floats:
    """Return deals × companies × features: the buyer first, then others that are drawn for these deals together."""
    others = min(_OTHERS, len(everyone) - 1)
    drawn = rng.choice(len(everyone), others + 1, replace=False)
    compared = [everyone[place] for place in drawn]
    some = Candidates(market, start, tuple(sorted({*compared, *(d.acquirer for d in deals)})))
    position = {id_: n for n, id_ in enumerate(some.ids)}
    columns = some.columns([deal.target for deal in deals])
    chosen = [
        [d.acquirer, *(id_ for id_ in compared if id_ != d.acquirer)][: others + 1] for d in deals
    ]
    places = np.array([[position[id_] for id_ in ids] for ids in chosen])
    rows = np.arange(len(deals))[:, None]
    return np.stack([column[rows, places] for column in columns], axis=2)


def rank(candidates: Candidates, targets: Sequence[str], weights: Floats) -> Iterator[Ranked]:
    """Yield for each target every candidate in order; equal scores in the order of their ids."""
    for at in range(0, len(targets), _CHUNK):
        part = targets[at : at + _CHUNK]
        columns = candidates.columns(part)
        # Feature by feature: equal candidates get equal scores.
        scores = sum(column * weight for column, weight in zip(columns, weights, strict=True))
        for row, (target, score) in enumerate(zip(part, scores, strict=True)):
            order = np.argsort(-score, kind="stable")
            yield Ranked(target, score[order], candidates.ids, order, columns, row, weights)
