"""Kill the loader, and now and then the server, at random moments; the graph must be that of one load.

    python benchmarks/kills.py [--kills 50] [--seed 1] [FILES]

Each kill is `kill -9`. After the last one the load is run to its end, and its dump compared with the dump of an
undisturbed load, byte for byte. Prints how many kills there were and at how many stored documents they fell.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.settings import Settings

TARPIT = [sys.executable, "-m", "tarpit.cli.main", "--quiet"]
#: Every so many kills the server is killed instead of the loader.
SERVER_EVERY = 5
BRIEFS = str(Path(__file__).parent.parent / "examples" / "briefs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", default=[BRIEFS])
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tarpit-kills-"))
    try:
        compare(folder, asked.files, asked.kills, random.Random(asked.seed))
    finally:
        for name in ("once", "killed"):
            neo4j_server.stop(home(folder, name))
        shutil.rmtree(folder, ignore_errors=True)


def compare(folder: Path, files: list[str], kills: int, chance: random.Random) -> None:
    tarpit(home(folder, "once"), "load", *files)
    once = dump(home(folder, "once"), folder / "once.zip")
    neo4j_server.stop(home(folder, "once"))
    disturbed = home(folder, "killed")
    neo4j_server.start(disturbed, lambda received: None)
    stored = [kill(disturbed, files, number, chance) for number in range(1, kills + 1)]
    tarpit(disturbed, "load", *files)
    tarpit(disturbed, "db", "verify")
    same = dump(disturbed, folder / "killed.zip") == once
    spread = f"stored documents at each: {' '.join(map(str, stored))}"
    print(f"{kills} kills, every {SERVER_EVERY}th of the server; the same graph: {same}; {spread}")
    sys.exit(not same)


def kill(settings: Settings, files: list[str], number: int, chance: random.Random) -> int:
    """Load for a random while, kill, and return how many documents were stored by then."""
    loader = subprocess.Popen(
        [*TARPIT, "load", *files], env=environment(settings), stderr=subprocess.DEVNULL
    )
    try:
        loader.wait(chance.uniform(3, 16))
    except subprocess.TimeoutExpired:
        server = neo4j_server.running(settings)
        if number % SERVER_EVERY == 0 and server:
            psutil.Process(server.pid).kill()
            loader.wait(120)
        else:
            loader.send_signal(signal.SIGKILL)
            loader.wait()
    with neo4j_server.open_database(settings) as database:
        count = int(database.rows("MATCH (d:Document) RETURN count(d) AS n")[0]["n"])
        if loader.returncode == 0:  # it came to its end: the next begins again
            database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    return count


def home(folder: Path, name: str) -> Settings:
    return Settings().model_copy(update={"home": folder / name})


def environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "TARPIT_HOME": str(settings.home)}


def tarpit(settings: Settings, *arguments: str) -> None:
    subprocess.run([*TARPIT, *arguments], env=environment(settings), check=True)


def dump(settings: Settings, output: Path) -> bytes:
    tarpit(settings, "db", "dump", str(output))
    return output.read_bytes()


if __name__ == "__main__":
    main()
