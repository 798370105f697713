"""What telling the language and finding copies cost, against reading the same documents for claims.

    python benchmarks/describing.py [FOLDER]

One process. Prints the seconds of each and the ratio to extraction, which is what the user waits for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from tarpit_graph.identity import near_duplicates
from tarpit_loaders.documents import language
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.load import inputs

FOLDER = "examples/briefs"


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    items = inputs.documents(sys.argv[1:] or [FOLDER], SourceHints())
    readings = [item for item in items if isinstance(item, Reading) and item.blocks]
    texts = [" ".join(block.text for block in reading.blocks) for reading in readings]
    pipeline.extract(readings[0])  # loads the model
    language.detect(texts[0])
    reading = seconds(lambda: [pipeline.extract(reading) for reading in readings])
    signatures = [(str(n), near_duplicates.signature(text)) for n, text in enumerate(texts)]
    measured = {
        "language": seconds(lambda: [language.detect(text) for text in texts]),
        "signatures": seconds(lambda: [near_duplicates.signature(text) for text in texts]),
        "groups": seconds(lambda: near_duplicates.groups(signatures)),
    }
    print(f"{len(texts)} documents, {sum(len(text.split()) for text in texts):,} words")
    print(f"{'claims':12} {reading:8.2f} s")
    for name, taken in measured.items():
        print(f"{name:12} {taken:8.2f} s  {taken / reading:7.2%} of that")


if __name__ == "__main__":
    main()
