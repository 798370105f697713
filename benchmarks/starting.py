"""How long a command takes to start, beside Python that does nothing.

    python -m benchmarks.starting

Each time is the median of nine processes; the embedded server is running.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from benchmarks.homes import TARPIT, own_home, run

_TIMES = 9
_PAGE = "# Databricks buys Neon\n\nDatabricks has acquired Neon for $1 billion.\n"


def seconds(*command: str, home: Path | None = None) -> float:
    """Return the median time of a command."""
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        run(*command, home=home)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def measured() -> dict[str, float]:
    """Return the time of each command, in seconds."""
    with own_home() as settings:
        page = settings.home / "page.md"
        page.write_text(_PAGE)
        run(TARPIT, "load", str(page), home=settings.home)
        return {
            "python -c pass": seconds(sys.executable, "-c", "pass"),
            "tarpit --help": seconds(TARPIT, "--help"),
            "tarpit query deals": seconds(TARPIT, "query", "deals", home=settings.home),
            "tarpit extract page.md": seconds(TARPIT, "extract", str(page)),
        }


def main() -> None:
    """Measure and print."""
    for name, took in measured().items():
        print(f"{name:24} {took:6.3f} s")


if __name__ == "__main__":
    main()
