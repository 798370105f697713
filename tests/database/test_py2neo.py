"""The extra for py2neo reads the same graph."""

import pytest
from tarpit_graph.py2neo import graph
from tarpit_graph.session import Database
from tarpit_graph.settings import Settings

pytestmark = pytest.mark.database


def test_py2neo_reads_what_the_driver_wrote(database: Database, settings: Settings) -> None:
    database.run("CREATE (:Company {id: 'company:a', name: 'A'})")
    rows = graph(settings).run("MATCH (c:Company) RETURN c.id AS id, c.name AS name").data()
    assert rows == [{"id": "company:a", "name": "A"}]
    assert graph(settings).nodes.match("Company", name="A").first()["id"] == "company:a"
