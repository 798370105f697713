"""Reading on a cluster gives the graph of one process, also where a machine is lost in the middle."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tarpit_graph.claims.verify import verify
from tarpit_graph.database.session import Database
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import inputs, on_ray, pipeline

from tests.conftest import REPOSITORY
from tests.database import test_load

pytestmark = [
    pytest.mark.database,
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray"),
]
cluster_utils = pytest.importorskip("ray.cluster_utils", reason="Ray is not installed")
BRIEFS = str(REPOSITORY / "examples" / "briefs")
_STORE = 100_000_000


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Two machines that read, as processes of this one, and a head that does not."""
    head = {"num_cpus": 0, "include_dashboard": False, "object_store_memory": _STORE}
    made = cluster_utils.Cluster(initialize_head=True, head_node_args=head)
    made.nodes = [made.add_node(num_cpus=1, object_store_memory=_STORE) for _ in range(2)]
    yield made
    made.shutdown()


def test_a_lost_machine_changes_nothing(
    cluster: Any, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RawStore(tmp_path / "raw")
    pipeline.load(database, inputs.readings([BRIEFS]), store=store)
    alone = test_load.dump(database)
    database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")

    monkeypatch.setattr(on_ray, "_FILES", 4)  # many small tasks, so that the loss falls among them
    engine = on_ray.Cluster(tmp_path / "ray", store, cluster.address)
    lost = threading.Thread(target=_lose_one, args=(cluster, tmp_path / "ray"))
    lost.start()
    pipeline.load(database, inputs.readings([BRIEFS], engine=engine), store=store)
    lost.join()
    assert test_load.dump(database) == alone
    assert list(verify(database)) == []
    assert not list((tmp_path / "ray").iterdir())


def _lose_one(cluster: Any, folder: Path) -> None:
    deadline = time.monotonic() + 120
    while len(list(folder.glob("*/*.json"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    cluster.remove_node(cluster.nodes[0], allow_graceful=False)


def test_what_was_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = on_ray._PartReader(tmp_path, RawStore(tmp_path / "raw"))
    files = list(inputs._looked_up(BRIEFS, inputs._UNKNOWN, False))[:2]
    read({"number": [0], "task": [pickle.dumps(files)]})
    monkeypatch.setattr(on_ray, "digest", lambda *parts: "known")
    kept = tmp_path / "known"
    kept.mkdir()
    for file in ("000000.parquet", "000000.json"):
        (tmp_path / file).rename(kept / file)
    # No cluster is started: nothing is left to read.
    monkeypatch.setattr(on_ray, "_ray", lambda: pytest.fail("a cluster was asked"))
    engine = on_ray.Cluster(tmp_path, RawStore(tmp_path / "raw"))
    found = list(engine(files, lambda part: iter(())))
    assert [item.name for item in found if isinstance(item, Reading)]
    assert not kept.exists()
