"""Measure everything beside its peers and write one table.

    python -m benchmarks.bench [--output FILE] [--small] [FOLDER WITH TEXT]

The machine should have nothing else to do. A ratio is that of the time of the first peer to ours: 2.0 is twice as fast.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil
from tarpit_graph.embedded import download

from benchmarks import analytics, reading, searching, starting, writing

PACKAGES = (
    "tarpit-graph", "spacy", "onnxruntime", "neo4j", "py2neo", "networkx", "nx-rustworkx", "igraph", "scipy",
    "textacy",
)  # fmt: skip
#: Companies, and the claims between them: a landscape, and the largest that reports are meant for.
_SIZES = ((10_000, 100_000), (100_000, 1_000_000))
_SENTENCES = 100_000
#: A row: what, its number with its unit, and the ratio to its peer.
Row = tuple[str, str, str]


def reads(folder: str) -> Iterator[Row]:
    """Yield how fast text is read."""
    words, times = reading.measured(folder)
    for name, seconds in times.items():
        yield (
            name,
            f"{seconds:.1f} s, {words / seconds:,.0f} words/s",
            f"{times['spaCy'] / seconds:.2f} × spaCy",
        )


def writes(claims: int, companies: int) -> Iterator[Row]:
    """Yield how fast claims are stored."""
    rates = writing.measured(claims, companies, claims)
    for name, rate in rates.items():
        yield (
            name,
            f"{rate:,.0f} a second",
            f"{rate / rates['bare driver, relationships']:.2f} × bare driver",
        )


def measures(companies: int, edges: int) -> Iterator[Row]:
    """Yield how fast a graph is read and measured."""
    times = analytics.measured(companies, edges)
    for name, seconds in times.items():
        peer = times.get(f"{name.partition(',')[0]}, igraph")
        yield name, f"{seconds:.2f} s", f"{peer / seconds:.2f} × igraph" if peer else ""


def starts() -> Iterator[Row]:
    """Yield how long commands take to start."""
    times = starting.measured()
    for name, seconds in times.items():
        yield name, f"{seconds:.3f} s", f"{seconds / times['python -c pass']:.0f} × Python alone"


def searches(sentences: int) -> Iterator[Row]:
    """Yield how long searches take, beside the index by words alone."""
    times = searching.measured(sentences)
    for name, seconds in times.items():
        peer = (
            f"{seconds / times['search by words']:.1f} × words alone"
            if name.startswith("search")
            else ""
        )
        yield name, f"{seconds:.3f} s", peer


def head() -> Iterator[str]:
    """Yield what the numbers depend on: machine and versions."""
    memory = psutil.virtual_memory().total / 2**30
    yield f"# Benchmarks\n\n{date.today()}, {os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GB.\n"
    found = [f"Python {sys.version.split()[0]}", f"Neo4j {download.VERSION}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    yield f"{', '.join(found)}.\n"


def main() -> None:
    """Measure all, print each table when it is done, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, help="Also write the tables to this file.")
    parser.add_argument("--small", action="store_true", help="Leave a million edges out.")
    parser.add_argument("folder", nargs="?", default=reading.FOLDER)
    asked = parser.parse_args()
    sizes = _SIZES[:1] if asked.small else _SIZES
    most = sizes[-1]
    lines = list(head())
    print(*lines, sep="\n")
    for title, rows in (
        (f"Reading {Path(asked.folder).name}", reads(asked.folder)),
        (f"Storing {most[1]:,} claims", writes(most[1], most[0])),
        *((f"{n:,} companies, {edges:,} edges", measures(n, edges)) for n, edges in sizes),
        (f"Searching {_SENTENCES:,} sentences", searches(_SENTENCES)),
        ("Starting", starts()),
    ):
        table = [f"## {title}\n", "| what | measured | ratio |", "| --- | --- | --- |"]
        table += [f"| {' | '.join(row)} |" for row in rows]
        print(*table, "", sep="\n", flush=True)
        lines += [*table, ""]
    if asked.output:
        asked.output.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
