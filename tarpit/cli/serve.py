"""`tarpit mcp` and `tarpit serve`: the graph for agents, and for people and programs by HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.session import open_database


def _see_that_it_is_free(host: str, port: int) -> None:
    import socket

    from tarpit_graph.errors import InputError

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"{host}:{port} cannot be listened on ({error.strerror}); choose another with --port"
            ) from error


#: Addresses at which only this machine can visit.
LOOPBACK = ("127.0.0.1", "::1", "localhost")

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
    _see_that_it_is_free("127.0.0.1", port)
    say(f"http://127.0.0.1:{port}/mcp · Control-C stops it")
    server.run("streamable-http", host="127.0.0.1", port=port)


Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")]
Token = Annotated[
    str,
    typer.Option(
        "--token",
        envvar="TARPIT_TOKEN",
        metavar="WORD",
        help="What visitors must know; needed where others can visit.",
    ),
]
Reviewers = Annotated[
    list[str] | None,
    typer.Option(
        "--reviewer",
        metavar="NAME[=WORD]",
        help="Who may review claims, and the token that tells it is them.",
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Option("--name", metavar="HOST", help="A name by which it may be called."),
]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8765,
    token: Token = "",
    reviewer: Reviewers = None,
    name: Names = None,
) -> None:
    """Serve the graph to people and programs: pages, search, questions, JSON, CSV, OpenRefine."""
    import uvicorn
    from tarpit_graph.errors import InputError

    from tarpit import searching
    from tarpit.servers import web

    if host not in LOOPBACK and not token:
        raise InputError(f"others can visit {host}: choose a token with --token or TARPIT_TOKEN")
    _see_that_it_is_free(host, port)
    reviewers = {word: who for who, _, word in (one.partition("=") for one in reviewer or ())}
    if "" in reviewers and (token or host not in LOOPBACK):
        raise InputError(f"others can visit: give {reviewers['']} a token, --reviewer NAME=WORD")
    with open_database() as database:
        searching.refresh(database)
        names = tuple(name or ()) + (() if host in ("0.0.0.0", "::") else (host,))
        say(f"http://{host}:{port} · Control-C stops it")
        uvicorn.run(
            web.application(database, token=token, hosts=names, reviewers=reviewers),
            host=host,
            port=port,
            log_level="warning",
        )
