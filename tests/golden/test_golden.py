"""What the whole pipeline makes of the example briefs, line by line; `make golden` rewrites it.

A change of these files is the change that users see: read the diff.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from tarpit_graph.database.session import Database
from tarpit_loaders.documents.files import Given
from tarpit_loaders.load import inputs, pipeline
from tarpit_loaders.load.workers import extract_all
from tarpit_loaders.output import claim_json
from tarpit_queries import render, reporting, reports
from tarpit_queries.reporting import Asked
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
    lists = [
        str(REPOSITORY / "examples" / name)
        for name in ("features.csv", "prices.csv", "deals.csv", "rounds.csv")
    ]
    pipeline.load(database, inputs.readings([BRIEFS, *lists], with_builtin=True))
    tables = [table for name, asked in ASKED for table in made(database, name, **asked)]
    text = render.render("md", tables)
    assert isinstance(text, str)
    compare("reports.md", text)


#: Every report, with what it is asked.
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("crowding", {"top": 15}),
    ("brokers", {"top": 10}),
    ("acquirers", {}),
    ("acquirers", {"company": "Pinecone"}),
    ("deals", {}),
    ("parity", {}),
    ("parity", {"segment": "Language models"}),
    ("prices", {}),
    ("platforms", {"top": 12}),
    ("pivots", {}),
    ("clones", {"top": 10}),
    ("switching", {}),
    ("focus", {"top": 10}),
    ("appetite", {"company": "Databricks", "top": 8}),
    ("runway", {"top": 10}),
    ("niches", {"top": 12}),
    ("targets", {"top": 12}),
    ("incumbents", {"top": 15}),
    ("catchup", {}),
    ("tarpit", {"top": 12}),
    ("changes", {"since": "2025-12-01"}),
    ("segment", {"segment": "vector databases", "top": 8}),
    ("company", {"company": "Databricks", "top": 8}),
    ("copying", {}),
    ("copying", {"segment": "Language models", "top": 8}),
    ("licences", {}),
    ("movers", {"top": 10}),
    ("shakeout", {}),
    ("thesis", {}),
)


def test_every_report_is_asked() -> None:
    assert {name for name, _ in ASKED} | {"landscape"} == set(reports.names())


def made(database: Database, name: str, **asked: Any) -> tuple[Table, ...]:
    return reporting.make(database, name, Asked(), **asked)
