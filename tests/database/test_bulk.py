"""A graph that is imported at once is the graph that is stored document by document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tarpit_graph.bulk import build, parts
from tarpit_graph.bulk.parts import Documents
from tarpit_graph.bulk.tables import Tables
from tarpit_graph.claims.verify import verify
from tarpit_graph.database.session import Database
from tarpit_graph.embedded import configuration
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.settings import Settings
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import bulk, inputs, pipeline

from tests.conftest import REPOSITORY
from tests.database import test_load

pytestmark = pytest.mark.database
BRIEFS = str(REPOSITORY / "examples" / "briefs")
#: A series with an undated issue, a copy, a name with a line break, text that looks like the form of the files, and a
#: price that no words stand for.
AWKWARD = {
    "notes-316.md": "---\ndate: 2024-01-02\ntitle: Notes 316\n---\nDatabricks acquired Tabular.\n",
    "notes-317.md": "---\ntitle: Notes 317\n---\nSnowflake has acquired TruEra, for a song.\n",
    "notes-318.md": "---\ndate: 2024-01-09\ntitle: Notes 318\n---\nNeon competes with Supabase.\n",
    "story.md": "Databricks acquired Neon, it was said in " + "a very long and winding way " * 20,
    "copy.md": "Databricks acquired Neon, it was said in " + "a very long and winding way " * 20,
    "quotes.md": 'The firm "Acme, Inc.";\\" acquired `:ID(Claim)`, and OpenAI\r\nacquired Rockset.\n',
    "price.md": "On Monday OpenAI cut the price of GPT-3.5 Turbo by 50%.\n",
    "list.md": "# AI gateways\n\n- [Portkey](https://portkey.ai) - A gateway\n- [LiteLLM](https://litellm.ai)\n",
}


@pytest.mark.parametrize("is_side_by_side", [False, True])
def test_a_bulk_load_gives_the_same_graph(
    home: Settings,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_side_by_side: bool,
) -> None:
    if is_side_by_side:
        monkeypatch.setattr(build, "_WORTH_PROCESSES", 0)
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in AWKWARD.items():
        (folder / name).write_text(text, newline="")
    paths = [BRIEFS, str(folder)]
    one_by_one = pipeline.load(
        database,
        inputs.readings(paths, with_builtin=True),
        store=RawStore(tmp_path / "raw"),
    )
    with neo4j_server.open_database(home) as empty:
        at_once = bulk.load(empty, home, inputs.readings(paths, with_builtin=True), workers=2)
    with neo4j_server.open_database(home) as filled:
        assert test_load.dump(filled) == test_load.dump(database)
        assert list(verify(filled)) == []
        with pytest.raises(InputError, match="fills an empty database"):
            bulk.load(filled, home, ())
    assert (at_once.claims, at_once.new, at_once.copies) == (
        one_by_one.claims,
        one_by_one.new,
        one_by_one.copies,
    )
    assert at_once.copies == 1


def test_a_process_that_is_ended_is_named(tmp_path: Path) -> None:
    with (
        Tables(tmp_path) as tables,
        pytest.raises(DatabaseError, match="nothing was stored; try --workers 1"),
    ):
        parts.write_side_by_side(tables, [], _Deadly({}, {}), 2)


class _Deadly(Documents):
    """Ends the process that is given it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (9,)


def test_an_import_joins_names_as_other_loads_do(home: Settings, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text(
        "Portkey AI raised $3M in seed funding.\n\nPortkey raised $9M in a Series A round.\n"
    )
    environment = {**os.environ, "TARPIT_HOME": str(home.home), "NEO4J_URI": ""}
    environment.pop("TARPIT_DECISIONS", None)
    command = [sys.executable, "-m", "tarpit.cli.main", "load", "--bulk", str(note)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "joined by rule: Portkey" in done.stderr, done.stderr
    with neo4j_server.open_database(home) as database:
        named = "MATCH (c:Company) WHERE c.name STARTS WITH 'Portkey' RETURN c.id AS id"
        assert len(database.rows(named)) == 1
        assert list(verify(database)) == []


def test_an_import_that_is_killed_leaves_an_empty_database(home: Settings) -> None:
    environment = {**os.environ, "TARPIT_HOME": str(home.home), "NEO4J_URI": ""}
    command = [sys.executable, "-m", "tarpit.cli.main", "load", "--bulk", BRIEFS]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    deadline = time.monotonic() + 120
    while not configuration.half_made(home).exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)  # the import itself goes on, as orphan
    process.wait()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with neo4j_server.open_database(home) as database:
        assert list(verify(database)) == []
        assert database.rows("MATCH (d:Document) RETURN count(d) AS n")[0]["n"] > 5
    assert not configuration.import_folder(home).exists()


def test_bulk_is_for_the_embedded_server_alone(database: Database, settings: Settings) -> None:
    with pytest.raises(InputError, match="embedded Neo4j alone"):
        bulk.load(database, settings, ())
