"""Search for Python, the command and the servers: vectors from the loaders, sentences from the queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database
    from tarpit_queries.search import Method, SearchFilters
    from tarpit_queries.table import Table


def refresh(database: Database, progress: Callable[[int], None] = lambda documents: None) -> int:
    """Make searchable what is not yet: see `tarpit_loaders.load.search_index`."""
    from tarpit_graph.claims import search_sentences

    if not search_sentences.pending(database, most=1):
        return 0
    from tarpit_graph.settings import Settings
    from tarpit_loaders.documents.raw_store import RawStore
    from tarpit_loaders.load import search_index

    return search_index.refresh(database, RawStore(Settings().raw_folder), progress)


def search(
    database: Database,
    text: str,
    filters: SearchFilters | None = None,
    *,
    top: int = 10,
    method: Method = "both",
) -> Table:
    """Return the sentences that answer best: see `tarpit_queries.search`.

    Raises:
        InputError: nothing is asked, or a filter names what is not there.
    """
    from tarpit_loaders import vectors
    from tarpit_queries import search as sentences

    (vector,) = vectors.encode([text]).tolist()
    wanted = filters or sentences.SearchFilters()
    return sentences.search(database, text, vector, wanted, top=top, method=method)
