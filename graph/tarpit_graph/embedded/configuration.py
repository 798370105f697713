"""The embedded server's folder: its ports, its configuration, and who may read it."""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from tarpit_graph.database.credentials import is_private
from tarpit_graph.errors import DatabaseError
from tarpit_graph.settings import Settings

_KILL_SECONDS = 20
BOLT_PORT, HTTP_PORT = 7687, 7474
#: The one that is there from the start.
DATABASE = "neo4j"
#: Among so many ports from the usual one a free one is looked for.
_PORTS = 500
#: Of Java, and of pages of the store: which part of the machine's memory, and at least and at most how many MB.
_HEAP, _PAGE_CACHE = (24, 512, 1024), (12, 256, 2048)
#: What pages of the server may load: from this machine alone.
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' ws://localhost:* ws://127.0.0.1:* http://localhost:* http://127.0.0.1:*"
)


def folder(settings: Settings) -> Path:
    """Return the folder with the server's data, configuration and logs."""
    return settings.home / "neo4j"


def databases(settings: Settings) -> tuple[Path, Path]:
    """Return the two folders of the graph: its store and its log."""
    data = folder(settings) / "data"
    return data / "databases" / DATABASE, data / "transactions" / DATABASE


def half_made(settings: Settings) -> Path:
    """Return the file that is there while the graph is imported, and stays if that is cut short."""
    return folder(settings) / "importing"


def import_folder(settings: Settings) -> Path:
    """Return the folder with what is imported."""
    return settings.home / "bulk"


def drop_half_made(settings: Settings) -> None:
    """Delete a graph whose import was cut short: its database was empty before, so nothing is lost."""
    marker = half_made(settings)
    if not marker.exists():
        return
    written_from = str(import_folder(settings))
    for process in psutil.process_iter(["cmdline"]):
        # The import outlives a command that is killed.
        if any(written_from in word for word in process.info["cmdline"] or () if "=" in word):
            process.kill()
            process.wait(_KILL_SECONDS)
    for made in databases(settings):
        shutil.rmtree(made, ignore_errors=True)
    marker.unlink()


def state_file(settings: Settings) -> Path:
    """Return the file that says which process runs, and on which ports it did last."""
    return settings.home / "server.json"


def password_file(settings: Settings) -> Path:
    """Return the file with the server's password."""
    return settings.home / "password"


def make_home(settings: Settings) -> None:
    """Make the home folder where it is missing.

    Raises:
        DatabaseError: it cannot be made there.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DatabaseError(
            f"{settings.home} cannot be made ({error.strerror}); set TARPIT_HOME to a folder of yours"
        ) from error


def make_private(settings: Settings) -> None:
    """Make the folder where it is missing; refuse one that other users can read.

    Raises:
        DatabaseError: others can read the graph.
    """
    make_home(settings)
    data = folder(settings)
    data.mkdir(exist_ok=True, mode=0o700)
    if not is_private(settings.home) and not is_private(data):
        raise DatabaseError(
            f"other users of this machine can read the graph in {data}: chmod 700 {data}"
        )
    password = password_file(settings)
    if password.exists() and not is_private(settings.home) and not is_private(password):
        raise DatabaseError(
            f"other users of this machine can read the password: chmod 600 {password}"
        )


def ports(settings: Settings, bolt: int | None, http: int | None) -> tuple[int, int]:
    """Return the ports to listen on: as asked, else as last time, else Neo4j's own, else any that are free.

    Raises:
        DatabaseError: a port that was asked for is taken.
    """
    try:
        last = json.loads(state_file(settings).read_text())
    except (OSError, ValueError):
        last = {}
    return (
        _port(bolt, int(last.get("bolt_port", BOLT_PORT)), "--bolt-port"),
        _port(http, int(last.get("http_port", HTTP_PORT)), "--http-port"),
    )


def is_free(port: int) -> bool:
    """Tell whether nothing listens on a port of this machine."""
    with socket.socket() as probe:
        # As the server itself does: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def await_free(ports: Iterable[int], seconds: float) -> None:
    """Wait until nothing listens on these ports, at most so long."""
    deadline = time.monotonic() + seconds
    while not all(map(is_free, ports)) and time.monotonic() < deadline:
        time.sleep(0.05)


def write(settings: Settings, bolt: int, http: int) -> None:
    """Write the server's configuration for these ports."""
    configuration = folder(settings) / "conf"
    configuration.mkdir(parents=True, exist_ok=True)
    (configuration / "neo4j.conf").write_text(
        "\n".join(
            (
                "server.default_listen_address=127.0.0.1",
                f"server.bolt.listen_address=127.0.0.1:{bolt}",
                f"server.bolt.advertised_address=localhost:{bolt}",
                f"server.http.listen_address=127.0.0.1:{http}",
                f"server.http.advertised_address=localhost:{http}",
                "server.https.enabled=false",
                f"server.memory.pagecache.size={_share(*_PAGE_CACHE)}m",
                "dbms.usage_report.enabled=false",
                # Bolt waits five seconds twice for late callers when it stops: no one calls late here.
                "internal.dbms.bolt.netty_server_shutdown_quiet_period=0",
                "internal.server.bolt.thread_pool_shutdown_wait_time=1s",
                # Cypher reads no file of this machine and no address of its network.
                "dbms.security.allow_csv_import_from_file_urls=false",
                "internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0",
                # Neo4j Browser would ask other hosts for fonts, guides and analytics.
                "client.allow_telemetry=false",
                f"dbms.security.http_static_content_security_policy_header={_POLICY}",
                "",
            )
        )
    )


def java_options() -> tuple[str, ...]:
    """Return how much memory the server's Java may take, and how it frees what is no longer used.

    Claims are stored by one thread, which the usual collector hinders at every write to memory.
    """
    return f"-Xmx{_share(*_HEAP)}m", "-XX:+UseParallelGC"


def _share(part: int, least: int, most: int) -> int:
    """Return one part of the machine's memory in MB, within bounds."""
    return min(max(psutil.virtual_memory().total // part >> 20, least), most)


def _port(asked: int | None, usual: int, option: str) -> int:
    if asked is None:
        # Counted up, since a port that the system gives to outgoing connections may be taken at the next start.
        free = next((port for port in range(usual, usual + _PORTS) if is_free(port)), None)
        if free is None:
            raise DatabaseError(
                f"no port from {usual} to {usual + _PORTS} is free; name one with {option}"
            )
        return free
    if not is_free(asked):
        raise DatabaseError(
            f"port {asked} is taken by another program: stop it, or leave out {option}, and a free one is taken"
        )
    return asked
