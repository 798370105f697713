"""How fast claims are stored, one transaction after the other and in bulk, beside what the bare driver stores.

    python -m benchmarks.writing [--claims 20000] [--companies 5000] [--bulk 1000000]

Claims are made up: see `made_up`. The bare driver
merges as many relationships between as many nodes, in batches of 5,000 by `UNWIND`. Both write to an embedded server of
their own, which is deleted again.
"""

from __future__ import annotations

import argparse
import random
import time
from itertools import islice

from tarpit_graph.bulk import importer
from tarpit_graph.bulk.build import GraphFiles
from tarpit_graph.bulk.tables import Tables
from tarpit_graph.claims.refresh_entities import refresh_entities
from tarpit_graph.claims.writer import write_documents
from tarpit_graph.database import constraints
from tarpit_graph.database.session import BATCH, Database, batches
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.records import Run
from tarpit_graph.settings import Settings
from tarpit_loaders.load.workers import cores

from benchmarks.homes import own_home
from benchmarks.made_up import IN_A_DOCUMENT, documents

#: Documents in a transaction, as a load has them.
TOGETHER = 64


def store(database: Database, claims: int, companies: int) -> float:
    """Store claims and bring entities up to date; return how many a second, without making them up."""
    source, storing = documents(claims, companies), 0.0
    while batch := list(islice(source, TOGETHER)):
        began = time.perf_counter()
        write_documents(database, batch)
        storing += time.perf_counter() - began
    began = time.perf_counter()
    refresh_entities(database)
    return claims / (storing + time.perf_counter() - began)


def import_all(settings: Settings, claims: int, companies: int) -> float:
    """Fill an empty database with claims by the import; return how many a second, the server's restart included.

    To make the claims up is not counted: all of a million would not fit beside the rest.
    """
    began, source, making = time.perf_counter(), documents(claims, companies), 0.0
    with importer.folder(settings) as folder:
        graph = GraphFiles(folder)
        while True:
            asked = time.perf_counter()
            one = next(source, None)
            making += time.perf_counter() - asked
            if one is None:
                break
            graph.add(one)
        with Tables(folder) as tables:
            run = Run("run:made-up", "benchmark", claims // IN_A_DOCUMENT, claims, 0)
            graph.write(tables, run, cores())
            importer.replace(settings, tables)
    with neo4j_server.open_database(settings) as database:
        constraints.apply(database)
    return claims / (time.perf_counter() - began - making)


def merge(database: Database, relationships: int, nodes: int) -> float:
    """Merge relationships with the bare driver; return how many a second."""
    database.run("CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:Bare) REQUIRE n.id IS UNIQUE")
    chance = random.Random(1)
    rows = [
        {"a": int(nodes * chance.random() ** 3), "b": int(nodes * chance.random() ** 3), "id": n}
        for n in range(relationships)
    ]
    began = time.perf_counter()
    database.run("UNWIND range(0, $n) AS id MERGE (:Bare {id: id})", {"n": nodes})
    for batch in batches(rows, BATCH):
        database.run(
            "UNWIND $rows AS row MATCH (a:Bare {id: row.a}) MATCH (b:Bare {id: row.b}) "
            "MERGE (a)-[r:JOINS]->(b) SET r.id = row.id",
            {"rows": batch},
        )
    return relationships / (time.perf_counter() - began)


def py2neo(settings: Settings, relationships: int, nodes: int) -> float:
    """Merge relationships by py2neo's bulk functions; return how many a second."""
    from py2neo import Graph
    from py2neo.bulk import merge_relationships
    from tarpit_graph import interop_py2neo

    graph: Graph = interop_py2neo.graph(neo4j_server.in_use(settings))
    chance = random.Random(2)
    rows = [
        (int(nodes * chance.random() ** 3), {"id": n}, int(nodes * chance.random() ** 3))
        for n in range(relationships)
    ]
    began = time.perf_counter()
    for batch in batches(rows, BATCH):
        merge_relationships(
            graph.auto(), batch, "KNOWS", start_node_key=("Bare", "id"), end_node_key=("Bare", "id")
        )
    return relationships / (time.perf_counter() - began)


def measured(claims: int, companies: int, bulk: int) -> dict[str, float]:
    """Return by each way how many claims, or relationships, are stored a second."""
    rates: dict[str, float] = {}
    with own_home() as settings:
        if bulk:
            rates["tarpit --bulk, claims"] = import_all(settings, bulk, companies)
            neo4j_server.reset(settings)
        with neo4j_server.open_database(settings) as database:
            constraints.apply(database)
            store(database, 2_000, companies)  # the server compiles what it runs often
            merge(database, 2_000, companies)
            rates["tarpit, claims"] = store(database, claims, companies)
            rates["bare driver, relationships"] = merge(database, claims, companies)
            rates["py2neo bulk, relationships"] = py2neo(settings, claims, companies)
    return rates


def main() -> None:
    """Measure all and print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--companies", type=int, default=5_000)
    parser.add_argument("--bulk", type=int, default=0, help="Also import so many claims at once.")
    asked = parser.parse_args()
    for name, rate in measured(asked.claims, asked.companies, asked.bulk).items():
        print(f"{name:30} {rate:8,.0f} a second")


if __name__ == "__main__":
    main()
