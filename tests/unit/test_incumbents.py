"""Who is an incumbent: by rule, and by what a person decided."""

from pathlib import Path

import networkx as nx
import pytest
from tarpit_graph.errors import InputError
from tarpit_graph.snapshot import Snapshot
from tarpit_queries import incumbents


@pytest.fixture
def taken() -> Snapshot:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("company:listed", label="Company", name="Listed", ticker="LST")
    graph.add_node("company:small", label="Company", name="Small")
    return Snapshot.of(graph, None, None)


def test_a_listed_company_is_an_incumbent(taken: Snapshot) -> None:
    found = incumbents.classify(taken, {})
    assert {company: v.kind for company, v in found.items()} == {
        "company:listed": "incumbent",
        "company:small": "startup",
    }
    assert found["company:small"].reasons == "nothing is known of it"


def test_a_person_knows_better(taken: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "incumbents.yml"
    assert incumbents.read(file) == {}
    file.write_text("Small: incumbent\n")
    found = incumbents.classify(taken, incumbents.read(file))
    assert found["company:small"].kind == "incumbent"
    assert found["company:small"].reasons == "decided in the file"
    for wrong in ("- a list", "Small: big", "Small: [x"):
        file.write_text(wrong)
        with pytest.raises(InputError):
            incumbents.read(file)
