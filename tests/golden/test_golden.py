"""What the whole pipeline makes of the example briefs, line by line; `make golden` rewrites it.

A change of these files is the change that users see: read the diff.
"""

import inspect
import os
import shlex
from pathlib import Path
from typing import Any

import pytest
from tarpit_graph.database.session import Database
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.load import inputs, pipeline
from tarpit_loaders.load.workers import extract_all
from tarpit_loaders.output import claim_json
from tarpit_queries import render, reporting, reports
from tarpit_queries.reporting import ReportFilters
from tarpit_queries.table import Table

from tests.conftest import REPOSITORY

HERE = Path(__file__).parent
#: Rows of each part: enough to see what changes.
_ROWS = 10
BRIEFS = str(REPOSITORY / "examples" / "briefs")


def compare(name: str, made: str) -> None:
    if os.environ.get("TARPIT_REWRITE_GOLDEN"):
        (HERE / name).write_text(made, encoding="utf-8")
    assert made == (HERE / name).read_text(encoding="utf-8"), f"{name}: see `make golden`"


def test_extraction() -> None:
    done = extract_all(inputs.documents([BRIEFS], SourceHints()))
    lines = [claim_json.line(r[0].name, r[1]) for r in done if isinstance(r, tuple)]
    compare("briefs.jsonl", "".join(f"{line}\n" for line in lines))


@pytest.mark.database
def test_reports(database: Database) -> None:
    lists = [
        str(REPOSITORY / "examples" / name)
        for name in ("features.csv", "prices.csv", "deals.csv", "rounds.csv")
    ]
    pipeline.load(database, inputs.readings([BRIEFS, *lists], with_builtin=True))
    names = [name for name in reports.names() if name != "landscape"]  # its parts are among them
    tables = [t for name in names for given in asked(name) for t in made(database, name, **given)]
    text = render.render("md", tables)
    assert isinstance(text, str)
    compare("reports.md", text)


def asked(name: str) -> list[dict[str, Any]]:
    """Return what a report is asked: its own example, and nothing where it needs nothing."""
    report = reports.load(name)
    known = inspect.signature(report.make).parameters
    always = {"top": _ROWS} if "top" in known else {}
    arguments, given = list(report.arguments), dict[str, Any]()
    words = [word for part in report.example for word in shlex.split(part)]
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            given[word.removeprefix("--").replace("-", "_")] = words.pop(0)
        else:
            given[arguments.pop(0)] = word
    needs = any(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in known.values())
    return [always | given] if needs or not given else [always, always | given]


def made(database: Database, name: str, **asked: Any) -> tuple[Table, ...]:
    return reporting.make(database, name, ReportFilters(), **asked)
