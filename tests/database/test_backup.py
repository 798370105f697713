"""A graph goes into a file and comes back; an older one is brought to today's form; damage is found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tarpit_graph import migrations
from tarpit_graph.backup.dump import GRAPH, dump
from tarpit_graph.backup.restore import restore
from tarpit_graph.claims.derive_again import derive_again
from tarpit_graph.claims.verify import verify
from tarpit_graph.database.session import Database
from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.settings import Settings
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import inputs, pipeline
from tarpit_loaders.load.verify_texts import verify_texts

from tests.conftest import REPOSITORY, Run
from tests.database import test_load

pytestmark = pytest.mark.database
BRIEFS = REPOSITORY / "examples" / "briefs"
#: One dump of every version that was released, and of the one in work.
DUMPS = sorted((Path(__file__).parent.parent / "golden" / "dumps").glob("*.zip"))


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a home of their own, in which nothing is kept yet."""
    folder = tmp_path / "home"
    update = {"home": folder, "decisions": folder / "decisions.yml", "incumbents": None}
    return settings.model_copy(update=update)


@pytest.fixture
def loaded(database: Database, home: Settings) -> Database:
    """Fourteen briefs and two copies of one text."""
    for name in ("one", "two"):
        file = home.home / f"{name}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text("Databricks acquired MosaicML for a price that was not told.\n" * 12)
    texts = [str(f) for f in sorted(BRIEFS.iterdir())[:14]]
    given = inputs.readings([*texts, *(str(f) for f in sorted(home.home.glob("*.txt")))])
    pipeline.load(database, given, store=RawStore(home.raw_folder))
    return database


def test_a_dumped_graph_comes_back_whole(loaded: Database, home: Settings, tmp_path: Path) -> None:
    home.home.joinpath("decisions.yml").write_text("merge: []\n")
    before = test_load.dump(loaded)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    counts = dump(loaded, home, first)
    assert counts == {"document": 17, "run": 1, "source": 0, "raw": 15}
    elsewhere = home.model_copy(
        update={"home": tmp_path / "other", "decisions": tmp_path / "other" / "decisions.yml"}
    )
    restore(loaded, elsewhere, first, replace=True)
    assert test_load.dump(loaded) == before
    assert elsewhere.decisions_file.read_text() == "merge: []\n"
    assert list(verify(loaded)) == []
    assert list(verify_texts(loaded, RawStore(elsewhere.raw_folder))) == []
    dump(loaded, elsewhere, second)
    assert second.read_bytes() == first.read_bytes()


def test_nothing_is_deleted_before_the_whole_dump_was_read(
    loaded: Database, home: Settings, tmp_path: Path
) -> None:
    whole, half, other = tmp_path / "whole.zip", tmp_path / "half.zip", tmp_path / "other.zip"
    dump(loaded, home, whole)
    before = test_load.dump(loaded)
    with pytest.raises(InputError, match="add --replace"):
        restore(loaded, home, whole)
    half.write_bytes(whole.read_bytes()[:-400])
    _edited(whole, tmp_path / "short.zip", lambda lines: lines[:-2])
    _edited(whole, tmp_path / "fewer.zip", lambda lines: [lines[0], *lines[2:]])
    _edited(whole, tmp_path / "newer.zip", lambda lines: [_newer(lines[0]), *lines[1:]])
    other.write_bytes(b"PK\x05\x06" + bytes(18))
    for damaged, reason in {
        half: "cannot be restored",
        tmp_path / "short.zip": "breaks off",
        tmp_path / "fewer.zip": "lines are missing",
        other: "is no dump of tarpit",
        tmp_path / "none.zip": "No such file",
    }.items():
        with pytest.raises(InputError, match=reason):
            restore(loaded, home, damaged, replace=True)
    with pytest.raises(DatabaseError, match="install a newer tarpit"):
        restore(loaded, home, tmp_path / "newer.zip", replace=True)
    assert test_load.dump(loaded) == before


def test_a_name_in_a_dump_is_no_path(loaded: Database, home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "graph.zip"
    dump(loaded, home, file)
    names = ("../escaped.txt", "/tmp/escaped.txt", "raw/../../x.gz", f"raw/ab/{'c' * 61}/.gz")
    with zipfile.ZipFile(file, "a") as opened:
        for name in names:
            opened.writestr(name, "escaped")
    restore(loaded, home, file, replace=True)
    assert not [path for path in tmp_path.rglob("*") if "escaped" in path.name]
    assert list(verify_texts(loaded, RawStore(home.raw_folder))) == []


@pytest.mark.parametrize("file", DUMPS, ids=lambda file: str(file.stem))
def test_dumps_of_every_version_are_restored(
    database: Database, home: Settings, file: Path
) -> None:
    restore(database, home, file)
    assert list(verify(database)) == []
    assert migrations.version(database) == max(migrations.migrations())
    deals = database.rows("MATCH ()-[r:ACQUIRED]->() RETURN count(r) AS n")
    assert deals[0]["n"] == 3


def test_every_version_has_a_dump() -> None:
    kept = {json.loads(_lines(file)[0])["version"] for file in DUMPS}
    assert kept == set(migrations.migrations())


def test_a_graph_without_a_version_is_brought_to_the_newest(loaded: Database) -> None:
    before = test_load.dump(loaded)
    _make_old(loaded)
    assert migrations.version(loaded) == 0
    assert migrations.upgrade(loaded) == sorted(migrations.migrations())
    assert test_load.dump(loaded) == before
    assert migrations.upgrade(loaded) == []


def test_an_upgrade_that_is_killed_is_done_again(
    loaded: Database, settings: Settings, tarpit: Run
) -> None:
    before = test_load.dump(loaded)
    _make_old(loaded)
    environment = {
        **os.environ,
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }
    old = "MATCH ()-[r:ACQUIRED]->() WHERE r.support IS NULL RETURN count(r) AS n"
    assert loaded.rows(old)[0]["n"] > 0
    process = subprocess.Popen(
        [sys.executable, "-m", "tarpit.cli.main", "db", "schema"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while loaded.rows(old)[0]["n"] and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it ended before it could be killed"
    assert migrations.version(loaded) == 0, "the version is kept when the step is done"
    assert tarpit("db", "schema").returncode == 0
    assert test_load.dump(loaded) == before


def test_a_graph_of_a_newer_version_is_left_alone(loaded: Database, tarpit: Run) -> None:
    loaded.run("MATCH (s:Schema) SET s.version = 99")
    done = tarpit("load", str(BRIEFS))
    assert done.returncode == 3
    assert "version 99 and this tarpit knows" in done.stderr


#: Damage, and what is said of it.
DAMAGE = {
    "MATCH ()-[r:ACQUIRED]->() WITH r LIMIT 1 SET r.support = 99": "support is 99 in place of",
    "MATCH ()-[r:ACQUIRED]->() WITH r LIMIT 1 DELETE r": "is missing; ",
    "MATCH (a)-[r:ACQUIRED]->(b) WITH a, r, b LIMIT 1 MERGE (a)-[n:UNCONFIRMED {id: r.id}]->(b) "
    "SET n = properties(r) DELETE r": "in place of ACQUIRED",
    "MATCH (a:Company), (b:Company) WHERE a <> b WITH a, b LIMIT 1 "
    "MERGE (a)-[:ACQUIRED {id: 'fact:invented'}]->(b)": "rests on no claim",
    "MATCH (c:Company) WITH c LIMIT 1 SET c.name = 'Another'": "name is 'Another' in place of",
    "MERGE (:Company {id: 'company:invented', name: 'Invented'})": "is named by no claim",
    "MATCH (c:Claim)-[r:OBJECT]->() WITH r LIMIT 1 DELETE r": "has 0 objects in place of 1",
    "MATCH (c:Claim {predicate: 'ACQUIRED'}) WITH c LIMIT 1 SET c.published = date('1999-01-01')": (
        "has another day than"
    ),
    "MATCH (c:Claim {predicate: 'ACQUIRED'}) WITH c LIMIT 1 SET c.fact = 'fact:other'": (
        "supports fact:other in place of"
    ),
    "MATCH (d:Document) WHERE d.story IS NOT NULL WITH d LIMIT 1 SET d.story = 'x'": (
        "counts with other documents"
    ),
    "MATCH (c:Company) WITH c LIMIT 1 SET c.stale = true": "a load did not come to its end",
}


@pytest.mark.parametrize("statement", DAMAGE, ids=lambda s: DAMAGE[s])
def test_damage_is_found_and_what_is_derived_can_be_mended(
    loaded: Database, statement: str
) -> None:
    assert list(verify(loaded)) == []
    loaded.run(statement)
    found = [problem.what for problem in verify(loaded)]
    assert DAMAGE[statement] in " ".join(found)
    derive_again(loaded)
    left = {problem.kind for problem in verify(loaded)}
    assert left <= {"claim", "edge"} if "Claim" in statement else not left


def test_a_claim_that_is_not_in_its_text_is_found(
    loaded: Database, home: Settings, tarpit: Run
) -> None:
    store = RawStore(home.raw_folder)
    assert list(verify_texts(loaded, store)) == []
    loaded.run(
        "MATCH (c:Claim {predicate: 'ACQUIRED'}) WITH c LIMIT 1 SET c.sentence = 'X bought Y.'"
    )
    assert [p.what for p in verify_texts(loaded, store) if "does not stand in" in p.what]
    done = tarpit("db", "verify", "--no-texts", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    loaded.run("MATCH ()-[r:ACQUIRED]->() WITH r LIMIT 1 DELETE r")
    done = tarpit("db", "verify", "--no-texts", "--format", "json")
    assert (done.returncode, [row["kind"] for row in json.loads(done.stdout)]) == (5, ["edge"])
    assert tarpit("db", "derive").returncode == 0
    done = tarpit("db", "verify", "--no-texts")
    assert (done.returncode, done.stderr) == (0, "every edge follows from its claims\n")


def _make_old(database: Database) -> None:
    """Take from a graph what versions before the first had not."""
    database.run("MATCH (s:Schema) DELETE s")
    database.run("MATCH ()-[r:ACQUIRED]->() REMOVE r.valid_precision, r.support")


def _lines(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as opened:
        return opened.read(GRAPH).decode().splitlines(keepends=True)


def _newer(head: str) -> str:
    return json.dumps({**json.loads(head), "version": 99}) + "\n"


def _edited(file: Path, output: Path, edit: Callable[[list[str]], list[str]]) -> None:
    with zipfile.ZipFile(output, "w") as opened:
        opened.writestr(GRAPH, "".join(edit(_lines(file))))
