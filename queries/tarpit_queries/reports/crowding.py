"""Which segments are crowded, by every weight that can be counted, and how we know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from heapq import nsmallest
from typing import Annotated, Any

import networkx as nx
from tarpit_graph.ontology import ACQUIRED
from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries import incumbents
from tarpit_queries.measures import concentration, niche_overlap
from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table
from tarpit_queries.timelines import adoption, listings


class Weight(StrEnum):
    """What a competitor's share is of."""

    COMPANIES = "companies"
    PRODUCTS = "products"
    VOICE = "voice"
    DOWNLOADS = "downloads"
    STARS = "stars"


#: "Every layer has ten or more viable products": the thesis's own threshold.
CROWDED = 10
#: By what the columns side by side weigh.
_WEIGHED = (Weight.PRODUCTS, Weight.VOICE, Weight.DOWNLOADS, Weight.STARS)
_WEIGHED_DOC = {
    Weight.PRODUCTS: "products",
    Weight.VOICE: "texts and commits that name them, in twelve months",
    Weight.DOWNLOADS: "downloads in 30 days",
    Weight.STARS: "stars on GitHub",
}

COLUMNS = (
    Column("segment", "the market for one workload"),
    Column("layer", "the part of the stack that it belongs to", is_detail=True),
    Column("companies", "how many field its products, subsidiaries counted with their owners"),
    Column("community", "products without a known maker: they press, but compete for no sale"),
    Column("products", "how many products serve it, those of no known maker included"),
    Column(
        "effective",
        "how many equal competitors would be as concentrated by the weight of --by, 1/HHI",
        digits=1,
        is_bar=True,
    ),
    Column("hhi", "Herfindahl–Hirschman index by that weight, 0 to 1", 3, is_detail=True),
    Column("cr4", "share of the first four by that weight", 2, is_detail=True),
    Column("leader", "who has most by that weight"),
    Column("leads", "the leader's share", 2, is_detail=True),
    *(
        Column(f"hhi_{weight}", f"HHI by {doc}", 2, is_measure=True)
        for weight, doc in _WEIGHED_DOC.items()
    ),
    Column("entries", "products that lists took up, a year, over three years", 1, is_measure=True),
    Column("exits", "products that left the lists, a year, over three years", 1, is_measure=True),
    Column(
        "survival_3y", "share of listed products still listed after three years (Kaplan–Meier)", 2,
        is_measure=True, is_detail=True,
    ),
    Column("overlap", "mean Jaccard overlap of the competitors' niches", 2, is_detail=True),
    Column("density", "full rivals that each competitor has", 1, is_detail=True),
    Column("open_source", "share of products whose code is public", 2, is_detail=True),
    Column("incumbents", "share of competitors that are incumbents", 2, is_detail=True),
    Column("deals", "products of the segment whose makers were bought", is_detail=True),
    Column("crowded", f"{CROWDED} or more companies", is_detail=True),
    Column("doubts", "what makes its numbers doubtful", is_detail=True),
    Column("id", "follow it to the sentences with `tarpit why ID`"),
)  # fmt: skip


def report(
    snapshot: Snapshot,
    *,
    by: Annotated[Weight, "rank by this weight"] = Weight.COMPANIES,
    top: Annotated[int, "show this many segments"] = 25,
    layer: Annotated[str, "only segments of this layer"] = "",
    least: Annotated[int, "leave out segments with fewer products"] = 2,
) -> Table:
    """Rank segments by how many effective competitors crowd them, by any weight, and show all weights."""
    landscape = _Landscape.of(snapshot)
    ranked = landscape.ranked(by, layer.casefold(), least)
    overlaps = niche_overlap.mean_overlaps(landscape.segments, ranked[:top])
    shown = tuple(landscape.row(workload, by, overlap) for workload, overlap in overlaps.items())
    title = "Crowded segments" if by is Weight.COMPANIES else f"Crowded segments, by {by}"
    return Table(title, COLUMNS, shown, _notes(snapshot, shown, len(ranked), by))


def of_segment(snapshot: Snapshot, workload: str) -> Table:
    """Return one segment in numbers: no row where no product serves it."""
    landscape = _Landscape.of(snapshot)
    known = [workload] if workload in landscape.segments else []
    overlaps = niche_overlap.mean_overlaps(landscape.segments, known)
    shown = tuple(landscape.row(w, Weight.COMPANIES, overlap) for w, overlap in overlaps.items())
    notes = _notes(snapshot, shown, len(shown), Weight.COMPANIES)
    return Table(f"{snapshot.name(workload)} in numbers", COLUMNS, shown, notes)


@dataclass(frozen=True, slots=True)
class _Landscape:
    """What every segment's row is made from."""

    snapshot: Snapshot
    segments: nx.Graph[str]
    layers: Mapping[str, str]
    owner_of: Mapping[str, str]
    sold: frozenset[str]
    established: frozenset[str]
    open_source: frozenset[str]
    listed: Mapping[str, list[listings.Listing]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> _Landscape:
        bought = {target for _, target, _ in snapshot.edges(ACQUIRED)}
        makers = projections.makers(snapshot)
        verdicts = incumbents.verdicts(snapshot)
        return cls(
            snapshot,
            projections.segments(snapshot),
            projections.layers(snapshot),
            projections.product_owners(snapshot),
            frozenset(product for product, (maker, _) in makers.items() if maker in bought),
            frozenset(c for c, v in verdicts.items() if v.kind == incumbents.INCUMBENT),
            frozenset(id_ for id_, data in snapshot.entities.items() if data.get("open_source")),
            listings.of_segments(snapshot),
        )

    def ranked(self, by: Weight, layer: str, least: int) -> list[str]:
        """Return the segments of a layer with some products, the most crowded first; rows are made of those shown."""
        found = []
        for workload in projections.workloads(self.segments):
            products = projections.products_in(self.segments, workload)
            if len(products) >= least and layer in self._layer(workload).casefold():
                uses = self._uses(products, [by] if by in adoption.MEASURES else [])
                counts = self._counts(projections.joined_to(self.segments, workload), uses)[by]
                effective = self._concentrated(counts)["effective"]
                found.append((-(effective or 0), -len(products), workload))
        return [workload for *_, workload in sorted(found)]

    def row(self, workload: str, by: Weight, overlap: float) -> dict[str, Any]:
        """Return one segment by all weights, the columns without one by `by`."""
        edges = projections.joined_to(self.segments, workload)
        unmade = self.segments.nodes[workload]["unmade"]
        products = projections.products_in(self.segments, workload)
        uses = self._uses(products, adoption.MEASURES)
        counts = self._counts(edges, uses)
        facts = projections.facts_of(self.segments, workload)
        weighed = adoption.facts_of(uses[by]) if by in uses else set()
        return {
            "segment": self.snapshot.name(workload),
            "layer": self._layer(workload),
            "companies": len(edges),
            "community": len(unmade),
            "products": len(products),
            **self._concentrated(counts[by]),
            **{f"hhi_{weight}": _hhi(counts[weight]) for weight in _WEIGHED},
            **self._over_time(workload),
            **self._rivalry(overlap, set(edges), products),
            "deals": len(products & self.sold),
            "crowded": len(edges) >= CROWDED,
            "doubts": self._doubts(uses),
            "id": workload,
            "facts": sorted(facts | weighed),
        }

    def _layer(self, workload: str) -> str:
        layer = self.layers.get(workload)
        return self.snapshot.name(layer) if layer else ""

    def _uses(self, products: set[str], measures: Iterable[str]) -> dict[str, adoption.Uses]:
        return {m: adoption.of_products(self.snapshot, m, products) for m in measures}

    def _counts(
        self, edges: Mapping[str, Any], uses: Mapping[str, adoption.Uses]
    ) -> dict[Weight, dict[str, float]]:
        """Return by each weight what each competitor has; nothing where too few are counted."""
        used = {
            Weight(measure): adoption.of_owners(found, self.owner_of)
            for measure, found in uses.items()
        }
        return {
            Weight.COMPANIES: dict.fromkeys(edges, 1.0),
            Weight.PRODUCTS: {c: len(edge["products"]) for c, edge in edges.items()},
            **{w: c if len(uses[w]) >= adoption.MINIMUM else {} for w, c in used.items()},
        }

    def _concentrated(self, counts: Mapping[str, float]) -> dict[str, Any]:
        share = concentration.shares(counts)
        most = nsmallest(2, share, key=lambda c: (-share[c], c))
        leads = bool(most) and (len(most) == 1 or share[most[0]] > share[most[1]])
        return {
            "effective": round(concentration.effective_competitors(share), 4) if share else None,
            "hhi": round(concentration.hhi(share), 4) if share else None,
            "cr4": round(concentration.concentration_ratio(share), 4) if share else None,
            "leader": self.snapshot.name(most[0]) if leads else "",
            "leads": round(share[most[0]], 4) if leads else None,
        }

    def _over_time(self, workload: str) -> dict[str, float | None]:
        listed, today = self.listed.get(workload, []), self.snapshot.today or date.min
        rates = listings.flow(listed, today) or (None, None)
        return {
            "entries": rates[0],
            "exits": rates[1],
            "survival_3y": listings.staying(listed, today),
        }

    def _rivalry(self, overlap: float, companies: set[str], products: set[str]) -> dict[str, Any]:
        open_source = len(self.open_source & products)
        established = len(self.established & companies)
        return {
            "overlap": round(overlap, 4),
            "density": round(niche_overlap.density(overlap, len(companies)), 4),
            "open_source": round(open_source / len(products), 4),
            "incumbents": round(established / len(companies), 4) if companies else None,
        }

    def _doubts(self, uses: Mapping[str, adoption.Uses]) -> str:
        return "; ".join(
            f"{measure}: {doubt}"
            for measure, found in uses.items()
            if len(found) >= adoption.MINIMUM
            for doubt in adoption.doubts(self.snapshot, found)
        )


def _hhi(counts: Mapping[str, float]) -> float | None:
    return round(concentration.hhi(concentration.shares(counts)), 4) if counts else None


def _notes(
    snapshot: Snapshot, shown: tuple[dict[str, Any], ...], found: int, by: Weight
) -> tuple[str, ...]:
    notes = ["No share is of revenue, which private companies do not publish."]
    if by is Weight.COMPANIES:
        notes.append(
            "By companies each counts once, so `effective` is their number and HHI is 1/n."
        )
    notes += [f"{row['segment']}: {row['doubts']}." for row in shown[:_DOUBTED] if row["doubts"]]
    if found > len(shown):
        notes.append(f"{found - len(shown)} more segments are not shown; raise --top.")
    if snapshot.headings_left_out:
        notes.append(
            f"Headings of lists that are no market of AI infrastructure are left out: "
            f"{snapshot.headings_left_out:,}; --all shows them."
        )
    if snapshot.as_of:
        notes.append(
            f"Only what was published by {snapshot.as_of} counts, and lists without a day."
        )
    if not found:
        notes.append("No segment has products yet: load a landscape or texts that name some.")
    return tuple(notes)


#: Of so many segments the doubts are told under the table; JSON has them all.
_DOUBTED = 10


REPORT = Report(
    how_to_read=(
        "`companies` says how many compete; a product whose maker is unknown is no competitor and stands under "
        "`community`. The four HHI columns say whether someone leads: by products fielded, by voice (dated texts and "
        "other makers' commits of twelve months), by downloads (30 days, median of a quarter), by stars. Read them side "
        "by side: many companies and a low HHI by every weight make a tarpit; many companies and 0.4 by downloads are "
        "one leader with a crowd behind. Antitrust authorities call a market concentrated from 0.18 on. HHI of companies "
        "counted once each is 1/n and says no more than n. Downloads count machines: what makes a number doubtful is "
        "told under the table. `--by downloads` ranks by the effective number of competitors (1/HHI) by that weight and "
        "names the leader. Entries, exits and survival come from dated lists; `--as-of` takes any day."
    ),
    asks=(
        "which segments are crowded",
        "how crowded is {segment}",
        "how concentrated is the market for {segment}",
        "in which markets is there most competition",
        "where is competition hardest",
        "most crowded segments",
        "rank segments by competition",
        "which segments have the most companies",
        "how many companies compete in {segment}",
        "is {segment} crowded",
        "which categories are overcrowded",
        "which market is the most crowded",
        "where is there too much competition",
        "how many competitors are there in {segment}",
        "how much competition is there in {segment}",
        "what is the HHI of {segment}",
        "market concentration of {segment}",
        "which space is most competitive",
        "which segments are overcrowded",
        "are there too many startups in {segment}",
        "is there room for another product in {segment}",
        "how saturated is {segment}",
        "number of competitors by segment",
        "who leads {segment}",
        "which segments are dominated by one company",
        "effective number of competitors",
        "in which segment do most startups fight each other",
        "markets with the most rivals",
        "how concentrated is {segment}",
        "how many companies are in {segment}",
    ),
    make=report,
)
