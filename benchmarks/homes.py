"""A home with an embedded server for one measurement, and commands that run in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.settings import Settings

#: The command that stands beside this Python.
TARPIT = str(Path(sys.executable).with_name("tarpit"))


def run(*command: str, home: Path | None = None) -> None:
    """Run a command to its end, in a home where one is given; it must succeed."""
    environment = os.environ | ({"TARPIT_HOME": str(home)} if home else {})
    subprocess.run(command, check=True, capture_output=True, env=environment)


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
