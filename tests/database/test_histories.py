"""Histories in the graph: spells of lists, asked as of any day, each with the commit that proves it."""

from datetime import date
from pathlib import Path

import pytest
from tarpit_graph import snapshot
from tarpit_graph.database.session import Database
from tarpit_graph.ontology import LISTED_IN
from tarpit_graph.snapshot import projections
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import evidence, questions, reporting

from tests.database.test_load import dump
from tests.repos import Made, landscape

pytestmark = pytest.mark.database


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def rows(*names: str) -> list[str]:
        return [
            f"{n}; homepage_url: https://{n.lower()}.example; "
            f"crunchbase: https://www.crunchbase.com/organization/{n.lower()}-inc"
            for n in names
        ]

    repository = Made(tmp_path / "list")
    for day, names, subject in (
        ("2020-01-01", ("Ant", "Bee"), "Start"),
        ("2020-06-01", ("Ant", "Bee", "Cat"), "Add Cat"),
        ("2021-06-01", ("Ant", "Cat"), "Bee is archived"),
        ("2022-06-01", ("Ant", "Bee", "Cat"), "Bee is back"),
        ("2023-06-01", ("Bee", "Cat"), "Remove Ant"),
    ):
        repository.commit(
            day, {"landscape.yml": landscape({"Data": {"Stores": rows(*names)}})}, subject
        )
    return repository


def listed(database: Database, as_of: date | None = None) -> dict[str, tuple[str, str]]:
    found = snapshot.read(database, as_of)
    return {
        found.name(product): (str(fact["valid_from"]), str(fact.get("valid_to")))
        for product, _, fact in found.edges(LISTED_IN)
    }


def test_spells_are_known_as_of_every_day(database: Database, made: Made) -> None:
    pipeline.load(database, inputs.readings([str(made.path)]))
    stored = dump(database)
    again = pipeline.load(database, inputs.readings([str(made.path)]))
    assert (again.new, again.removed, dump(database)) == (0, 0, stored)
    assert listed(database) == {
        "Ant": ("2020-01-01", "2023-06-01"),
        "Bee": ("2020-01-01", "None"),
        "Cat": ("2020-06-01", "None"),
    }
    assert listed(database, date(2020, 5, 31)) == {
        "Ant": ("2020-01-01", "None"),
        "Bee": ("2020-01-01", "None"),
    }, "nothing younger is known"
    assert listed(database, date(2021, 12, 31))["Bee"] == ("2020-01-01", "2021-06-01")
    assert listed(database, date(2022, 6, 1))["Bee"] == ("2020-01-01", "None")


def test_an_undated_list_counts_as_of_any_day_but_for_what_histories_know_as_younger(
    database: Database, made: Made, tmp_path: Path
) -> None:
    table = tmp_path / "stores.csv"
    table.write_text("company,product,category\nDrone Inc,Drone,Stores\nCat Inc,Cat,Stores\n")
    news = tmp_path / "news.md"
    news.write_text("Drone Inc acquired Wasp.\n")
    pipeline.load(database, inputs.readings([str(made.path), str(table), str(news)]))
    early = snapshot.read(database, date(2020, 3, 1))
    served = {
        early.name(product): fact.get("first_asserted")
        for product, _, fact in early.edges("SERVES")
    }
    assert served == {"Drone": None}, "Cat is younger, and Drone has no day"
    assert early.find("Company", "Drone Inc")
    assert not early.edges("ACQUIRED"), "news without a day is no list"
    assert early.today == date(2020, 3, 1), "never later than the day asked for"
    asked = reporting.ReportFilters(as_of=date(2020, 3, 1), segment="Stores")
    (table_made,) = reporting.make(database, "crowding", asked, least=1)
    assert "they may be younger: " in table_made.notes[-1]


def test_the_commit_is_the_evidence(database: Database, made: Made) -> None:
    pipeline.load(database, inputs.readings([str(made.path)]))
    facts = {fact.predicate: fact for fact in evidence.why(database, "product:ant")}
    entered, left = facts[LISTED_IN].quotes
    assert entered.sentence.startswith("2020-01-01 ")
    assert "“Remove Ant” list landscape.yml: - Data / Stores: name: Ant" in left.sentence
    competitors = projections.segments(snapshot.read(database))
    assert "company:bee" in competitors, "the owner that a list names competes with its product"


def test_a_segment_has_as_many_products_wherever_they_are_counted(
    database: Database, made: Made
) -> None:
    pipeline.load(database, inputs.readings([str(made.path)]))
    product = {"id": "product:dee", "name": "Dee"}
    database.run(
        "MATCH (w:Workload {name: 'Data: Stores'}) MERGE (p:Product {id: $product.id}) SET p = $product "
        "CREATE (p)-[:SERVES {id: 'fact:dee', predicate: 'SERVES', status: 'completed', support: 1, "
        "confidence: 0.9, claims: []}]->(w)",
        {"product": product},
    )
    everything = reporting.ReportFilters(every_heading=True)
    numbers, products, *_ = reporting.make(database, "segment", everything, segment="Data: Stores")
    still = {name for name, (_, end) in listed(database).items() if end == "None"}
    assert still
    assert len(still) < len(listed(database)), "who left the list does not count"
    assert {row["product"] for row in products.rows} == still | {"Dee"}
    (crowding,) = (
        row
        for row in reporting.make(database, "crowding", everything, least=1)[0].rows
        if row["id"] == numbers.rows[0]["id"]
    )
    asked = questions.load("products-in-segment").ask(database, segment="Data: Stores")
    assert {row["product"] for row in asked.rows} == still | {"Dee"}
    crowded = questions.load("crowded-segments").ask(database, every_heading=True, least=1)
    (counted,) = (row for row in crowded.rows if row["id"] == crowding["id"])
    assert numbers.rows == (crowding,)
    assert crowding["products"] == counted["products"] == len(products.rows) == len(asked.rows)
    _, grew = reporting.make(database, "changes", everything, since="2020-03-01")
    (came,) = (row for row in grew.rows if row["id"] == crowding["id"])
    assert came["products"] == crowding["products"]
    assert 0 < came["came"] < came["products"], "Dee has no day, and some were listed before"
