"""The extra for py2neo reads the same graph as objects, and writes claims alone."""

from datetime import date
from typing import Any

import pytest
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError, OntologyError
from tarpit_graph.interop_py2neo import graph, models, state
from tarpit_graph.ontology import NODES, RELATIONS
from tarpit_graph.settings import Settings
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import evidence

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.database


def test_py2neo_reads_what_the_driver_wrote(database: Database, settings: Settings) -> None:
    database.run("CREATE (:Company {id: 'company:a', name: 'A'})")
    rows = graph(settings).run("MATCH (c:Company) RETURN c.id AS id, c.name AS name").data()
    assert rows == [{"id": "company:a", "name": "A"}]
    assert graph(settings).nodes.match("Company", name="A").first()["id"] == "company:a"


def test_objects_follow_relationships_to_sentences(database: Database, settings: Settings) -> None:
    pipeline.load(database, inputs.readings([str(REPOSITORY / "examples" / "briefs")]))
    company: Any = models()["Company"]
    databricks = company.match(graph(settings), "company:databricks").first()
    assert databricks.name == "Databricks"
    bought = {target.name: target for target in databricks.acquired}
    assert "MosaicML" in bought
    assert {buyer.name for buyer in bought["MosaicML"].acquired_by} == {"Databricks"}
    deal = databricks.acquired.get(bought["MosaicML"], "status")
    assert deal == "completed"
    claim = models()["Claim"].match(graph(settings)).where(predicate="ACQUIRED").first()
    (document,) = claim.document
    assert claim.id in {one.id for one in document.claims}


def test_every_label_and_relation_is_an_attribute() -> None:
    made = models()
    assert set(made) == set(NODES)
    for name, relation in RELATIONS.items():
        for subject, _ in relation.ends:
            assert any(a.startswith(name.lower()) for a in vars(made[subject])), (name, subject)


def test_writing_is_stating_a_claim(database: Database, settings: Settings) -> None:
    company: Any = models()["Company"]
    acme, bolt = company(name="Acme"), company(name="Bolt")
    sentence = "Acme is in talks to buy Bolt."
    day = date(2024, 5, 1)
    for _ in range(2):
        fact = state(
            acme, "ACQUIRED", bolt, sentence, status="rumoured", published=day, settings=settings
        )
    assert database.rows("MATCH (c:Claim) RETURN count(c) AS n") == [{"n": 1}]
    assert database.rows("MATCH ()-[r:ACQUIRED]->() RETURN count(r) AS n") == [{"n": 0}]
    state(
        acme, "ACQUIRED", bolt, "Acme bought Bolt.", published=date(2024, 6, 1), settings=settings
    )
    (story,) = evidence.why(database, fact)
    assert [quote.status for quote in story.quotes] == ["rumoured", "completed"]
    stored = company.match(graph(settings), "company:acme").first()
    assert [target.name for target in stored.acquired] == ["Bolt"]


def test_what_is_refused(database: Database, settings: Settings) -> None:
    company, product = (models()[label] for label in ("Company", "Product"))
    acme, bolt = company(name="Acme"), company(name="Bolt")
    with pytest.raises(InputError, match="view of claims"):
        graph(settings).push(acme)
    with pytest.raises(InputError, match="view of claims"):
        graph(settings).create(acme)
    with pytest.raises(InputError, match="does not stand in the sentence"):
        state(acme, "ACQUIRED", bolt, "Acme bought it.", settings=settings)
    with pytest.raises(InputError, match="there is no status"):
        state(acme, "ACQUIRED", bolt, "Acme bought Bolt.", status="maybe", settings=settings)
    with pytest.raises(OntologyError):
        state(acme, "ACQUIRED", product(name="Bolt"), "Acme bought Bolt.", settings=settings)
    assert database.rows("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
