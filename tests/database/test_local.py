"""The embedded Neo4j: found again, never started twice, every obstacle named, nothing left broken."""

import errno
import json
import os
import shutil
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import psutil
import pytest
import requests
from tarpit_graph.database.session import connect
from tarpit_graph.embedded import download
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.errors import DatabaseError
from tarpit_graph.settings import Settings

from tests.conftest import command, free_port

pytestmark = pytest.mark.database


def quiet(received: int) -> None:
    pass


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    settings = Settings().model_copy(update={"home": tmp_path / "home", "uri": None})
    yield settings
    neo4j_server.stop(settings)


def test_it_starts_is_found_again_and_keeps_its_data(home: Settings) -> None:
    download.install(home.cache, quiet)
    began = time.monotonic()
    server = neo4j_server.start(home, quiet, free_port(), free_port())
    assert time.monotonic() - began < 40, "under 10 s on an idle machine; tests share two cores"
    with connect(neo4j_server.credentials(home, server)) as database:
        database.run("CREATE (:Company {id: 'company:kept'})")
    password = home.home / "password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert neo4j_server.start(home, quiet) == server, "a second start finds the first"
    psutil.Process(server.pid).kill()
    psutil.Process(server.pid).wait(10) if psutil.pid_exists(server.pid) else None
    assert neo4j_server.running(home) is None, "a stale pid is seen through"
    again = neo4j_server.start(home, quiet)
    assert (again.bolt_port, again.http_port) == (server.bolt_port, server.http_port)
    with connect(neo4j_server.credentials(home, again)) as database:
        assert database.rows("MATCH (c:Company) RETURN c.id AS id") == [{"id": "company:kept"}]
    assert requests.get(f"http://127.0.0.1:{again.http_port}/browser/", timeout=20).ok
    assert neo4j_server.stop(home)
    assert not neo4j_server.stop(home)
    password.unlink()
    with pytest.raises(DatabaseError, match="password is gone"):
        neo4j_server.start(home, quiet)
    home.snapshots_folder.mkdir()
    neo4j_server.reset(home)
    assert not (home.home / "neo4j").exists()
    assert not home.snapshots_folder.exists()


def test_two_starts_at_once_make_one_server(home: Settings) -> None:
    download.install(home.cache, quiet)
    ports, found = (free_port(), free_port()), []
    threads = [
        threading.Thread(target=lambda: found.append(neo4j_server.start(home, quiet, *ports)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert found[0] == found[1]


def test_a_process_id_taken_by_another_program_is_not_ours(home: Settings) -> None:
    home.home.mkdir(parents=True)
    state = {"pid": os.getpid(), "started": 1.0, "bolt_port": 1, "http_port": 2}
    (home.home / "server.json").write_text(json.dumps(state))
    assert neo4j_server.running(home) is None
    (home.home / "server.json").write_text("half a fi")
    assert neo4j_server.running(home) is None


def test_a_taken_port_is_named_with_a_way_out(home: Settings) -> None:
    download.install(home.cache, quiet)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DatabaseError, match=f"port {port} is taken .* leave out --bolt-port"):
            neo4j_server.start(home, quiet, port, free_port())
    assert neo4j_server.start(home, quiet, free_port(), free_port()), "nothing is left broken"


def test_two_homes_on_one_machine_take_ports_of_their_own(home: Settings, tmp_path: Path) -> None:
    other = home.model_copy(update={"home": tmp_path / "other"})
    try:
        first, second = neo4j_server.start(home, quiet), neo4j_server.start(other, quiet)
        ports = (first.bolt_port, first.http_port, second.bolt_port, second.http_port)
        assert len(set(ports)) == 4
        neo4j_server.stop(other)
        again = neo4j_server.start(other, quiet)
        assert (again.bolt_port, again.http_port) == ports[2:], "they are remembered"
        assert {(home.home, first), (other.home, again)} <= set(neo4j_server.known(home))
    finally:
        neo4j_server.stop(other)


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_a_folder_that_others_can_read_is_refused(home: Settings) -> None:
    download.install(home.cache, quiet)
    data = home.home / "neo4j"
    data.mkdir(parents=True)
    for folder in (home.home, data):
        folder.chmod(0o755)
    with pytest.raises(DatabaseError, match=f"can read the graph in {data}: chmod 700"):
        neo4j_server.start(home, quiet)
    data.chmod(0o700)
    (home.home / "password").write_text("x")
    (home.home / "password").chmod(0o644)
    with pytest.raises(DatabaseError, match="can read the password: chmod 600"):
        neo4j_server.start(home, quiet)
    (home.home / "password").unlink()
    assert neo4j_server.start(home, quiet), "a closed folder does"


def test_the_password_is_in_no_list_of_processes(home: Settings) -> None:
    download.install(home.cache, quiet)
    seen: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            for process in psutil.process_iter(["cmdline"]):
                seen.update(process.info["cmdline"] or ())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        neo4j_server.start(home, quiet, free_port(), free_port())
    finally:
        done.set()
        watching.join()
    password = (home.home / "password").read_text()
    assert "set-initial-password" in seen
    assert not [words for words in seen if password in words]


def test_a_missing_network_is_named_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any, **options: Any) -> NoReturn:
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(requests.Session, "send", refuse)
    monkeypatch.setattr(download, "_NEEDED_BYTES", 0)
    with pytest.raises(DatabaseError, match=r"could not be downloaded|NEO4J_URI"):
        download.install(tmp_path, quiet)
    assert download.installed(tmp_path) is None


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(DatabaseError, match="has 4 MB free and Neo4j needs .* TARPIT_CACHE"):
        download.install(tmp_path, quiet)

    def full(*arguments: Any, **options: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.undo()
    monkeypatch.setattr(download, "_resolve", full)
    with pytest.raises(DatabaseError, match="the disk of .* is full"):
        download.install(tmp_path, quiet)
    assert download.installed(tmp_path) is None


def test_what_a_cut_download_left_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "half.jar").write_bytes(b"PK\x03\x04 half a file")
    (tmp_path / "half.pom").write_bytes(b"<project><name>ha")
    (tmp_path / "whole.pom").write_bytes(b"<project></project>\n")
    (tmp_path / "lib").mkdir()
    download._drop_broken(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["whole.pom"]


def test_a_wrong_password_and_a_stopped_database_are_named(settings: Settings) -> None:
    wrong = command(
        "query", "deals", environment={"NEO4J_URI": settings.uri or "", "NEO4J_PASSWORD": "wrong"}
    )
    assert wrong.returncode == 3
    assert "refused the user name or password; check NEO4J_USERNAME" in wrong.stderr
    stopped = command(
        "query", "deals", environment={"NEO4J_URI": f"bolt://127.0.0.1:{free_port()}"}
    )
    assert stopped.returncode == 3
    assert "no answer from bolt://127.0.0.1" in stopped.stderr
    odd = command("query", "deals", environment={"NEO4J_URI": "nonsense"})
    assert odd.returncode == 3
    for run in (wrong, stopped, odd):
        assert run.stdout == ""
        assert run.stderr.count("\n") == 1, run.stderr


def test_the_commands_of_the_embedded_server(tmp_path: Path) -> None:
    environment = {"TARPIT_HOME": str(tmp_path / "home"), "NEO4J_URI": ""}
    environment.pop("NEO4J_URI")
    assert command("db", "status", environment=environment).returncode == 3
    ports = ("--bolt-port", str(free_port()), "--http-port", str(free_port()))
    try:
        started = command("db", "start", *ports, environment=environment)
        assert started.returncode == 0, started.stderr
        assert "/browser/" in started.stderr
        told = command("db", "status", "--format", "json", environment=environment)
        assert {"item": "Claim", "value": 0} in json.loads(told.stdout)
        address = command("db", "browser", "--no-open", environment=environment).stdout
        assert "password: " in address
        assert command("db", "logs", "-n", "5", environment=environment).stdout
        assert command("doctor", environment=environment).returncode == 0
    finally:
        assert command("db", "stop", environment=environment).stderr == "stopped\n"
    assert command("db", "reset", "--yes", environment=environment).returncode == 0
