"""Hostile names change no statement: the same ones run as for plain names, with other parameters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import neo4j
import pytest
from tarpit_graph import snapshot
from tarpit_graph.database.session import Database
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import questions

from tests.hostile.names import WRITTEN

pytestmark = pytest.mark.database
#: As many plain names as there are hostile ones.
PLAIN = tuple(f"Plain {number:02}" for number in range(len(WRITTEN)))


def documents(folder: Path, names: Sequence[str]) -> list[str]:
    """Write documents in which companies of these names make and buy things."""
    folder.mkdir()
    table = ["acquirer,target,date,price,source"]
    lines = []
    for number, name in enumerate(names):
        quoted = '"' + name.replace('"', '""') + '"'
        table.append(f'{quoted},"Target {number}",2024-06-0{number % 9 + 1},$1 million,x')
        lines.append(json.dumps({"id": f"note-{number}", "text": f"{name} acquired Tabular."}))
    (folder / "deals.csv").write_text("\n".join(table))
    (folder / "notes.jsonl").write_text("\n".join(lines))
    return [str(folder)]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every statement that reaches the driver from now on."""
    seen: set[str] = set()
    for kind in (neo4j.Session, neo4j.Transaction):
        run = kind.run

        def spy(self: Any, query: Any, *given: Any, _run: Any = run, **more: Any) -> Any:
            seen.add(str(getattr(query, "text", query)))
            return _run(self, query, *given, **more)

        monkeypatch.setattr(kind, "run", spy)
    return seen


def test_statements_do_not_depend_on_names(
    database: Database, statements: set[str], tmp_path: Path
) -> None:
    seen = []
    for folder, names in (("plain", PLAIN), ("hostile", WRITTEN)):
        database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
        statements.clear()
        pipeline.load(database, inputs.readings(documents(tmp_path / folder, names)))
        taken = snapshot.read(database)
        for question in questions.names():
            questions.load(question).ask(database)
        questions.load("names").ask(database, text=names[0])
        assert taken.graph.number_of_edges() > len(names)
        seen.append(set(statements))
    assert seen[0] == seen[1]
    assert len(seen[0]) > 40
