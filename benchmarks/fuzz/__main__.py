"""Fuzz every part that meets hostile input: see `targets`.

    python -m benchmarks.fuzz --target readers --cases 1000000 --seed 1
    python -m benchmarks.fuzz --target readers --guided 600     # seconds; needs `pip install atheris`

A case fails where the part raises, comes to something that cannot be, or takes longer than a second of the processor. Failures are
printed with their seed; the last line has the counts.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time


def chance(name: str, cases: int, seed: int) -> int:
    """Try cases made by chance; return how many failed."""
    from benchmarks.fuzz.targets import TARGETS

    rng, target, failures = random.Random(seed), TARGETS[name], 0
    target.problem(target.make(rng))  # what is loaded at first use takes long
    for number in range(cases):
        case = target.make(rng)
        if wrong := target.problem(case):
            failures += 1
            if failures <= 20:
                print(
                    f"{name}, seed {seed}, case {number}: {wrong[:200]}: {case[:120]!r}", flush=True
                )
    return failures


def guided(name: str, seconds: int) -> None:
    """Let atheris look for cases that reach new lines of code, until one fails or the time is up."""
    atheris = importlib.import_module("atheris")  # installed by hand
    packages = ["tarpit_graph", "tarpit_loaders", "tarpit_queries"]
    with atheris.instrument_imports(include=packages):
        from benchmarks.fuzz.targets import SECONDS, TARGETS
    target = TARGETS[name]
    rng = random.Random(1)
    for _ in range(200):  # what is loaded at first use takes long
        target.problem(target.make(rng))

    def one(case: bytes) -> None:
        if wrong := target.problem(case, 5 * SECONDS):
            raise AssertionError(wrong)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=2000"], one)
    atheris.Fuzz()


def main() -> None:
    """Run what was asked for and print the failures and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", default="all")
    parser.add_argument("--cases", type=int, default=100_000, help="Of each target.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", type=int, default=0, metavar="SECONDS")
    asked = parser.parse_args()
    if asked.guided:
        guided(asked.target, asked.guided)
        return
    from benchmarks.fuzz.targets import TARGETS

    for name in TARGETS if asked.target == "all" else (asked.target,):
        began = time.perf_counter()
        failures = chance(name, asked.cases, asked.seed)
        took = time.perf_counter() - began
        print(f"{name}: {asked.cases:,} cases in {took:.0f} s; failures: {failures}", flush=True)


if __name__ == "__main__":
    main()
