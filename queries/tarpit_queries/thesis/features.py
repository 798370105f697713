"""Claims on features: how soon rivals ship what one of them shipped first, and who is first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tarpit_graph.snapshot import Snapshot

from tarpit_queries import incumbents
from tarpit_queries.measures.copying import MONTH, THREE_MONTHS, Copied
from tarpit_queries.thesis import HISTORIES, Observation, ThesisClaim
from tarpit_queries.timelines.features import FeatureHistory, markets_of

#: Who is what kind of maker, by product: see `incumbents.kinds`.
Kinds = Mapping[str, tuple[str, str]]


def of(snapshot: Snapshot, segment: str, kinds: Kinds) -> Iterator[ThesisClaim]:
    """Yield what is claimed of features, in one segment or in all.

    Args:
        snapshot: The facts.
        segment: Id of a segment; empty for all.
        kinds: What kind of maker each product has.
    """
    markets = [
        market for market in markets_of(snapshot).values() if segment in ("", market.workload)
    ]
    own = _Stories(snapshot, markets, triggered=False)
    yield _to_second(
        own, "A rival ships the same feature within three months of the first", THREE_MONTHS
    )
    yield _half(own)
    yield _gaps(own)
    launched = _Stories(snapshot, markets, triggered=True)
    text = "What a model's or an API's launch calls for is matched within a month"
    yield _to_second(launched, text, MONTH)
    yield _first(own, kinds)


class _Stories:
    """How each feature was copied in each market, with the facts and words for it."""

    def __init__(
        self, snapshot: Snapshot, markets: list[FeatureHistory], *, triggered: bool
    ) -> None:
        self._snapshot = snapshot
        self._markets = markets
        self._triggered = triggered

    def __iter__(self) -> Iterator[tuple[Copied, tuple[str, ...]]]:
        for market in self._markets:
            for story in market.stories(triggered=self._triggered):
                since = market.since[story.feature]
                yield story, tuple(since[product][1] for product in story.order)

    def words(self, story: Copied, *which: int) -> str:
        """Say who had a feature since when; `which` are places in the story's order."""
        had = (f"{self._snapshot.name(story.order[n])} {story.days[n]}" for n in which)
        return f"{self._snapshot.name(story.feature)}: {', '.join(had)}"


def _to_second(stories: _Stories, text: str, most: int) -> ThesisClaim:
    return ThesisClaim(
        text,
        "days to the second rival, median",
        most,
        True,
        tuple(
            Observation(s.to_second, f[:2], stories.words(s, 0, 1), s.days[0]) for s, f in stories
        ),
        lacking=HISTORIES,
    )


def _half(stories: _Stories) -> ThesisClaim:
    return ThesisClaim(
        "Half of the field has a feature within three months",
        "days to half of those known to have it, median",
        THREE_MONTHS,
        True,
        tuple(
            Observation(s.to_half, f, stories.words(s, *range(len(s.order))), s.days[0])
            for s, f in stories
            if len(s.order) > 2
        ),
        lacking=HISTORIES,
    )


def _gaps(stories: _Stories) -> ThesisClaim:
    return ThesisClaim(
        "One rival after the other follows within three months",
        "share of gaps between successive rivals within 92 days",
        0.5,
        False,
        tuple(
            Observation(
                float(gap <= THREE_MONTHS), f[n : n + 2], stories.words(s, n, n + 1), s.days[n]
            )
            for s, f in stories
            for n, gap in enumerate(s.gaps)
        ),
        is_share=True,
        lacking=HISTORIES,
    )


def _first(stories: _Stories, kinds: Kinds) -> ThesisClaim:
    by_incumbents = {p for p, (_, kind) in kinds.items() if kind == incumbents.INCUMBENT}
    return ThesisClaim(
        "Start-ups and communities are first, incumbents follow",
        "share of features that no incumbent had first",
        0.5,
        False,
        tuple(
            Observation(
                float(s.order[0] not in by_incumbents), f[:1], stories.words(s, 0), s.days[0]
            )
            for s, f in stories
        ),
        is_share=True,
        lacking=HISTORIES,
    )
