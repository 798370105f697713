"""Who competes with whom, by what some sentence says.

A landscape holds hundreds of thousands of such facts, and a report shows those of a few companies. So the facts are
held as numbers, and put together for whom they are asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from tarpit_graph.ontology import COMPETES_WITH
from tarpit_graph.snapshot import Snapshot


class Rivalry:
    """Competitors and the sentences that call them rivals; nothing changes it.

    Attributes:
        named: The ids of all that could compete, in order.
        left, right: The two ends of each fact, as places in `named`; they are never the same.
    """

    def __init__(self, snapshot: Snapshot, competitor: Mapping[str, str]) -> None:
        """Lift what a snapshot says of any two entities to the competitor that each stands for."""
        self.named = sorted(competitor)
        place = {id_: at for at, id_ in enumerate(self.named)}
        stands_for = {entity: place[who] for entity, who in competitor.items()}
        said = list(snapshot.facts.ends(COMPETES_WITH))
        left = np.fromiter((stands_for[one] for one, _, _ in said), np.int64, len(said))
        right = np.fromiter((stands_for[other] for _, other, _ in said), np.int64, len(said))
        apart = np.flatnonzero(left != right)
        self.left, self.right = left[apart], right[apart]
        self._facts = [said[at][2] for at in apart.tolist()]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all that have a rival, in order."""
        counts = np.bincount(np.concatenate((self.left, self.right)), minlength=len(self.named))
        return map(self.named.__getitem__, np.flatnonzero(counts).tolist())

    def of(self, competitor: str) -> dict[str, set[str]]:
        """Return the rivals of one, each with the ids of the facts that say so."""
        at = bisect_left(self.named, competitor)
        if self.named[at : at + 1] != [competitor]:
            return {}
        order, starts = self._by_end
        found: dict[str, set[str]] = defaultdict(set)
        for fact in sorted(
            place % len(self._facts) for place in order[starts[at] : starts[at + 1]]
        ):
            one, other = self._ends[fact]
            found[self.named[other if one == at else one]].add(self._facts[fact])
        return dict(found)

    @cached_property
    def _ends(self) -> list[tuple[int, int]]:
        """Both ends of each fact: Python goes through its own numbers faster than through numpy's."""
        return list(zip(self.left.tolist(), self.right.tolist(), strict=True))

    @cached_property
    def _by_end(self) -> tuple[list[int], list[int]]:
        """The facts in order of either end, and where those of each begin; one of the right end counts on."""
        ends = np.concatenate((self.left, self.right))
        counts = np.bincount(ends, minlength=len(self.named))
        starts = [0, *np.cumsum(counts).tolist()]
        return np.argsort(ends, kind="stable").tolist(), starts
