"""A home with an embedded server for one measurement."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.settings import Settings


@contextmanager
def own_home() -> Iterator[Settings]:
    """Start a server in a folder of its own; both are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="tarpit-benchmark-"))
    settings = Settings().model_copy(update={"home": home})
    try:
        neo4j_server.start(settings, lambda received: None)
        yield settings
    finally:
        neo4j_server.reset(settings)
        shutil.rmtree(home, ignore_errors=True)
