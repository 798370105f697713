"""Reading on a cluster: parts of the input go to Ray, claims come back as Parquet files in a folder that all see.

A part's file is whole or not there, so a worker or machine that is lost costs the parts that it was reading, which
others read again; and a load that was killed goes on where it was. The documents come back in the order of the input,
so that the graph is that of one process.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tarpit_graph.errors import InputError
from tarpit_graph.files.atomic import atomic_write
from tarpit_graph.identity import digest

from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, Refused, Skipped
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import claim_files
from tarpit_loaders.load.extractor_version import extractor
from tarpit_loaders.load.inputs import Clone, Part, read
from tarpit_loaders.load.workers import extract_all

#: Files of one task, and the most bytes that they have together; a repository is a task of its own.
_FILES, _BYTES = 32, 2_000_000
Item = Reading | Refused | Skipped


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reads on a cluster; see `inputs.readings`.

    Attributes:
        folder: Holds the claims until they are stored; every machine of the cluster sees it.
        store: Where the bytes go that documents were read from; every machine sees it too.
        address: Of a running cluster, as `ray status` has it; empty for one on this machine alone.
        workers: How many read; None for as many as the cluster has processors.
    """

    folder: Path
    store: RawStore
    address: str = ""
    workers: int | None = None

    def __call__(
        self, parts: Sequence[Part], here: Callable[[Part], Iterator[Item]]
    ) -> Iterator[Item]:
        """Yield the documents of all parts in order; addresses are fetched here, one after the other.

        Raises:
            InputError: Ray is not installed, no cluster answers, or it failed.
        """
        tasks = list(_tasks(parts))
        kept = self.folder / digest(extractor(), *map(_told, parts))[:16]
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        done = self._run(tasks, kept)
        finished: set[int] = set()
        with closing(done):
            for number, task in enumerate(tasks):
                if _is_local(task[0]):
                    yield from here(task[0])
                    continue
                while number not in finished and not _outcome(kept, number).exists():
                    finished.add(next(done))
                yield from _results(kept, number)
        shutil.rmtree(kept)

    def _run(self, tasks: Sequence[Sequence[Part]], kept: Path) -> Generator[int, None, None]:
        """Yield the number of each task that is done, in any order."""
        left = [
            {"number": number, "task": pickle.dumps(tasks[number])}
            for number in range(len(tasks))
            if not _is_local(tasks[number][0]) and not _outcome(kept, number).exists()
        ]
        if not left:
            return
        ray = _ray()
        try:
            ray.init(
                address=self.address or None,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                ignore_reinit_error=True,
            )
            size = self.workers or max(int(ray.cluster_resources().get("CPU", 1)), 1)
            reader = ray.data.from_items(left, override_num_blocks=len(left)).map_batches(
                _PartReader,
                fn_constructor_args=(kept, self.store),
                batch_size=1,
                batch_format="numpy",
                compute=ray.data.ActorPoolStrategy(size=min(size, len(left))),
                num_cpus=1,
            )
            for row in reader.iter_rows():
                yield int(row["number"])
        except (ConnectionError, ray.exceptions.RayError) as error:
            reason = str(error).strip().splitlines()[-1:]
            raise InputError(f"the cluster failed: {(reason or ['no reason given'])[0]}") from error
        finally:
            ray.shutdown()


class _PartReader:
    """An actor: it has the model, and reads one task after the other."""

    def __init__(self, kept: Path, store: RawStore) -> None:
        self.kept, self.store = kept, store

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        for number, task in zip(batch["number"], batch["task"], strict=True):
            self._read(int(number), pickle.loads(task))
        return {"number": batch["number"]}

    def _read(self, number: int, task: Sequence[Part]) -> None:
        refused: list[Refused] = []
        skipped: list[Skipped] = []

        def documents() -> Iterator[Reading | Refused]:
            for item in (item for part in task for item in read(part)):
                if isinstance(item, Skipped):
                    skipped.append(item)
                else:
                    yield self.store.keep(item) if isinstance(item, Reading) else item

        def kept() -> Iterator[Any]:
            for done in extract_all(documents()):
                if isinstance(done, Refused):
                    refused.append(done)
                else:
                    yield done

        with atomic_write(_claims(self.kept, number)) as partial:
            claim_files.write(kept(), partial)
        told = {
            "refused": [[item.where, item.reason] for item in refused],
            "skipped": [[item.where, item.reason] for item in skipped],
        }
        with atomic_write(_outcome(self.kept, number)) as partial:
            partial.write_text(json.dumps(told))


def _results(kept: Path, number: int) -> Iterator[Item]:
    yield from claim_files.read(_claims(kept, number), f"part {number}")
    told = json.loads(_outcome(kept, number).read_text())
    yield from (Refused(*item) for item in told["refused"])
    yield from (Skipped(*item) for item in told["skipped"])


def _tasks(parts: Sequence[Part]) -> Iterator[list[Part]]:
    task: list[Part] = []
    size = 0
    for part in parts:
        if not isinstance(part, File):
            if task:
                yield task
            yield [part]
            task, size = [], 0
            continue
        task.append(part)
        size += len(part.data) if part.data is not None else part.path.stat().st_size
        if len(task) >= _FILES or size >= _BYTES:
            yield task
            task, size = [], 0
    if task:
        yield task


def _is_local(part: Part) -> bool:
    """Tell whether a part is read here: a site is asked politely, by one machine."""
    return not isinstance(part, File | Clone)


def _told(part: Part) -> str:
    """Say what would change if a part changed."""
    if not isinstance(part, File) or part.data is not None:
        return repr(part)
    known = part.path.stat()
    return f"{part!r} {known.st_size} {known.st_mtime_ns}"


def _claims(kept: Path, number: int) -> Path:
    return kept / f"{number:06}{claim_files.ENDING}"


def _outcome(kept: Path, number: int) -> Path:
    return kept / f"{number:06}.json"


def _ray() -> Any:
    # Nothing about the work leaves the machines.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
        import ray.data
        import ray.exceptions
    except ImportError as error:
        raise InputError('--engine ray needs Ray: pip install "tarpit-graph[ray]"') from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False
    return ray
