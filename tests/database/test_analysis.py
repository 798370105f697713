"""Measures in the graph: derived, marked, replaced, and never taken for facts."""

import pytest
from tarpit_graph import snapshot
from tarpit_graph.database.session import Database
from tarpit_graph.snapshot import projections
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import reports
from tarpit_queries.reports.crowding import Weight

from tests.conftest import REPOSITORY, Run
from tests.database.test_load import dump

pytestmark = pytest.mark.database


def test_measures_are_what_the_reports_say_and_go_again(database: Database, tarpit: Run) -> None:
    briefs = str(REPOSITORY / "examples" / "briefs")
    pipeline.load(database, inputs.readings([briefs], with_builtin=True))
    before = dump(database)
    taken = snapshot.read(database)
    done = tarpit("analyze")
    assert done.returncode == 0, done.stderr
    rows = database.rows(
        "MATCH (w:Workload) WHERE w.hhi IS NOT NULL RETURN w.id AS id, w.hhi AS hhi"
    )
    markets = projections.on_markets(taken)
    crowding = reports.load("crowding").make(markets, by=Weight.PRODUCTS, top=1_000, least=1).rows
    assert {row["id"]: row["hhi"] for row in rows} == {row["id"]: row["hhi"] for row in crowding}
    (likely,) = database.rows(
        "MATCH (a)-[r:LIKELY_ACQUIRER_OF]->(t {id: 'company:arizeai'}) "
        "RETURN a.name AS buyer, r.score AS score, r.derived AS derived, r.run AS run, r.facts AS facts"
    )
    assert (likely["buyer"], likely["derived"]) == ("ClickHouse", True)
    assert likely["facts"]
    assert database.rows(
        "MATCH (r:Run {id: $run}) RETURN r.kind AS kind", {"run": likely["run"]}
    ) == [{"kind": "analysis"}]
    assert snapshot.read(database).graph.number_of_edges() == taken.graph.number_of_edges()
    once = dump(database)
    assert tarpit("analyze").returncode == 0
    assert dump(database) == once
    assert tarpit("analyze", "--clear").returncode == 0
    assert dump(database) == before
