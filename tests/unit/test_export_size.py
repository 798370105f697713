"""A graph too large to draw is refused before its sentences are read."""

from pathlib import Path

import pytest
from tarpit_graph import export
from tarpit_graph.errors import InputError
from tarpit_graph.snapshot import Snapshot
from tarpit_graph.snapshot.facts import FactSet


def rivals(number: int) -> Snapshot:
    """Return a company with so many rivals."""
    ids = [f"company:{n}" for n in range(number + 1)]
    facts = [(ids[0], id_, {"id": f"fact:{id_}", "predicate": "COMPETES_WITH"}) for id_ in ids[1:]]
    return Snapshot({id_: {"label": "Company"} for id_ in ids}, FactSet.of_edges(facts), None, None)


@pytest.mark.parametrize(
    ("suffix", "most"),
    [(".svg", 400), (".png", 400), (".dot", 5_000), (".mmd", 5_000), (".html", 20_000)],
)
def test_a_drawing_holds_so_many_nodes(suffix: str, most: int) -> None:
    file = Path("landscape").with_suffix(suffix)
    export.check(rivals(most - 1), file)
    with pytest.raises(InputError, match=f"{most + 1} nodes are too many to draw"):
        export.check(rivals(most), file)
    with pytest.raises(InputError, match="nothing to draw"):
        export.check(rivals(0), file)


def test_what_is_no_drawing_holds_any_number() -> None:
    export.check(rivals(30_000), Path("landscape.graphml"))
