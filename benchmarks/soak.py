"""Load, ask, retract and export at once for an hour; memory must stay flat and the graph right.

    python benchmarks/soak.py [--minutes 60] [--pause 1] [FOLDER WITH DOCUMENTS]

Four processes work on one embedded server, each with a pause between two turns. The last lines
tell of each how many turns it took, how long they took, and its memory in each sixth of the time; then the graph is
checked against its claims. By default the documents are those of `examples/briefs`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from tarpit_graph import export, snapshot
from tarpit_graph.claims.retract import retract
from tarpit_graph.claims.verify import verify
from tarpit_graph.database.session import Database
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.errors import InputError
from tarpit_graph.settings import Settings
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import questions

BRIEFS = Path(__file__).parent.parent / "examples" / "briefs"
PARTS = 6
Turn = Callable[[Database, Settings, list[Path], random.Random], None]


def load(database: Database, settings: Settings, files: list[Path], chance: random.Random) -> None:
    """Load twenty documents, some of them changed since they were loaded last."""
    folder = settings.home / "inbox"
    folder.mkdir(exist_ok=True)
    for file in chance.sample(files, min(20, len(files))):
        ending = f"\nSeen {chance.randint(1, 3)} times.\n" if file.suffix in (".md", ".txt") else ""
        (folder / file.name).write_text(file.read_text(errors="replace") + ending)
    pipeline.load(database, inputs.readings([str(folder)]), store=RawStore(settings.raw_folder))
    shutil.rmtree(folder)


def ask(database: Database, settings: Settings, files: list[Path], chance: random.Random) -> None:
    """Ask a named question, and read the whole graph as reports do."""
    questions.load(chance.choice(("deals", "crowded-segments", "documents"))).ask(database)
    snapshot.read(database)


def take_back(
    database: Database, settings: Settings, files: list[Path], chance: random.Random
) -> None:
    """Retract one document."""
    found = database.rows("MATCH (d:Document) WHERE d.raw IS NOT NULL RETURN d.id AS id")
    if found:
        with suppress(InputError):  # another process may have been faster
            retract(database, chance.choice(found)["id"])


def write(database: Database, settings: Settings, files: list[Path], chance: random.Random) -> None:
    """Export the whole graph."""
    output = settings.home / f"graph.{chance.choice(('graphml', 'json', 'csv'))}"
    export.write(snapshot.read(database), output)


TURNS: dict[str, Turn] = {"load": load, "ask": ask, "retract": take_back, "export": write}


def work(
    name: str,
    home: Path,
    files: list[Path],
    until: float,
    pause: float,
    results: multiprocessing.Queue[Any],
) -> None:
    """Take turns until the time is up, then put how long each took and the memory after it."""
    settings = Settings().model_copy(update={"home": home})
    chance, turns = random.Random(name), []
    with neo4j_server.open_database(settings) as database:
        while time.time() < until:
            began = time.perf_counter()
            TURNS[name](database, settings, files, chance)
            took = time.perf_counter() - began
            turns.append((time.time(), took, psutil.Process().memory_info().rss / 1e6))
            time.sleep(pause)
    results.put((name, turns))


def main() -> None:
    """Run for so long, print what was seen, and fail where the graph is not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1, help="Seconds between two turns.")
    parser.add_argument("folder", nargs="?", type=Path, default=BRIEFS)
    asked = parser.parse_args()
    files = sorted(path for path in asked.folder.rglob("*") if path.is_file())
    home = Path(tempfile.mkdtemp(prefix="tarpit-soak-"))
    settings = Settings().model_copy(update={"home": home})
    server = neo4j_server.start(settings, lambda received: None)
    began = time.time()
    until = began + asked.minutes * 60
    start = multiprocessing.get_context("spawn")
    results = start.Queue()
    workers = [
        start.Process(target=work, args=(name, home, files, until, asked.pause, results))
        for name in TURNS
    ]
    for worker in workers:
        worker.start()
    memory: list[tuple[float, float, float]] = []
    while any(worker.is_alive() for worker in workers) and len(memory) < asked.minutes * 12:
        memory.append((time.time(), 0.0, psutil.Process(server.pid).memory_info().rss / 1e6))
        time.sleep(5)
    found = dict(results.get(timeout=300) for _ in workers)
    for name in TURNS:
        tell(name, found[name], began, until)
    tell("server", memory, began, until)
    with neo4j_server.open_database(settings) as database:
        problems = list(verify(database))
        stored = database.rows("MATCH (d:Document) RETURN count(d) AS n")[0]["n"]
    print(f"{stored} documents at the end; problems of the graph: {len(problems)} {problems[:3]}")
    neo4j_server.reset(settings)
    shutil.rmtree(home, ignore_errors=True)
    sys.exit(bool(problems))


def tell(name: str, turns: list[tuple[float, float, float]], began: float, until: float) -> None:
    """Print one line: turns, seconds, and the most memory in each part of the time."""
    took = np.array([turn[1] for turn in turns])
    part = (until - began) / PARTS
    most = [
        max((mb for at, _, mb in turns if n * part <= at - began < (n + 1) * part), default=0)
        for n in range(PARTS)
    ]
    seconds = " ".join(f"p{p} {np.percentile(took, p):.2f} s" for p in (50, 95, 100))
    memory = " ".join(f"{mb:.0f}" for mb in most)
    print(f"{name:8} {len(turns):6,} turns  {seconds}  MB in each sixth: {memory}", flush=True)


if __name__ == "__main__":
    main()
