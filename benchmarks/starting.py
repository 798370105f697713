"""How long a command takes to start, beside Python that does nothing.

    python -m benchmarks.starting

Each time is the median of nine processes; the embedded server is running.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.homes import own_home

_TIMES = 9
_PAGE = "# Databricks buys Neon\n\nDatabricks has acquired Neon for $1 billion.\n"


def seconds(*command: str, home: Path | None = None) -> float:
    """Return the median time of a command."""
    environment = os.environ | ({"TARPIT_HOME": str(home)} if home else {})
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def measured() -> dict[str, float]:
    """Return the time of each command, in seconds."""
    tarpit = str(Path(sys.executable).with_name("tarpit"))
    with own_home() as settings:
        page = settings.home / "page.md"
        page.write_text(_PAGE)
        subprocess.run(
            [tarpit, "load", str(page)],
            check=True,
            capture_output=True,
            env=os.environ | {"TARPIT_HOME": str(settings.home)},
        )
        return {
            "python -c pass": seconds(sys.executable, "-c", "pass"),
            "tarpit --help": seconds(tarpit, "--help"),
            "tarpit query deals": seconds(tarpit, "query", "deals", home=settings.home),
            "tarpit extract page.md": seconds(tarpit, "extract", str(page)),
        }


def main() -> None:
    """Measure and print."""
    for name, took in measured().items():
        print(f"{name:24} {took:6.3f} s")


if __name__ == "__main__":
    main()
