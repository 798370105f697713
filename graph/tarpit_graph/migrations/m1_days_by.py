"""Version 1: a fact that is only looked back on is dated `by` a day, so every edge is derived again."""

from __future__ import annotations

from tarpit_graph.claims.derive_again import derive_again
from tarpit_graph.database.session import Database


def migrate(database: Database) -> None:
    """Derive everything again."""
    derive_again(database)
