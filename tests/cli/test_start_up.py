"""What a command imports: a heavy library at the top of a module would slow every command down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tarpit_graph.database.session import Database
from tarpit_graph.settings import Settings

#: Libraries that take longer to import than the command line may take to start.
HEAVY = frozenset(
    (
        "neo4j",
        "numpy",
        "pandas",
        "pyarrow",
        "networkx",
        "scipy",
        "spacy",
        "onnxruntime",
        "polars",
        "rich",
        "yaml",
    )
)


#: Runs the command, and says at its end which packages are there.
RUN = """
import atexit, sys
from tarpit.cli.main import main
atexit.register(lambda: print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr))
main()
"""


def imported(*arguments: str) -> frozenset[str]:
    """Run a command in a process of its own; return which heavy libraries it imported."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True
    )
    return HEAVY & set(done.stderr.split())


def test_help_and_lists_import_nothing_heavy() -> None:
    for arguments in (["--help"], ["query", "--list"], ["load", "--help"], ["db", "--help"]):
        assert not imported(*arguments), arguments


def test_reading_a_page_imports_the_reader_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Databricks has acquired Neon for $1 billion.\n")
    needed = {"numpy", "onnxruntime", "rich", "yaml"}
    assert imported("extract", str(page)) == needed


@pytest.mark.database
def test_a_question_imports_the_driver_without_its_packages_for_tables(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", settings.uri or "")
    monkeypatch.setenv("NEO4J_USERNAME", settings.username)
    monkeypatch.setenv("NEO4J_PASSWORD", settings.password.get_secret_value())
    assert imported("query", "deals", "--format", "json") == {"neo4j"}
