"""Which facts count: the options that reports and exports share."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tarpit_graph.snapshot import FactFilter


class Established(StrEnum):
    """The statuses that a fact may have; a rumour is no fact."""

    COMPLETED = "completed"
    ANNOUNCED = "announced"


MinConfidence = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, help="Leave out facts less sure.")
]
OfStatus = Annotated[
    list[Established] | None, typer.Option("--status", help="Only facts of this status.")
]
OnlySegment = Annotated[
    str, typer.Option("--segment", metavar="NAME", help="Only what concerns this segment.")
]
OnlyCompany = Annotated[
    str, typer.Option("--company", metavar="NAME", help="Only what concerns this company.")
]
EveryHeading = Annotated[
    bool,
    typer.Option("--all", help="Lists' own headings too, not only markets of AI infrastructure."),
]


def sure(confidence: float, statuses: list[Established] | None) -> FactFilter:
    """Return the choice as the graph takes it."""
    from tarpit_graph.snapshot import FactFilter

    return FactFilter(confidence, frozenset(status.value for status in statuses or ()))
