"""The web application: pages, JSON and CSV of the live graph, search and questions, OpenRefine's reconciliation.

Pages are plain HTML and need no script. In: an open database. Out: an ASGI application (FastAPI).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from tarpit_graph.database.session import Database

from tarpit.servers.web import guard, health, pages, reconcile, reports, reviews


def application(
    database: Database,
    *,
    token: str = "",
    hosts: tuple[str, ...] = (),
    reviewers: Mapping[str, str] | None = None,
) -> FastAPI:
    """Return the application.

    Args:
        database: The graph; only reviewers change anything in it.
        token: What a visitor must know; empty where only this machine can visit.
        hosts: Names by which it may be called, beside this machine's own.
        reviewers: Names of those who may review claims, by the token that each knows; by no token, the name of
            everyone who visits from this machine.
    """
    app = FastAPI(
        title="tarpit",
        version=version("tarpit-graph"),
        description="The AI-infrastructure landscape: what documents say, with the sentences.",
        # The pages that FastAPI brings would fetch their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.database = database
    guard.protect(app, token, hosts, reviewers or {})
    health.trace(app)
    for router in (pages.router, reports.router, reviews.router, reconcile.router, health.router):
        app.include_router(router)
    static = files("tarpit.servers.web").joinpath("static")
    app.mount("/static", StaticFiles(directory=str(static)), name="static")
    return app
