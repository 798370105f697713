"""Fuzz every reader: damaged copies of the golden examples, and random texts of marks that mean something.

Run: python benchmarks/fuzz.py --cases 1000000 --seed 1. A case fails where a reader raises, says that the software
failed, or takes longer than a second. Failures are printed with their seed; the last line has the counts.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from tarpit_loaders import sources
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Refused

EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "golden" / "sources"
SECONDS = 1.0
#: Larger examples are cut, so that a case takes a millisecond.
LONGEST = 1_500
MARKS = (
    *"()[]{}<>\"'`*_~#|\\/&;:,.-+=!?@$%^ \t\n\r\0",
    *("<!--", "-->", "<![", "]]>", "&amp;", "&#x;", "](", "![", "---\n", "```", "> ", "- ", "1. "),
    *("\r\n", "\ufeff", "\u2028", "\x1e", "é", "😀", "\ud7ff", "null", "1970-01-01", "04/06/2024"),
    *("From ", "Subject:", "<s>", "</s>", "<p hidden>", "sep=;", '"id":', '"text":', "=?utf-8?q?"),
)
#: Readers that take long to start on each file: their own tests damage them.
SLOW = frozenset((".pdf", ".docx", ".xlsx", ".warc", ".gz"))


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a copy with a few bytes or marks changed, cut out, doubled or put in."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(found) + 1)
        end = min(at + rng.randint(0, 40), len(found))
        choice = rng.randrange(5)
        if choice == 0:
            del found[at:end]
        elif choice == 1:
            found[at:at] = found[at:end]
        elif choice == 2:
            found[at:end] = bytes(rng.randrange(256) for _ in range(end - at))
        else:
            found[at:at] = (rng.choice(MARKS) * rng.randint(1, 8)).encode()
    return bytes(found)


def read(name: str, data: bytes) -> str:
    """Read a file; return what is wrong with how that went."""
    began = time.perf_counter()
    try:
        items = list(sources.read(File(Path(name), name, SourceHints(), data)))
    except Exception as error:  # a reader must never raise
        return f"raised {type(error).__name__}: {error}"
    took = time.perf_counter() - began
    if took > SECONDS:
        return f"took {took:.1f} s"
    failed = [
        item.reason for item in items if isinstance(item, Refused) and "software" in item.reason
    ]
    return failed[0] if failed else ""


def main() -> None:
    """Run so many cases and print the failures and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    examples = [
        (file.name, file.read_bytes()[:LONGEST])
        for file in sorted(EXAMPLES.iterdir())
        if file.suffix not in SLOW and file.name != "expected.jsonl"
    ]
    failures, began = 0, time.perf_counter()
    for case in range(asked.cases):
        name, data = examples[case % len(examples)]
        if rng.random() < 0.3:
            data = "".join(rng.choice(MARKS) for _ in range(rng.randint(1, 60))).encode()
        else:
            data = damaged(data, rng)
        if problem := read(name, data):
            failures += 1
            print(
                f"seed {asked.seed}, case {case}, {name}: {problem[:200]}: {data[:120]!r}",
                flush=True,
            )
    took = time.perf_counter() - began
    print(f"{asked.cases:,} cases of {len(examples)} files in {took:.0f} s; failures: {failures}")


if __name__ == "__main__":
    main()
