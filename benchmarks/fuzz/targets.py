"""What the fuzzer tries: each target makes a case from chance, and tells what is wrong with what came of it."""

from __future__ import annotations

import io
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import networkx as nx
from tarpit_graph.database import cypher_guard
from tarpit_graph.errors import InputError
from tarpit_graph.identity import base_name, entity_id, normalize_name
from tarpit_graph.snapshot import Snapshot
from tarpit_loaders import sources
from tarpit_loaders.documents import date_forms
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Reading, Refused
from tarpit_loaders.extraction import event_dates, pipeline
from tarpit_loaders.extraction.attributes import factuality
from tarpit_loaders.names.catalog import MAX_NAME
from tarpit_loaders.reader import screen
from tarpit_queries import questions

EXAMPLES = Path(__file__).resolve().parents[2] / "tests" / "golden" / "sources"
#: Larger examples are cut, so that a case takes a millisecond.
LONGEST = 1_500
MARKS = (
    *"()[]{}<>\"'`*_~#|\\/&;:,.-+=!?@$%^ \t\n\r\0",
    *("<!--", "-->", "<![", "]]>", "&amp;", "&#x;", "](", "![", "---\n", "```", "> ", "- ", "1. "),
    *("\r\n", "\ufeff", "\u2028", "\x1e", "é", "😀", "\ud7ff", "null", "1970-01-01", "04/06/2024"),
    *("From ", "Subject:", "<s>", "</s>", "<p hidden>", "sep=;", '"id":', '"text":', "=?utf-8?q?"),
)
WORDS = (
    *("Databricks", "Pinecone", "the company", "it", "acquired", "to acquire", "in talks to buy"),
    *("did not", "may", "denied", "fell apart", "called off", "for $1.3 billion", "last year", ","),
    *(
        "Inc.",
        "GmbH & Co. KG",
        "Q4 FY25",
        "June 4, 2024",
        "'24",
        "13.05.2024",
        "yesterday",
        ".",
        '"',
    ),
    *("competes with", "raised", "Series B", "(NASDAQ: NWD)", "and", "which", "—", "\n", "$1e99m"),
    *("MATCH", "(n)", "RETURN", "CALL", "{", "}", "LIMIT", "// param x: Y.", "$top", "AS", "WITH"),
    *("12" * 20, "9999-99-99", "0000", "-1", "1" * 400, "31 February", "now", "٣", "ﬁ", "İ"),
)
#: Readers that take long to start on each file: their own tests damage them.
_SLOW = frozenset((".pdf", ".docx", ".xlsx", ".warc", ".gz"))
_DAY = date(2024, 6, 4)


#: So long a case may take, in seconds of the processor.
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """One part of tarpit that meets hostile input.

    Attributes:
        make: Makes the bytes of a case.
        check: Returns what is wrong with what came of them; empty where nothing is.
    """

    make: Callable[[random.Random], bytes]
    check: Callable[[bytes], str]

    def problem(self, case: bytes, seconds: float = SECONDS) -> str:
        """Return what is wrong with a case, also where it takes longer; empty where nothing is."""
        began = time.process_time()
        try:
            found = self.check(case)
        except Exception as error:
            return f"raised {type(error).__name__}: {error}"
        took = time.process_time() - began
        return found or (f"took {took:.1f} s" if took > seconds else "")


def text_of(rng: random.Random) -> bytes:
    """Return a text of words and marks that mean something."""
    parts = (rng.choice(WORDS if rng.random() < 0.8 else MARKS) for _ in range(rng.randint(1, 25)))
    return (" " if rng.random() < 0.8 else "").join(parts).encode()


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


@cache
def _examples() -> list[tuple[str, bytes]]:
    return [
        (file.name, file.read_bytes()[:LONGEST])
        for file in sorted(EXAMPLES.iterdir())
        if file.suffix not in _SLOW and file.name != "expected.jsonl"
    ]


def _file(rng: random.Random) -> bytes:
    """Return a file behind one byte that says which example its name is of."""
    which = rng.randrange(len(_examples()))
    if rng.random() < 0.3:
        data = "".join(rng.choice(MARKS) for _ in range(rng.randint(1, 60))).encode()
    else:
        data = damaged(_examples()[which][1], rng)
    return bytes((which,)) + data


def _read(case: bytes) -> str:
    name = _examples()[(case[0] if case else 0) % len(_examples())][0]
    items = sources.read(File(Path(name), name, SourceHints(), case[1:]))
    failed = (i.reason for i in items if isinstance(i, Refused) and "software" in i.reason)
    return next(failed, "")


def _fold(case: bytes) -> str:
    name = case.decode(errors="replace")[:MAX_NAME]
    folded, base = normalize_name(name), base_name(name)
    if len(base) > len(name) or (folded and not base.strip()):
        return f"its legal form is all of it: {base!r}"
    return "its id is too long" if len(entity_id("Company", name)) > 1_000 else ""


def _dates(case: bytes) -> str:
    text = case.decode(errors="replace")
    stated = date_forms.parse(text)
    event_dates.resolve(text, _DAY)
    event_dates.in_passing(text)
    return "a date of no year that counts" if stated and not 1900 < stated.start.year < 2200 else ""


def _status(case: bytes) -> str:
    text = case.decode(errors="replace")
    middle = len(text) // 2
    factuality.status(text, 0, (middle, min(middle + 8, len(text))), len(text))
    factuality.cue(text, middle, len(text))
    factuality.is_weighed(text)
    factuality.is_called_off(text)
    return ""


def _screen(case: bytes) -> str:
    text = case.decode(errors="replace")
    return "" if len(screen.worth([text])) == 1 else "another number of answers than sentences"


def _extract(case: bytes) -> str:
    items = sources.read(File(Path("a.md"), "a.md", SourceHints(), case))
    for item in items:
        if isinstance(item, Reading):
            for claim in pipeline.extract(item).claims:
                if not 0 <= claim.start <= claim.end <= len(item.document.text):
                    return f"a claim outside its text: {claim.start} to {claim.end}"
    return ""


def _header(case: bytes) -> str:
    text = case.decode(errors="replace")
    with suppress(InputError):
        questions.parse("x", f"// Ask.\n{text}")
    return ""


def _guard(case: bytes) -> str:
    text = case.decode(errors="replace")
    try:
        cypher_guard.check(text)
    except InputError:
        return ""
    return "a procedure gets by" if "call apoc" in " ".join(text.lower().split()) else ""


def _export(case: bytes) -> str:
    """Write a graph of two nodes of this name in every textual form, and read back what a library can."""
    from tarpit_graph import export

    name = case.decode(errors="replace")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for id_ in ("company:a", "company:b"):
        graph.add_node(id_, id=id_, label="Company", name=name, aliases=[name])
    edge = {"id": "fact:x", "predicate": "ACQUIRED", "status": "completed", "confidence": 1.0}
    graph.add_edge("company:a", "company:b", key="fact:x", type="ACQUIRED", claims=[], **edge)
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("graphml", "gexf", "json", "cypher", "dot", "mmd"):
            export.write(Snapshot.of(graph, None, _DAY), Path(folder, f"x.{suffix}"))
        if len(nx.read_graphml(Path(folder, "x.graphml"))) != 2:
            return "GraphML lost a node"
    return ""


def _command(case: bytes) -> str:
    """Call the command with these arguments; they name no file that is there."""
    from tarpit.cli.main import app

    # Behind `--` the call for help would be an argument, and the command would run.
    arguments = [a for a in case.decode(errors="replace").split("\n") if a not in ("", "--")][:6]
    allowed = ("extract", "query", "report", "export", "eval", "history", "features", "resolve")
    if not arguments or arguments[0] not in allowed:
        arguments = ["extract", *arguments]
    with _silenced():
        try:
            app([*arguments, "--help"], standalone_mode=False)
        except (InputError, SystemExit):
            return ""
        except Exception as error:
            # Typer brings a click of its own, so the class is known by its name.
            known = {kind.__name__ for kind in type(error).__mro__}
            if not known & {"ClickException", "Exit"}:
                raise
    return ""


def _arguments(rng: random.Random) -> bytes:
    words = (
        "extract",
        "query",
        "report",
        "export",
        "--top",
        "--format",
        "json",
        "-",
        "--date",
        "\0",
    )
    return "\n".join(
        rng.choice(words) if rng.random() < 0.6 else text_of(rng).decode()
        for _ in range(rng.randint(1, 6))
    ).encode()


@contextmanager
def _silenced() -> Iterator[None]:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        yield


TARGETS = {
    "readers": Target(_file, _read),
    "names": Target(text_of, _fold),
    "dates": Target(text_of, _dates),
    "status": Target(text_of, _status),
    "screen": Target(text_of, _screen),
    "extraction": Target(text_of, _extract),
    "headers": Target(text_of, _header),
    "guard": Target(text_of, _guard),
    "exports": Target(text_of, _export),
    "command": Target(_arguments, _command),
}
