"""What the whole pipeline makes of the example briefs, line by line; `make golden` rewrites it.

A change of these files is the change that users see: read the diff.
"""

import os
from pathlib import Path

import pytest
from tarpit_graph import snapshot
from tarpit_graph.session import Database
from tarpit_loaders import claim_json, inputs, run
from tarpit_loaders.files import Given
from tarpit_loaders.workers import extract_all
from tarpit_queries import render, reports
from tarpit_queries.table import Table

from tests.conftest import REPOSITORY

HERE = Path(__file__).parent
BRIEFS = str(REPOSITORY / "examples" / "briefs")


def compare(name: str, made: str) -> None:
    if os.environ.get("TARPIT_REWRITE_GOLDEN"):
        (HERE / name).write_text(made, encoding="utf-8")
    assert made == (HERE / name).read_text(encoding="utf-8"), f"{name}: see `make golden`"


def test_extraction() -> None:
    done = extract_all(inputs.documents([BRIEFS], Given()))
    lines = [claim_json.line(r[0].name, r[1]) for r in done if isinstance(r, tuple)]
    compare("briefs.jsonl", "".join(f"{line}\n" for line in lines))


@pytest.mark.database
def test_reports(database: Database) -> None:
    run.load(database, inputs.readings([BRIEFS], with_builtin=True))
    taken = snapshot.read(database)
    tables: list[Table] = [
        reports.load("crowding").report(taken, top=15),
        reports.load("brokers").report(taken, top=10),
        reports.load("acquirers").report(taken),
        reports.load("acquirers").report(taken, company="Pinecone"),
        reports.load("deals").report(taken),
    ]
    made = render.render("md", tables)
    assert isinstance(made, str)
    compare("reports.md", made)
