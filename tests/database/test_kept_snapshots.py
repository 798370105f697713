"""A snapshot that is kept in a file is what the database holds, and of no other state than that."""

import os
import pickle
from pathlib import Path

import pytest
from tarpit_graph import snapshot
from tarpit_graph.database.session import Database
from tarpit_graph.settings import Settings
from tarpit_graph.snapshot import Snapshot, kept, stored
from tarpit_loaders.load import inputs, pipeline

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.database
BRIEFS = REPOSITORY / "examples" / "briefs"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep every snapshot, however small, in a folder of its own."""
    monkeypatch.setattr(kept, "_SECONDS", 0)
    monkeypatch.setattr(Settings, "snapshots_folder", property(lambda self: tmp_path / "snapshots"))
    return tmp_path / "snapshots"


def all_of(taken: Snapshot) -> tuple[object, ...]:
    """Return everything that a snapshot holds, in its order."""
    graph = taken.graph
    lists = [list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))]
    return (*lists, taken.today, taken.unconfirmed, taken.former_rumours, taken.voice)


def test_it_is_the_same(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.load(database, inputs.readings([str(BRIEFS)], with_builtin=True))
    asked = snapshot.read(database)
    assert len(list(folder.iterdir())) == 1
    with monkeypatch.context() as patch:
        patch.setattr(stored, "facts", None)  # Neo4j is not asked
        again = snapshot.read(database)
    assert all_of(again) == all_of(asked)
    assert list(again.graph.in_edges(keys=True)) == list(asked.graph.in_edges(keys=True))


def test_another_state_is_asked_for(database: Database, folder: Path) -> None:
    pipeline.load(database, inputs.readings([], with_builtin=True))
    before = snapshot.read(database).graph.number_of_edges()
    pipeline.load(database, inputs.readings([str(BRIEFS)], with_builtin=False))
    assert snapshot.read(database).graph.number_of_edges() > before
    database.run("MATCH ()-[r:MAKES]->() WITH r LIMIT 1 SET r.support = 99")
    assert any(
        fact["support"] == 99 for _, _, fact in snapshot.read(database).graph.edges(data=True)
    )
    assert len(list(folder.iterdir())) == 2  # the oldest goes


def test_a_damaged_or_hostile_file_is_passed_over(database: Database, folder: Path) -> None:
    class Hostile:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(folder / "made"),)

    pipeline.load(database, inputs.readings([], with_builtin=True))
    asked = snapshot.read(database)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    (folder / ".other.pickle.partial").write_bytes(whole[:9])  # a kill leaves it
    for content in (whole[:-9], b"", b"no snapshot", pickle.dumps(Hostile()), pickle.dumps([1])):
        file.write_bytes(content)
        assert all_of(snapshot.read(database)) == all_of(asked)
        assert file.read_bytes() == whole
    assert not (folder / "made").exists()
    assert list(folder.iterdir()) == [file]
    assert file.stat().st_mode & 0o077 == 0


def test_what_cannot_be_kept_is_read_all_the_same(database: Database, folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    pipeline.load(database, inputs.readings([], with_builtin=True))
    assert snapshot.read(database).graph.number_of_edges() > 0
