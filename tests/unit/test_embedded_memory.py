"""How much of a machine's memory the embedded server takes."""

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from tarpit_graph.embedded import configuration
from tarpit_graph.settings import Settings


@pytest.mark.parametrize(
    ("gigabytes", "heap", "page_cache"),
    [(4, 512, 341), (16, 682, 1365), (24, 1024, 2048), (256, 1024, 2048)],
)
def test_memory_grows_with_the_machine_within_bounds(
    gigabytes: int,
    heap: int,
    page_cache: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("TARPIT_HOME", str(tmp_path))
    settings = Settings()
    memory = SimpleNamespace(total=gigabytes << 30)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    assert f"-Xmx{heap}m" in configuration.java_options()
    configuration.write(settings, 7687, 7474)
    written = (configuration.folder(settings) / "conf" / "neo4j.conf").read_text()
    assert f"server.memory.pagecache.size={page_cache}m\n" in written
