"""`tarpit doctor`: is everything here that tarpit needs?"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from importlib.metadata import version

import typer


def doctor() -> None:
    """Check the installation and say what to do about each thing that is missing."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("python", lambda: f"{platform.python_version()} at {sys.executable}"),
        ("tarpit", lambda: version("tarpit-graph")),
        ("model", _model),
        ("neo4j", _server),
        ("database", _database),
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


def _model() -> str:
    from tarpit_loaders.extraction import model

    return model.version()


def _server() -> str:
    from tarpit_graph import distribution
    from tarpit_graph.settings import Settings

    folder = distribution.installed(Settings().cache)
    return f"{distribution.VERSION} in {folder}" if folder else "downloaded at first use"


def _database() -> str:
    from tarpit_graph import ddl, local, session
    from tarpit_graph.settings import Settings

    settings = Settings()
    if settings.uri is None:
        server = local.running(settings)
        if server is None:
            return "embedded, not running; started when needed"
        settings = local.credentials(settings, server)
    with session.connect(settings) as database:
        missing = len(ddl.diff(database).missing)
    schema = f"{missing} constraints missing: `tarpit db schema`" if missing else "schema complete"
    return f"{settings.uri}, {schema}"
