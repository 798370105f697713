"""The same database for notebooks and scripts that use py2neo; an extra, at the rim.

py2neo's last release is of 2021. It works over Bolt against Neo4j 5, and nothing here depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tarpit_graph import local
from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.settings import Settings

if TYPE_CHECKING:
    import py2neo


def graph(settings: Settings | None = None) -> py2neo.Graph:
    """Return py2neo's view of the database that the settings name, by default the usual one.

    Raises:
        InputError: py2neo is not installed.
        DatabaseError: no embedded server is running and `NEO4J_URI` is not set.
    """
    try:
        import py2neo
    except ImportError as error:
        raise InputError("py2neo is not installed: `pip install tarpit-graph[py2neo]`") from error
    used = settings or Settings()
    if used.uri is None:
        server = local.running(used)
        if server is None:
            raise DatabaseError("the embedded Neo4j is not running; `tarpit db start` starts it")
        used = local.credentials(used, server)
    password = used.password.get_secret_value()
    return py2neo.Graph(used.uri, auth=(used.username, password), name=used.database)
