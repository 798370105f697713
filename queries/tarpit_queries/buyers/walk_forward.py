"""Walk forward: rank the buyers of every deal, quarter by quarter, by what was known before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import numpy as np

from tarpit_queries.buyers import ranker
from tarpit_queries.buyers.features import FEATURES, SHARED, Candidates
from tarpit_queries.buyers.market import Deal, Market
from tarpit_queries.statistics import ranking
from tarpit_queries.statistics.choice import Floats
from tarpit_queries.table import Column, Table

#: Rankings by one thing alone, to beat: past deals, those of the last months, those alike.
BASELINES = ("popularity", "recency", "fit")
OURS = "tarpit"
#: The same ranking, apart for targets that have something in common with their buyer and for the others.
APART = ("tarpit, something shared", "tarpit, nothing shared")
#: Fewer deals than this say nothing about a ranking.
_MINIMUM = 10
_HITS = (1, 10, 100)
_DAY = timedelta(days=1)

COLUMNS = (
    Column("ranking", "ours, or by one thing alone"),
    Column("mrr", "mean reciprocal rank of the buyer", 4, is_bar=True, is_measure=True),
    Column("mrr_low", "95% bootstrap interval, from", 4, is_measure=True),
    Column("mrr_high", "to", 4, is_measure=True),
    *(
        Column(
            f"hits_{k}", f"share of deals whose buyer is among the first {k}", 3, is_measure=True
        )
        for k in _HITS
    ),
)


@dataclass(slots=True)
class Walk:
    """Ranks of the true buyers, by ranking.

    Attributes:
        candidates: How many companies there were to choose from, on average.
        learnt: From how many deals the last weights were learnt; 0 where all counted the same.
    """

    ranks: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    candidates: float = 0.0
    learnt: int = 0

    def table(self) -> Table:
        """Return what the walk found."""
        rows = tuple(self._row(name) for name in (OURS, *APART, *BASELINES))
        count = len(self.ranks[OURS])
        notes = [
            f"Deals: {count}, each ranked by what was known before its quarter; candidates: "
            f"{self.candidates:.0f} on average.",
            ranker.origin(self.learnt),
        ]
        return Table("Backtest", COLUMNS, rows, tuple(notes))

    def verdict(self) -> str:
        """Say in a sentence whether the ranking told past buyers better than counting past deals does."""
        ours, counted = self.ranks[OURS], self.ranks["popularity"]
        if len(ours) < _MINIMUM:
            return (
                f"Too few past deals to try the ranking on: {len(ours)} of {_MINIMUM}, so nothing says "
                "that it beats counting deals."
            )
        mine, theirs = ranking.mrr(ours), ranking.mrr(counted)
        low, _ = ranking.interval(ours, ranking.mrr)
        better = "better than" if low > theirs else "not clearly better than"
        return (
            f"On the graph's own {len(ours)} deals this ranking is {better} counting past deals: "
            f"MRR {mine:.2f} against {theirs:.2f}, {ranking.hits(ours, k=1):.0%} against "
            f"{ranking.hits(counted, k=1):.0%} at the first place; `tarpit backtest` has more."
        )

    def _row(self, name: str) -> dict[str, object]:
        ranks = self.ranks[name]
        row: dict[str, object] = {"ranking": name}
        if len(ranks) >= _MINIMUM:
            low, high = ranking.interval(ranks, ranking.mrr)
            row |= {"mrr": ranking.mrr(ranks), "mrr_low": low, "mrr_high": high}
            row |= {f"hits_{k}": partial(ranking.hits, k=k)(ranks) for k in _HITS}
        return row


def walk(market: Market, start: date, end: date) -> Walk:
    """Rank the buyer of each deal from `start` on and before `end`, quarter by quarter."""
    quarters: dict[date, list[Deal]] = defaultdict(list)
    for deal in market.deals:
        if start <= deal.day < end:
            quarters[_quarter(deal.day)].append(deal)
    found = Walk()
    sizes = []
    for first, deals in sorted(quarters.items()):
        candidates = Candidates.before(market, first)
        position = {id_: n for n, id_ in enumerate(candidates.ids)}
        known = [deal for deal in deals if deal.acquirer in position]
        if known and len(candidates.ids) > 1:
            weights, found.learnt = ranker.learn(market, first)
            features = candidates.features([deal.target for deal in known])
            owns = [position[deal.acquirer] for deal in known]
            for name, scores in _scores(candidates, features, weights).items():
                found.ranks[name] += _ranks(scores, owns)
            shares = _shares(features, owns)
            for rank, something in zip(found.ranks[OURS][-len(owns) :], shares, strict=True):
                found.ranks[APART[not something]].append(rank)
            sizes.append(len(candidates.ids))
    found.candidates = sum(sizes) / len(sizes) if sizes else 0.0
    return found


def of_all(market: Market) -> Walk:
    """Rank the buyer of every deal of a market, from the first to the last."""
    days = [deal.day for deal in market.deals]
    return walk(market, min(days, default=date.max), max(days, default=date.min) + _DAY)


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _scores(candidates: Candidates, features: Floats, weights: Floats) -> dict[str, Floats]:
    names = list(FEATURES)
    experience, like = (features[:, :, names.index(name)] for name in ("experience", "like_past"))
    lately = np.broadcast_to(candidates.lately(), experience.shape)
    alone = (experience, lately, like)
    return {OURS: features @ weights, **dict(zip(BASELINES, alone, strict=True))}


def _shares(features: Floats, owns: Sequence[int]) -> list[bool]:
    """Tell of each target whether its true buyer has anything in common with it."""
    columns = [number for number, name in enumerate(FEATURES) if name in SHARED]
    return [bool((row[own, columns] > 0).any()) for row, own in zip(features, owns, strict=True)]


def _ranks(scores: Floats, owns: Sequence[int]) -> list[float]:
    """Return the rank of each true buyer; ties count at their mean rank."""
    found = []
    for row, own in zip(scores, owns, strict=True):
        mine = row[own]
        above, same = int(np.sum(row > mine)), int(np.sum(row == mine)) - 1
        found.append(1 + above + same / 2)
    return found
