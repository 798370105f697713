"""Whatever breaks in the middle of a load, the graph in the end is that of an undisturbed one."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
import psutil
import pytest
from tarpit_graph.claims.verify import verify
from tarpit_graph.database.session import Database, Transaction, connect
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.errors import DatabaseError, TarpitError
from tarpit_graph.settings import Settings
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import inputs, pipeline

from tests import site
from tests.conftest import REPOSITORY, free_port
from tests.database import test_load
from tests.database.proxy import spoiled

pytestmark = pytest.mark.database
BRIEFS = str(REPOSITORY / "examples" / "briefs")
TARPIT = [sys.executable, "-m", "tarpit.cli.main"]
#: Moves the clock of a Python process; read before any other module.
CLOCK = """
import os, time
now = time.time
time.time = lambda: now() + float(os.environ["MOVED"])
"""


@pytest.fixture(scope="module")
def undisturbed(open_database: Database) -> test_load.Graph:
    """The graph of the briefs, when nothing breaks."""
    open_database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    pipeline.load(open_database, inputs.readings([BRIEFS]))
    return test_load.dump(open_database)


def of(home: Settings) -> dict[str, str]:
    own = {"TARPIT_HOME": str(home.home), "TARPIT_DECISIONS": str(home.home / "decisions.yml")}
    return {**os.environ, **own}


def answering(home: Settings) -> Database:
    """Connect to the embedded server, which may be starting."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return connect(neo4j_server.in_use(home))
        except DatabaseError:
            assert time.monotonic() < deadline, "it is not started again"
            time.sleep(0.2)


def documents(database: Database) -> int:
    return int(database.rows("MATCH (d:Document) RETURN count(d) AS n")[0]["n"])


def wait_for(database: Database, count: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while documents(database) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_server_that_is_killed_in_mid_load_is_started_again(
    home: Settings, undisturbed: test_load.Graph
) -> None:
    loader = subprocess.Popen(
        [*TARPIT, "load", BRIEFS], env=of(home), stderr=subprocess.PIPE, text=True
    )
    for count in (5, 40):
        with answering(home) as database:
            wait_for(database, count, loader)
        server = neo4j_server.running(home)
        assert server
        psutil.Process(server.pid).kill()
        time.sleep(2)
        assert loader.poll() is None, loader.communicate()[1]
    errors = loader.communicate(timeout=200)[1]
    assert loader.returncode == 0, errors
    assert "Traceback" not in errors
    with neo4j_server.open_database(home) as database:
        assert test_load.dump(database) == undisturbed
        assert list(verify(database)) == []


@pytest.mark.parametrize(
    ("faults", "cuts"),
    [({"cut_after": 60_000, "seed": 1}, 1), ({"delay": 0.02}, 0)],
    ids=["cut", "slowed"],
)
def test_a_connection_that_is_cut_or_slowed(
    database: Database,
    settings: Settings,
    undisturbed: test_load.Graph,
    faults: dict[str, float],
    cuts: int,
) -> None:
    port = urlsplit(settings.uri or "").port or 0
    said: list[str] = []
    with spoiled(port, **faults) as proxy:
        spoiled_settings = settings.model_copy(update={"uri": f"bolt://127.0.0.1:{proxy.port}"})
        for _ in range(20):
            try:
                with connect(spoiled_settings) as behind:
                    pipeline.load(behind, inputs.readings([BRIEFS]))
                break
            except DatabaseError as error:  # run again, as it says
                said.append(str(error))
    assert proxy.cuts >= cuts, proxy.cuts
    assert all("what was stored stays" in message for message in said)
    assert test_load.without_runs(test_load.dump(database)) == test_load.without_runs(undisturbed)
    assert list(verify(database)) == []


@pytest.mark.parametrize("years", [-30, 30])
def test_the_clock_of_the_machine_does_not_matter(
    database: Database,
    settings: Settings,
    undisturbed: test_load.Graph,
    tmp_path: Path,
    years: int,
) -> None:
    (tmp_path / "sitecustomize.py").write_text(CLOCK)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]),
        "MOVED": str(years * 365.25 * 86_400),
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }
    year = "import datetime; print(datetime.date.today().year)"
    told = subprocess.check_output([sys.executable, "-c", year], env=environment, text=True)
    assert abs(int(told) - time.localtime().tm_year) in (29, 30, 31)
    subprocess.run([*TARPIT, "--quiet", "load", BRIEFS], env=environment, check=True)
    assert test_load.dump(database) == undisturbed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 640 MB of its own; Neo4j takes 512 of them for its logs."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=640m", "tarpit-test", str(disk)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=False)


@pytest.mark.parametrize("bytes_too", [True, False], ids=["all of it", "the database's"])
def test_a_full_disk_says_so_and_loses_nothing(
    small_disk: Path, tmp_path: Path, undisturbed: test_load.Graph, *, bytes_too: bool
) -> None:
    home = Settings().model_copy(update={"home": small_disk / "home"})
    store = RawStore(home.raw_folder if bytes_too else tmp_path / "raw")
    neo4j_server.start(home, lambda received: None, free_port(), free_port())
    try:
        with neo4j_server.open_database(home) as database:
            some = [str(file) for file in sorted(Path(BRIEFS).iterdir())[:20]]
            pipeline.load(database, inputs.readings(some), store=store)
            fill(small_disk / "filler")
            with pytest.raises(TarpitError, match=r"disk of .* is full.*what was stored stays"):
                load_often(database, store)
            (small_disk / "filler").unlink()
        with neo4j_server.open_database(home) as database:
            pipeline.load(database, inputs.readings([BRIEFS]), store=store)
            now = test_load.without_runs(test_load.dump(database))
            assert now == test_load.without_runs(undisturbed)
            assert list(verify(database)) == []
    finally:
        neo4j_server.stop(home)


def load_often(database: Database, store: RawStore) -> None:
    """Load until nothing more goes in: logs that are there already have room for some."""
    for _ in range(20):
        pipeline.load(database, inputs.readings([BRIEFS]), store=store)
        database.run("MATCH (d:Document) SET d.extractor = ''")


def fill(file: Path) -> None:
    with open(file, "wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(1 << 12))


def test_a_line_of_a_gigabyte_takes_little_memory(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    with open(table, "wb") as file:
        file.write(b"Product,Vendor\nKite,Acme\n")
        for _ in range(1_000):
            file.write(b"x" * 1_000_000)
        file.write(b"\nFalcon,Beta\n")
    process = subprocess.Popen([*TARPIT, "extract", str(table)], stdout=subprocess.PIPE, text=True)
    most = 0
    while process.poll() is None:
        most = max(most, psutil.Process(process.pid).memory_info().rss)
        time.sleep(0.02)
    assert process.stdout
    found = process.stdout.read()
    assert "Kite" in found
    assert "Falcon" in found
    assert most < 500_000_000


def test_control_c_at_a_prompt_ends_it_and_deletes_nothing(home: Settings) -> None:
    near, far = pty.openpty()
    process = subprocess.Popen(
        [*TARPIT, "db", "reset"], env=of(home), stdin=far, stdout=far, stderr=far, close_fds=True
    )
    os.close(far)
    said = b""
    while b"?" not in said:
        said += os.read(near, 1_000)
    # One that arrives just before the process waits for the answer is seen with the next, as any program's is.
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
            break
    assert process.returncode == 130
    assert neo4j_server.running(home) is not None


def test_a_full_disk_of_the_cache_is_said_once(
    small_disk: Path, settings: Settings, database: Database, tmp_path: Path
) -> None:
    page = "<article><p>Databricks acquired Tabular, said its chief on Tuesday in a long talk.</p>"
    fill(small_disk / "filler")
    environment = {
        **os.environ,
        "TARPIT_CACHE": str(small_disk),
        "NEO4J_URI": settings.uri or "",
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }
    with site.serve() as pages:
        done = subprocess.run(
            [*TARPIT, "load", pages.put("/a.html", page), "--allow-private"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("cannot be used") == 1
    assert "Traceback" not in done.stderr
    assert "downloading" not in done.stderr
    assert test_load.edges(database, "ACQUIRED") == {("Databricks", "Tabular")}


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("Neo.ClientError.Statement.EntityNotFound", 3),
        ("Neo.TransientError.Transaction.DeadlockDetected", 3),
        ("Neo.ClientError.Statement.SyntaxError", 1),
    ],
)
def test_what_another_process_does_meanwhile_is_tried_again(
    database: Database, code: str, times: int
) -> None:
    """A soak met the first: a node was deleted between the moments at which a statement found and read it."""
    tried = 0

    def work(tx: Transaction) -> int:
        nonlocal tried
        tried += 1
        if tried < 3:
            raise neo4j.exceptions.Neo4jError._hydrate_neo4j(code=code, message="gone")
        return tried

    if times == 1:
        with pytest.raises(TarpitError):
            database.transact(work)
    else:
        assert database.transact(work) == times
    assert tried == times
