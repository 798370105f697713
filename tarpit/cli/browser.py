"""`tarpit browser`: Neo4j Browser with the landscape's style, guide and questions at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.session import downloading

if TYPE_CHECKING:
    from tarpit_graph.settings import Settings

#: Where the Browser is on a server that is not ours, unless it is said.
_HTTP_PORT = 7474


def browser(
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open a web browser.")] = True,
    at: Annotated[
        str,
        typer.Option("--at", metavar="ADDRESS", help="Where the Browser of NEO4J_URI is served."),
    ] = "",
    question: Annotated[
        str, typer.Option("--question", metavar="NAME", help="Put this question into the editor.")
    ] = "",
) -> None:
    """Open Neo4j Browser with a guide through the thesis, the landscape's style and all questions.

    Serves these until you stop it with Control and C; Neo4j goes on.
    """
    from threading import Event
    from urllib.parse import quote

    from tarpit_queries import guide, questions

    from tarpit.guide_server import serving

    if question:
        questions.load(question)  # before anything starts
    settings, address = _opened(at)
    try:
        with serving() as served:
            command = f"&cmd=guide&arg={served}/guide.html"
            if question:
                command = f"&cmd=edit&arg={quote(guide.source(question))}"
            typer.echo(f"{address}{command}")
            _say_how_to_log_in(settings)
            typer.echo(f"guide: {served}/guide.html\nstyle: :style {served}/landscape.grass")
            if open_:
                import webbrowser

                webbrowser.open(f"{address}{command}")
            say("Serving guide and style; Control and C ends it.")
            Event().wait()
    except KeyboardInterrupt:
        # From the first printed line on: who reads the address may stop us at once.
        say("stopped; Neo4j goes on: `tarpit db stop` stops it")


def address(
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open a web browser.")] = True,
) -> None:
    """Print the address of Neo4j Browser and how to log in; `tarpit browser` brings a guide and style too."""
    settings, found = _opened("")
    typer.echo(found)
    _say_how_to_log_in(settings)
    if open_:
        import webbrowser

        webbrowser.open(found)


def _opened(at: str) -> tuple[Settings, str]:
    """Return the settings of a database that answers, and the Browser's address on it."""
    from urllib.parse import quote, urlsplit

    from tarpit_graph.database import session
    from tarpit_graph.embedded import server as neo4j_server
    from tarpit_graph.settings import Settings

    settings = Settings()
    if settings.uri is None:
        with downloading() as progress:
            server = neo4j_server.start(settings, progress)
        return neo4j_server.credentials(settings, server), server.browser
    session.connect(settings).driver.close()
    found = urlsplit(settings.uri)
    scheme = "https" if found.scheme.endswith(("+s", "+ssc")) else "http"
    base = at.rstrip("/") or f"{scheme}://{found.hostname}:{_HTTP_PORT}/browser"
    dbms = f"{found.scheme}://{quote(settings.username)}@{found.netloc.rpartition('@')[2]}"
    return settings, f"{base}/?dbms={dbms}&db={quote(settings.database)}"


def _say_how_to_log_in(settings: Settings) -> None:
    """Print the password of the server that we made up; one that the user set they know."""
    from tarpit_graph.settings import Settings

    typer.echo(f"user: {settings.username}")
    ours = Settings().uri is None
    typer.echo(f"password: {settings.password.get_secret_value() if ours else 'NEO4J_PASSWORD'}")
