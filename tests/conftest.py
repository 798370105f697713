"""One real Neo4j for the whole session: the embedded one in a folder of its own, or NEO4J_URI."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tarpit_graph.database import constraints
from tarpit_graph.database.session import Database, connect
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.settings import Settings
from tarpit_loaders.names import catalog

REPOSITORY = Path(__file__).parent.parent
SHARED = REPOSITORY.parent / "shared"

#: Of a browser that fetches nothing by itself.
CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session", autouse=True)
def decisions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What was decided, kept and looked at on this machine has no part in a test."""
    home = tmp_path_factory.mktemp("home")
    file = home / "decisions.yml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TARPIT_HOME", str(home))
        patch.setenv("TARPIT_DECISIONS", str(file))
        (home / "config.toml").write_text("")
        patch.setenv("TARPIT_CONFIG", str(home / "config.toml"))
        catalog.load()  # once a process: later it might find what a command of some test has joined
        yield file


@pytest.fixture(autouse=True)
def undecided(decisions: Path) -> Iterator[None]:
    """What a load of one test joins by rule, or a reviewer in one corrects, has no part in the next."""
    yield
    decisions.unlink(missing_ok=True)
    decisions.with_name("reviews.jsonl").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Where the tests' database is. Data that is not ours is never touched."""
    asked = Settings()
    if asked.uri is not None:
        if os.environ.get("TARPIT_TEST_MAY_DELETE") != "yes":
            pytest.skip("NEO4J_URI is set; TARPIT_TEST_MAY_DELETE=yes lets tests empty it")
        yield asked
        return
    home = tmp_path_factory.mktemp("tarpit")
    embedded = asked.model_copy(update={"home": home})
    server = neo4j_server.start(embedded, lambda received: None, free_port(), free_port())
    yield neo4j_server.credentials(embedded, server)
    neo4j_server.stop(embedded)


@pytest.fixture(scope="session")
def open_database(settings: Settings) -> Iterator[Database]:
    with connect(settings) as database:
        constraints.apply(database)
        yield database


@pytest.fixture
def database(open_database: Database) -> Database:
    """An empty database."""
    open_database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    return open_database


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    """A home with an embedded server of its own."""
    settings = Settings().model_copy(update={"home": tmp_path / "home"})
    neo4j_server.start(settings, lambda received: None, free_port(), free_port())
    yield settings
    neo4j_server.stop(settings)


@pytest.fixture
def tarpit(settings: Settings) -> Run:
    """Runs the real command against the tests' database."""
    environment = {
        "NEO4J_URI": settings.uri or "",
        "NEO4J_USERNAME": settings.username,
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return command(*arguments, environment=environment, stdin=stdin)

    return run


def command(
    *arguments: str, environment: dict[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `tarpit` as a person would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tarpit.cli.main", *arguments],
        env={**os.environ, "COLUMNS": "200", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def shared(path: str) -> Path:
    """Return a file that only some machines have; elsewhere the test is skipped."""
    if not (SHARED / path).exists():
        pytest.skip(f"../shared/{path} is not here")
    return SHARED / path


def program(*names: str) -> str:
    """Return where the first of these programs is; without any the test is skipped."""
    for name in names:
        if found := shutil.which(name):
            return found
    pytest.skip(f"{names[0]} is not installed here")


def chromium() -> str:
    return program("chromium", "google-chrome")
