"""The market map: layers, in them segments as boxes, in these who competes, sized by support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tarpit_graph.snapshot import Snapshot, projections

from tarpit_queries import incumbents

#: Names that a box shows at once; the rest unfolds.
_SHOWN = 16
#: So many documents make a name larger.
_STEPS = (2, 4, 8)
_OTHER = "Other segments"


@dataclass(frozen=True, slots=True)
class Chip:
    """A competitor in a segment, or a product whose maker is unknown.

    Attributes:
        size: From 1 to 4, by how many documents say that it serves the segment.
    """

    id: str
    name: str
    size: int
    is_open: bool
    is_incumbent: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A segment with its competitors, the best supported first.

    Attributes:
        companies: How many of the chips are companies; the others are products whose maker is unknown.
    """

    id: str
    name: str
    companies: int
    chips: tuple[Chip, ...]

    @property
    def shown(self) -> tuple[Chip, ...]:
        """Those to show at once."""
        return self.chips[:_SHOWN]

    @property
    def folded(self) -> tuple[Chip, ...]:
        """The rest."""
        return self.chips[_SHOWN:]


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of the stack with its segments, the most crowded first.

    Attributes:
        is_market: Some segment of it is a market of AI infrastructure; others are what a list groups otherwise.
    """

    id: str
    name: str
    boxes: tuple[Box, ...]
    is_market: bool


def layers(snapshot: Snapshot) -> list[Layer]:
    """Return the map: every layer with its segments, the one with most competitors first.

    Layers with markets of AI infrastructure lead; what a foundation's list groups otherwise follows.
    """
    projected = projections.segments(snapshot)
    of_layer = projections.layers(snapshot)
    verdicts = incumbents.verdicts(snapshot)
    boxes: dict[str, list[Box]] = defaultdict(list)
    for node in projections.workloads(projected):
        chips = [
            _chip(snapshot, competitor, projected.edges[competitor, node], verdicts)
            for competitor in projected[node]
        ]
        companies = len(chips)
        chips += [
            _chip(snapshot, product, {"products": {product}, "facts": facts}, verdicts)
            for product, facts in projected.nodes[node]["unmade"].items()
        ]
        chips.sort(key=lambda chip: (-chip.size, chip.name.casefold(), chip.id))
        layer = of_layer.get(node, "")
        # A list's headings often repeat the layer: "Storage: Database" stands under "Storage".
        name = snapshot.name(node).removeprefix(f"{snapshot.name(layer)}: " if layer else "")
        boxes[layer].append(Box(node, name, companies, tuple(chips)))
    markets = projections.markets(snapshot)
    found = [
        Layer(
            layer,
            snapshot.name(layer) if layer else _OTHER,
            tuple(sorted(held, key=lambda box: (-box.companies, box.name, box.id))),
            not markets.isdisjoint(box.id for box in held),
        )
        for layer, held in boxes.items()
    ]
    return sorted(
        found,
        key=lambda layer: (
            not layer.id,
            not layer.is_market,
            -sum(box.companies for box in layer.boxes),
            layer.name,
        ),
    )


def _chip(
    snapshot: Snapshot,
    competitor: str,
    edge: dict[str, set[str]],
    verdicts: Mapping[str, incumbents.Classification],
) -> Chip:
    nodes = snapshot.entities
    verdict = verdicts.get(competitor)
    support = sum(
        fact["support"]
        for product in edge["products"]
        for _, _, key, fact in snapshot.graph.out_edges(product, keys=True, data=True)
        if key in edge["facts"]
    )
    return Chip(
        competitor,
        snapshot.name(competitor),
        1 + sum(support >= step for step in _STEPS),
        any(nodes[product].get("open_source") for product in edge["products"]),
        verdict is not None and verdict.kind == incumbents.INCUMBENT,
    )
