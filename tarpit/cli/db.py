"""`tarpit db`: the embedded Neo4j, and the schema of whichever database is in use."""

from __future__ import annotations

from typing import Annotated

import typer

from tarpit.cli import backup, browser
from tarpit.cli.shared.dynamic import group, shown
from tarpit.cli.shared.messages import confirmed, say
from tarpit.cli.shared.output import TABLE, FormatOption, emit
from tarpit.cli.shared.session import downloading, open_database

app = group("The embedded Neo4j: start, stop and look at it.")
app.command("browser")(browser.address)
app.command(epilog=shown("tarpit db dump graph.zip"))(backup.dump)
app.command(epilog=shown("tarpit db restore graph.zip"))(backup.restore)
app.command(epilog=shown("tarpit db verify", "tarpit db verify --no-texts --format json"))(
    backup.verify
)
app.command(epilog=shown("tarpit db derive"))(backup.derive)


@app.command(epilog=shown("tarpit db start"))
def start(
    bolt_port: Annotated[int | None, typer.Option(help="Port for drivers; 7687 at first.")] = None,
    http_port: Annotated[
        int | None, typer.Option(help="Port of the Browser; 7474 at first.")
    ] = None,
) -> None:
    """Start the embedded Neo4j, or say where it is running already."""
    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.settings import Settings

    settings = Settings()
    if settings.uri is not None:
        say(f"NEO4J_URI is set: tarpit uses {settings.uri} and starts nothing")
        return
    found = neo4j_server.running(settings)
    if found is None:
        with downloading() as progress:
            found = neo4j_server.start(settings, progress, bolt_port, http_port)
    say(f"Neo4j is running at {found.uri}, Browser at {found.browser}")


@app.command(epilog=shown("tarpit db stop"))
def stop() -> None:
    """Stop the embedded Neo4j; the data stays."""
    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.settings import Settings

    was_running = neo4j_server.stop(Settings())
    say("stopped" if was_running else "Neo4j was not running")


@app.command(epilog=shown("tarpit db status --format json"))
def status(format_: FormatOption = None) -> None:
    """Say which database is used, whether it answers, and what it holds."""
    from tarpit_graph.database import session
    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.ontology import NODES
    from tarpit_graph.settings import Settings
    from tarpit_queries.table import Column, Table

    settings = Settings()
    server = None if settings.uri else neo4j_server.running(settings)
    used = neo4j_server.in_use(settings)
    opened = neo4j_server.attached(settings, server) if server else session.connect(used)
    with opened as database:
        counts = [
            {
                "item": label,
                "value": database.rows(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"],
            }
            for label in NODES
        ]
    rows: list[dict[str, object]] = [
        {"item": "address", "value": used.uri},
        {"item": "process", "value": server.pid if server else "not ours"},
        *counts,
    ]
    emit([Table("Database", (Column("item"), Column("value")), tuple(rows))], format_, None)


@app.command(epilog=shown("tarpit db logs -n 20"))
def logs(
    lines: Annotated[int, typer.Option("-n", "--lines", min=1, help="How many.")] = 50,
) -> None:
    """Print the end of the embedded Neo4j's log."""
    from collections import deque

    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.errors import InputError
    from tarpit_graph.settings import Settings

    file = neo4j_server.logs(Settings())
    if not file.exists():
        raise InputError(f"{file} is not there: the embedded Neo4j has not been started yet")
    with open(file, encoding="utf-8", errors="replace") as log:
        for line in deque(log, maxlen=lines):
            typer.echo(line.rstrip())


@app.command(epilog=shown("tarpit db reset --yes"))
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop the embedded Neo4j and delete all its data."""
    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.settings import Settings

    settings = Settings()
    if not yes and not confirmed(f"Delete the graph in {settings.home}?"):
        say("nothing was deleted")
        return
    neo4j_server.reset(settings)
    say("deleted")


@app.command(epilog=shown("tarpit db schema --diff"))
def schema(
    diff: Annotated[
        bool, typer.Option("--diff", help="Only show what the database lacks or has too much.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Create the constraints and indexes of the ontology and bring an older graph to today's form."""
    from tarpit_graph import migrations
    from tarpit_graph.database import constraints
    from tarpit_queries.table import Column, Table

    with open_database() as database:
        found = constraints.diff(database)
        if not diff:
            migrations.upgrade(database)
    state = "missing" if diff else "created"
    rows = [{"state": state, "name": i.name, "statement": i.statement} for i in found.missing]
    rows += [{"state": "unknown", "name": n, "statement": ""} for n in found.unknown]
    if not rows and format_ in (None, TABLE):
        say("the schema is complete")
        return
    columns = (Column("state"), Column("name"), Column("statement"))
    emit([Table("Schema", columns, tuple(rows))], format_, None)
