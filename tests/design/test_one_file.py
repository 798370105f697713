"""One file for one new thing: each kind is really added to a copy, and everything that should know it is asked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PATTERN = '''"""A company sues another."""

from tarpit_loaders.extraction.masked_sentence import RelationMatch, phrase
from tarpit_loaders.extraction.patterns import Pattern

_SAID = phrase(r"{who:N+} sued {whom:N+}")


def find(sentence):
    """Yield who sued whom."""
    for hit in sentence.find(_SAID):
        for one in hit["who"]:
            for other in hit["whom"]:
                yield RelationMatch("SUED", one, "Company", other, "Company", (one.end, other.start), 0.9)


PATTERN = Pattern(predicate="SUED", version=1, find=find, matches=(), misses=())
'''
SOURCE = '''"""Captions of talks."""

from tarpit_loaders.documents import files
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.markup import plain
from tarpit_loaders.sources import Source


def read(file):
    """Yield the one document of a file."""
    text = files.text(file)
    yield Reading(file.name, document(file.name, text, SOURCE.kind), tuple(plain.blocks(text)))


SOURCE = Source(kind="vtt", endings=(".vtt",), reads="what is said", skips="when it is said", read=read)
'''
REPORT = '''"""Who sued whom?"""

from tarpit_queries.reports import Report
from tarpit_queries.table import Column, Table

COLUMNS = (Column("who"), Column("id"))


def report(snapshot, *, top: Annotated[int, "show this many"] = 10):
    """List lawsuits."""
    rows = [{"who": snapshot.name(s), "id": f["id"]} for s, _, f in snapshot.edges("SUED")]
    return Table("Lawsuits", COLUMNS, tuple(rows[:top]))


REPORT = Report(make=report, how_to_read="Read it twice.")
'''.replace("from tarpit_queries", "from typing import Annotated\n\nfrom tarpit_queries", 1)
EXPORT = '''"""GML, for old programs."""

from tarpit_graph.export import Export


def write(snapshot, path):
    """Write the names."""
    path.write_text("\\n".join(snapshot.graph))


EXPORT = Export(suffix=".gml", readers="igraph", write=write)
'''
FORMAT = '''"""Values between tabs."""

from tarpit_queries.render import Format

def render(tables, stories):
    """Return the rows."""
    return "\\n".join("\\t".join(c.name for c in t.columns) for t in tables)


FORMAT = Format(render=render)
'''
QUESTION = """// Lawsuits: who sued whom.
// param top: How many rows.
MATCH (a:Company)-[r:SUED]->(b:Company)
RETURN a.name AS who, b.name AS whom, r.id AS id
ORDER BY id
LIMIT 10
"""
ADDED = {
    "loaders/tarpit_loaders/extraction/patterns/sued.py": PATTERN,
    "loaders/tarpit_loaders/sources/vtt.py": SOURCE,
    "queries/tarpit_queries/reports/lawsuits.py": REPORT,
    "graph/tarpit_graph/export/gml.py": EXPORT,
    "queries/tarpit_queries/render/tsv.py": FORMAT,
    "queries/tarpit_queries/questions/lawsuits.cypher": QUESTION,
    "tests/golden/sources/vtt.vtt": "Databricks acquired Tabular.\n",
}
RELATIONS = "graph/tarpit_graph/ontology/relation_types.py"
#: What everybody is asked in the copy; it prints nothing and fails where somebody does not know.
ASKED = """
from datetime import date
import networkx as nx
from docs import generate
from tarpit_graph import export
from tarpit_graph.claims.derive_facts import edge_type
from tarpit_graph.database import constraints
from tarpit_graph.snapshot import Snapshot
from tarpit_queries import page
from tarpit_queries.reports import company, lawsuits

pages = generate.pages()
assert "`SUED`" in pages["reference/graph.md"] and "patterns/sued.py" in pages["reference/graph.md"]
assert "## tarpit report lawsuits" in pages["reference/command-line.md"]
assert "tsv" in pages["reference/command-line.md"] and "`tsv`" in pages["reference/questions.md"]
assert "## lawsuits" in pages["reference/questions.md"] and "## lawsuits" in pages["reference/reports.md"]
assert "`vtt`" in pages["reference/sources.md"] and "`.gml`" in pages["reference/exports.md"]
graph = nx.MultiDiGraph()
for name in ("kite", "falcon"):
    graph.add_node(f"company:{name}", label="Company", name=name.title())
fact = {"id": "fact:1", "predicate": "SUED", "status": "completed", "support": 1, "confidence": 0.9}
graph.add_edge("company:kite", "company:falcon", key="fact:1", **fact)
snapshot = Snapshot.of(graph, None, date(2026, 1, 1))
assert "sued" in page.write(snapshot, lambda facts: {})
assert [row["event"] for row in company.report(snapshot, company="Kite")[2].rows] == ["sued"]
assert [row["who"] for row in lawsuits.report(snapshot).rows] == ["Kite"]
assert ".gml" in export.load()
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository with one new thing of each kind."""
    folder = tmp_path_factory.mktemp("house")
    for room in ("graph", "loaders", "queries", "tarpit", "docs", "tests"):
        shutil.copytree(
            REPOSITORY / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "*.png")
        )
    for name, text in ADDED.items():
        (folder / name).write_text(text)
    types = folder / RELATIONS
    line = 'RelationType("SUED", "A company sues another.", _COMPANIES, event=("sued", "was sued by")),'
    text = types.read_text()
    types.write_text(
        text.replace("        RelationType(\n", f"        {line}\n        RelationType(\n", 1)
    )
    expected = folder / "tests" / "golden" / "sources" / "expected.jsonl"
    expected.write_text(expected.read_text() + '{"kind": "vtt", "id": "vtt.vtt", "claims": []}\n')
    return folder


def run(copy: Path, *words: str) -> str:
    rooms = os.pathsep.join(str(copy / room) for room in ("graph", "loaders", "queries", "."))
    done = subprocess.run(
        [sys.executable, *words],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": rooms, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_docs_page_and_exports_know_what_was_added(copy: Path) -> None:
    run(copy, "-c", ASKED)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "--help"), "lawsuits"),
        (("query", "--help"), "lawsuits"),
        (("report", "deals", "--help"), "tsv"),
        (("sources", "kinds"), "vtt"),
    ],
    ids=" ".join,
)
def test_the_command_knows_what_was_added(copy: Path, words: tuple[str, ...], told: str) -> None:
    assert told in run(copy, "-m", "tarpit.cli.main", *words)


def test_a_new_relation_is_found_in_text_and_never_lost(copy: Path) -> None:
    note = copy / "note.vtt"
    note.write_text("Databricks sued Snowflake.\n")
    assert '"predicate": "SUED"' in run(copy, "-m", "tarpit.cli.main", "extract", str(note))
