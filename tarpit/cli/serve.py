"""`tarpit mcp` and `tarpit serve`: the graph for agents, and for people and programs by HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.session import open_database

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")]


def mcp(
    transport: Annotated[
        Literal["stdio", "http"],
        typer.Option("--transport", help="How the client speaks: through pipes, or by HTTP."),
    ] = "stdio",
    port: Port = 8766,
) -> None:
    """Serve the graph to agents by the Model Context Protocol: eight tools that read, and no more."""
    from tarpit.servers import mcp as agents

    server = agents.server(open_database)
    if transport == "stdio":
        server.run("stdio")
        return
    say(f"http://127.0.0.1:{port}/mcp · Control-C stops it")
    server.run("streamable-http", host="127.0.0.1", port=port)
