"""How fast claims are stored, one transaction after the other and in bulk, beside what the bare driver stores.

    python -m benchmarks.writing [--claims 20000] [--companies 5000] [--bulk 1000000]

Claims are made up: see `made_up`. The bare driver
merges as many relationships between as many nodes, in batches of 5,000 by `UNWIND`. Both write to an embedded server of
their own, which is deleted again.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from pathlib import Path

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

from benchmarks.made_up import IN_A_DOCUMENT, documents

#: Documents in a transaction, as a load has them.
TOGETHER = 64


def store(database: Database, claims: int, companies: int) -> float:
    """Store claims and bring entities up to date; return how many a second."""
    made = list(documents(claims, companies))
    began = time.perf_counter()
    for batch in batches(made, TOGETHER):
        write_documents(database, batch)
    refresh_entities(database)
    return claims / (time.perf_counter() - began)


def import_all(settings: Settings, claims: int, companies: int) -> float:
    """Fill an empty database with claims by the import; return how many a second, the server's restart included."""
    began = time.perf_counter()
    with importer.folder(settings) as folder:
        graph = GraphFiles(folder)
        for one in documents(claims, companies):
            graph.add(one)
        with Tables(folder) as tables:
            graph.write(tables, Run("run:made-up", "benchmark", claims // IN_A_DOCUMENT, claims, 0))
            importer.replace(settings, tables)
    with neo4j_server.open_database(settings) as database:
        constraints.apply(database)
    return claims / (time.perf_counter() - began)


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


def main() -> None:
    """Measure both and print the rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--companies", type=int, default=5_000)
    parser.add_argument("--bulk", type=int, default=0, help="Also import so many claims at once.")
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="tarpit-writing-"))
    settings = Settings().model_copy(update={"home": home})
    try:
        if asked.bulk:
            neo4j_server.open_database(settings).driver.close()
            at_once = import_all(settings, asked.bulk, asked.companies)
            print(f"{asked.bulk:,} claims in bulk: {at_once:,.0f} a second")
            neo4j_server.reset(settings)
        with neo4j_server.open_database(settings) as database:
            constraints.apply(database)
            store(database, 2_000, asked.companies)  # the server compiles what it runs often
            merge(database, 2_000, asked.companies)
            claims = store(database, asked.claims, asked.companies)
            bare = merge(database, asked.claims, asked.companies)
    finally:
        neo4j_server.reset(settings)
        shutil.rmtree(home, ignore_errors=True)
    print(
        f"{asked.claims:,} claims: {claims:,.0f} a second; the bare driver merges {bare:,.0f} "
        f"relationships a second; ratio {claims / bare:.2f}"
    )


if __name__ == "__main__":
    main()
