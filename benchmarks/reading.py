"""How fast text is read: with the gate, without it, and the bare model on the same blocks.

    .venv/bin/python benchmarks/reading.py [FOLDER]

Prints words a second and ratios against the bare model in the same run, best of three.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from tarpit_loaders import files, sources
from tarpit_loaders.extraction import model, pipeline
from tarpit_loaders.reading import Reading

FOLDER = "examples/briefs"


def best_of_three(work: Callable[[], object]) -> float:
    """Return the shortest time of three, in seconds."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    """Measure and print."""
    found = files.find(sys.argv[1:] or [FOLDER], sources.load().suffixes)
    items = (item for file in found for item in sources.read(file))
    readings = [item for item in items if isinstance(item, Reading) and item.blocks]
    texts = [block.text for reading in readings for block in reading.blocks]
    words = sum(len(text.split()) for text in texts)
    model.load()
    times = {
        "bare model": best_of_three(lambda: list(model.load().pipe(texts, batch_size=64))),
        "every block": best_of_three(
            lambda: [pipeline.extract(r, use_gate=False) for r in readings]
        ),
        "with the gate": best_of_three(lambda: [pipeline.extract(r) for r in readings]),
    }
    for name, seconds in times.items():
        ratio = times["bare model"] / seconds
        print(f"{name:14} {words / seconds:10,.0f} words/s  {ratio:5.2f} × the bare model")


if __name__ == "__main__":
    main()
