"""Who is likely to buy whom, with reasons and precedents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any

from tarpit_graph.ontology import ACQUIRED, COMPANY
from tarpit_graph.records import Status
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries.buyers import from_snapshot, ranker, walk_forward
from tarpit_queries.buyers.features import FEATURES, OF_BUYER, Candidates
from tarpit_queries.buyers.market import Deal, Market
from tarpit_queries.buyers.ranker import Ranked
from tarpit_queries.reports import Report
from tarpit_queries.statistics.choice import Floats
from tarpit_queries.table import Column, Table

#: Of all pairs an acquirer appears in this many: a serial buyer would fill the table.
_MAX_PER_BUYER = 2
#: More deals than these are not ranked again one by one each time: that takes minutes.
_CHECKED = 1_000
#: More pairs of target and buyer than these are not rated without a company: that takes minutes.
_PAIRS = 2_500_000
#: Of a score.
_DIGITS = 4
#: So many reasons make a row readable; JSON has all.
_REASONS = 4
#: What joins a buyer to this target and to few others: without one of these it is no candidate.
_JOINS = ("near", "gap", "partner", "customer", "investor", "backers", "rival", "strategy")
_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)

COLUMNS = (
    Column("target", "the company that may be bought"),
    Column("acquirer", "the company that may buy it"),
    Column("score", "sum of what its reasons add", digits=2, is_bar=True),
    Column("reasons", "what speaks most for it, with what each adds"),
    Column(
        "precedents",
        "companies of the target's segments that the acquirer bought before, the latest first",
    ),
    Column("id", "the acquirer; `tarpit why ID` shows the sentences behind its deals"),
)


def report(
    snapshot: Snapshot,
    *,
    company: Annotated[str, "the target; without it, the likeliest pairs of all"] = "",
    top: Annotated[int, "show this many"] = 10,
) -> Table:
    """Rank likely acquirers: candidates near a target, then all that speaks for each, added up."""
    target = snapshot.find(COMPANY, company) if company else ""
    buyers = _Buyers.of(snapshot, target)
    if target:
        rows = tuple(buyers.rows(target)[:top])
        title = f"Likely acquirers of {snapshot.name(target)}{_sale(snapshot, target)}"
        return Table(title, COLUMNS, rows, _notes(snapshot, rows, buyers))
    targets, room = buyers.targets(), buyers.room()
    rows = tuple(buyers.pairs(targets[:room], top))
    notes = _notes(snapshot, rows, buyers)
    if len(targets) > room:
        notes += (
            f"Rated: {room:,} of {len(targets):,} possible targets, those of segments in which most was bought.",
        )
    return Table("Likely acquisitions", COLUMNS, rows, notes)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A candidate for a target: what each feature adds to its score, and what it bought in the same segments."""

    target: str
    buyer: str
    score: float
    parts: Floats
    precedents: list[Deal]


@dataclass(frozen=True, slots=True)
class _Buyers:
    """Everything that rating a pair needs, computed once.

    Attributes:
        learnt: From how many deals the weights were learnt; 0 where everything counts the same.
    """

    snapshot: Snapshot
    market: Market
    candidates: Candidates
    weights: Floats
    learnt: int
    owner: dict[str, str]
    deals: dict[str, list[Deal]]

    @classmethod
    def of(cls, snapshot: Snapshot, target: str = "") -> _Buyers:
        """Read what rating needs; a target's own sale is no precedent for it."""
        market, owner = from_snapshot.market(snapshot), projections.owners(snapshot)
        market = replace(market, deals=tuple(d for d in market.deals if d.target != target))
        day = snapshot.today + _DAY if snapshot.today else date.min
        deals: dict[str, list[Deal]] = defaultdict(list)
        for deal in market.before(day):
            deals[deal.acquirer].append(deal)
        free = [c for c, top in sorted(owner.items()) if c == top]
        busy = deals.keys() | market.tied
        candidates = tuple(c for c in free if c in busy or market.of(c).segments)
        weights, learnt = ranker.learn(market, day) if deals else ranker.defaults()
        made = Candidates(market, day, candidates)
        return cls(snapshot, market, made, weights, learnt, owner, dict(deals))

    def size(self, company: str) -> int:
        """Return in how many segments a company is and what it bought: the smaller is bought."""
        return len(self.market.of(company).segments) + len(self.deals.get(company, ()))

    def rows(self, target: str) -> list[dict[str, Any]]:
        """Rank the companies that may buy one."""
        (ranked,) = ranker.rank(self.candidates, [target], self.weights)
        return [self._row(chosen) for chosen in self._chosen(ranked)]

    def pairs(self, targets: Sequence[str], most: int) -> list[dict[str, Any]]:
        """Rank pairs of targets, each with its best buyer of the past; no buyer stands in more than two.

        Buyers whom nothing but their layer joins to a target are left out: neither a precedent nor a sentence on both.
        """
        past = tuple(company for company in self.candidates.ids if company in self.deals)
        best = [
            chosen
            for ranked in ranker.rank(replace(self.candidates, ids=past), targets, self.weights)
            if (chosen := next(self._joined(ranked), None)) is not None
        ]
        best.sort(key=lambda chosen: (-round(chosen.score, _DIGITS), chosen.target))
        seen: Counter[str] = Counter()
        kept = []
        for chosen in best:
            seen[chosen.buyer] += 1
            if seen[chosen.buyer] <= _MAX_PER_BUYER:
                kept.append(chosen)
        return [self._row(chosen) for chosen in kept[:most]]

    def room(self) -> int:
        """Return for how many targets there is room where each is rated with every buyer of the past."""
        return max(_PAIRS // max(len(self.deals), 1), 1)

    def targets(self) -> list[str]:
        """Return the free companies with a niche, first those of segments in which most was bought.

        Companies that are listed or buy others themselves are left out.
        """
        bought = {deal.target for deal in self.market.deals}
        sold = Counter(s for company in bought for s in self.market.of(company).segments)
        free = [
            company
            for company in self.candidates.ids
            if company not in bought
            and company not in self.deals
            and self.market.of(company).segments
            and not self.snapshot.entities[company].get("ticker")
        ]
        return sorted(free, key=lambda c: -max(sold[s] for s in self.market.of(c).segments))

    def _joined(self, ranked: Ranked) -> Iterator[_Chosen]:
        """Yield of those chosen the ones whom more than a layer joins to the target."""
        tied = {tie.buyer for tie in self.market.ties_to(ranked.target)}
        for chosen in self._chosen(ranked):
            if chosen.precedents or chosen.buyer in tied:
                yield chosen

    def _chosen(self, ranked: Ranked) -> Iterator[_Chosen]:
        """Yield the candidates for a target, the likeliest first."""
        target = ranked.target
        niche, limit = self.market.of(target).segments, self.size(target)
        for number, buyer in enumerate(ranked.acquirers()):
            other = buyer not in (target, self.owner.get(target))
            if other and self.size(buyer) > limit:
                past = self.deals.get(buyer, [])
                precedents = [deal for deal in past if self.market.of(deal.target).segments & niche]
                if precedents or ranked.speaks(number, _JOINS):
                    score = float(ranked.scores[number])
                    yield _Chosen(target, buyer, score, ranked.parts(number), precedents)

    def _row(self, chosen: _Chosen) -> dict[str, Any]:
        target, buyer = chosen.target, chosen.buyer
        parts = ranker.told(chosen.parts)
        deals = self.deals.get(buyer, [])
        ties = [tie for tie in self.market.ties_to(target) if tie.buyer == buyer]
        # What joins this buyer to this target comes before what is the same for every target.
        parts.sort(key=lambda part: part[0] in OF_BUYER)
        reasons = [f"{self._reason(name, buyer, target)} +{part:.2f}" for name, part in parts]
        facts = {deal.fact for deal in deals} | {fact for tie in ties for fact in tie.facts}
        facts |= self._shared(buyer, target)
        return {
            "target": self.snapshot.name(target),
            "acquirer": self.snapshot.name(buyer),
            "score": round(chosen.score, _DIGITS),
            "reasons": "; ".join((*reasons[:_REASONS], *_rest(parts[_REASONS:]))),
            "precedents": [self._told(deal) for deal in reversed(chosen.precedents)],
            "id": buyer,
            "target_id": target,
            "parts": {name: round(part, 4) for name, part in parts},
            "facts": sorted(facts),
        }

    def _shared(self, buyer: str, target: str) -> set[str]:
        """Return what says that two serve the same segments."""
        segments = projections.segments(self.snapshot)
        near = [projections.joined_to(segments, company) for company in (buyer, target)]
        both = near[0].keys() & near[1].keys()
        return set().union(*(served[segment]["facts"] for segment in both for served in near))

    def _reason(self, feature: str, buyer: str, target: str) -> str:
        """Say in words what speaks for a buyer."""
        mine, wanted = self.market.of(buyer), self.market.of(target)
        deals = self.deals.get(buyer, [])
        if feature == "experience":
            return f"bought {len(deals)} compan{'y' if len(deals) == 1 else 'ies'}"
        if feature == "recency":
            return f"bought {self._told(deals[-1])}"
        if feature == "near" and (shared := mine.segments & wanted.segments):
            return f"serves {', '.join(sorted(shared))} itself"
        if feature == "gap":
            lacking = wanted.segments - mine.segments
            layers = {self.market.layer.get(segment, segment) for segment in lacking}
            return f"lacks {', '.join(sorted(lacking))}, is in {', '.join(sorted(layers & mine.categories))}"
        if feature == "rival_bought" and (deal := self._rival_deal(buyer, target)):
            return f"{self.snapshot.name(deal.acquirer)} bought {self._told(deal)}"
        return FEATURES[feature].doc.partition(";")[0]

    def _rival_deal(self, buyer: str, target: str) -> Deal | None:
        """Return the last deal of twelve months by a company of the buyer's segments in the target's."""
        mine, wanted = self.market.of(buyer).segments, self.market.of(target).segments
        return next(
            (
                deal
                for deal in reversed(self.market.before(self.candidates.day))
                if deal.acquirer != buyer
                and self.candidates.day - deal.day < _YEAR
                and self.market.of(deal.target).segments & wanted
                and self.market.of(deal.acquirer).segments & mine
            ),
            None,
        )

    def _told(self, deal: Deal) -> str:
        return f"{self.snapshot.name(deal.target)} ({'by ' * deal.is_past}{deal.day})"


def _sale(snapshot: Snapshot, target: str) -> str:
    """Say in a few words that a company is sold already, or has a buyer who said so."""
    sales = [(b, f) for b, company, f in snapshot.edges(ACQUIRED) if company == target]
    if not sales:
        return ""
    # Of several, a sale of the whole before a licence with the people hired away, then the latest.
    buyer, fact = max(
        sales,
        key=lambda sale: (
            sale[1].get("kind") != "licence_and_hire",
            str(sale[1].get("valid_from") or ""),
            sale[0],
        ),
    )
    day = f" since {fact['valid_from']}" if fact.get("valid_from") else ""
    if fact["status"] == Status.COMPLETED and fact.get("kind") != "licence_and_hire":
        return f", owned by {snapshot.name(buyer)}{day}"
    return f", on which {snapshot.name(buyer)} has a deal{day}"


def _verdict(market: Market) -> str:
    if len(market.deals) > _CHECKED:
        return f"`tarpit backtest` tells how often a ranking from {len(market.deals):,} deals was right."
    return walk_forward.of_all(market).verdict()


def _notes(
    snapshot: Snapshot, rows: tuple[dict[str, Any], ...], buyers: _Buyers
) -> tuple[str, ...]:
    notes = [
        "A score ranks; it is no probability. "
        "Only completed and announced deals count, never a rumour.",
        _verdict(buyers.market),
        ranker.origin(buyers.learnt),
    ]
    if snapshot.today:
        notes.append(f"Recency is measured from {snapshot.today}, the last day anything was said.")
    if not rows:
        notes.append("No one rates: the graph knows no larger company near it, or no deals at all.")
    return tuple(notes)


def _rest(parts: Sequence[tuple[str, float]]) -> Iterator[str]:
    """Yield what the reasons that are not told add together, so that all add up to the score.

    >>> list(_rest([("a", 0.5), ("b", 0.25)]))
    ['2 more +0.75']
    """
    if parts:
        yield f"{len(parts)} more +{sum(part for _, part in parts):.2f}"


REPORT = Report(
    how_to_read=(
        "A score is the sum of its reasons, each with what it adds; it orders candidates and is no probability. "
        "A reason is a number times a weight. The numbers are those of `buyers/features.py`, of which 1 is a "
        "natural unit: one past deal, one deal alike, one tie. The weights are learnt from the graph's own "
        "deals up to the day asked for, none of them negative; with fewer than a hundred deals what joins "
        "the two counts 1 and what is the same for every target a half, and the note says so. `tarpit backtest` tells how often such a ranking was right."
    ),
    arguments=("company",),
    example=("Pinecone",),
    asks=(
        "who might buy {company}",
        "likely acquirers of {company}",
        "who could acquire {company}",
        "who will take over {company}",
        "potential buyers for {company}",
        "who is the likeliest buyer of {company}",
        "which company should acquire {company}",
        "rank the possible acquirers of {company}",
        "if {company} were sold, who would buy it",
        "who are possible acquirers of {company}",
        "which company could end up owning {company}",
        "who is going to buy {company}",
        "which big companies would want to own {company}",
        "likely exits for {company}",
        "who would buy {company}",
        "what exit could {company} have",
        "who might take {company} over",
        "best buyer for {company}",
        "which company is likely to purchase {company}",
        "who would be interested in acquiring {company}",
        "who will end up with {company}",
        "what are the exit options of {company}",
        "to whom could {company} be sold",
        "which giant might swallow {company}",
        "name plausible buyers of {company}",
        "who would want {company}",
        "likely exits for {company}, who would buy them",
        "to whom might {company} sell itself",
        "imagine {company} is for sale, who buys",
        "would somebody buy {company}",
        "is {company} going to be acquired, and by whom",
    ),
    make=report,
)
