"""Write the reference pages: what may be in the graph, what the command line takes, what can be asked.

`python docs/generate.py` writes them; `generate.pages()` is what they must be, and a test compares.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tarpit_graph.ontology import (
    EDGE_PROPERTIES,
    NODES,
    REFUTED,
    RELATIONS,
    UNCONFIRMED,
    Property,
)
from tarpit_loaders.extraction import patterns
from tarpit_queries import question, render, reports
from typer.testing import CliRunner

HERE = Path(__file__).parent
_GENERATED = "<!-- Written by docs/generate.py: change the code, then run `make docs`. -->\n"


def pages() -> dict[str, str]:
    """Return each page by its path below `docs/`."""
    return {
        "reference/graph.md": "\n".join(_graph()),
        "reference/command-line.md": "\n".join(_command_line()),
        "reference/questions.md": "\n".join(_questions()),
    }


def _graph() -> Iterator[str]:
    yield f"# The graph\n\n{_GENERATED}"
    yield "Claims are the truth, edges are a view of them: `(:Claim)-[:FROM]->(:Document)` and"
    yield "`(:Claim)-[:SUBJECT|OBJECT]->(entity)`.\n\n## Nodes\n"
    for node in NODES.values():
        yield f"### {node.label}\n\n{node.doc}\n"
        yield from _properties(node.properties)
    yield "## Relationships between entities\n"
    yield "| type | joins | meaning | found in text by |\n| --- | --- | --- | --- |"
    found = {p.PREDICATE: p.__doc__ for p in patterns.load()}
    for name, relation in RELATIONS.items():
        arrow = "–" if relation.symmetric else "→"
        ends = ", ".join(f"{a}{arrow}{b}" for a, b in relation.ends)
        pattern = f"`patterns/{name.lower()}.py`" if name in found else ""
        yield f"| `{name}` | {ends} | {relation.doc} | {pattern} |"
    yield f"| `{UNCONFIRMED}` | any | Planned, rumoured or hypothetical; see `predicate`. | |"
    yield f"| `{REFUTED}` | any | Denied or cancelled; see `predicate`. | |\n"
    yield "Every one of them carries:\n"
    yield from _properties(EDGE_PROPERTIES)
    for name, relation in RELATIONS.items():
        if relation.attributes:
            yield f"`{name}` carries besides:\n"
            yield from _properties(relation.attributes)


def _properties(properties: tuple[Property, ...]) -> Iterator[str]:
    yield "| property | type | meaning |\n| --- | --- | --- |"
    for item in properties:
        yield f"| `{item.name}` | {item.type.replace('<', '‹').replace('>', '›')} | {item.doc} |"
    yield ""


def _command_line() -> Iterator[str]:
    yield f"# The command line\n\n{_GENERATED}"
    yield "Results go to standard output, everything else to standard error. Exit codes: 0 well,"
    yield "1 a bug, 2 wrong usage or bad input, 3 no database, 4 some documents failed and the rest"
    yield "is stored.\n"
    for words in commands():
        yield f"## tarpit {' '.join(words)}\n" if words else "## tarpit\n"
        yield f"```text\n{help_of(words)}\n```\n"


def commands() -> list[tuple[str, ...]]:
    """Return every command as the words typed after `tarpit`; the first is none at all."""
    plain = ("load", "retract", "extract", "cypher", "why", "export", "train", "doctor")
    db = ("start", "stop", "status", "browser", "logs", "reset", "schema")
    return [
        (),
        *((name,) for name in plain),
        ("query",),
        ("report",),
        *(("report", name) for name in reports.names()),
        ("eval",),
        ("eval", "relations"),
        ("eval", "status"),
        ("db",),
        *(("db", name) for name in db),
    ]


def help_of(words: tuple[str, ...]) -> str:
    """Return a command's help as it looks on a terminal of 100 columns."""
    from tarpit.cli.main import app

    os.environ.update(COLUMNS="100", TERMINAL_WIDTH="100", NO_COLOR="1", TERM="dumb")
    text = CliRunner().invoke(app, [*words, "--help"], prog_name="tarpit").output
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()).strip()


def _questions() -> Iterator[str]:
    yield f"# Questions\n\n{_GENERATED}"
    yield "Each is a file in `queries/tarpit_queries/` that pastes into Neo4j Browser unchanged, and"
    yield "a command: `tarpit query NAME`. Formats: " + ", ".join(f"`{n}`" for n in render.names())
    yield ".\n"
    for name in question.names():
        asked = question.load(name)
        yield f"## {name}\n\n{asked.doc}\n"
        for parameter in asked.parameters:
            yield f"- `--{parameter.name}` (by default `{parameter.default!r}`): {parameter.doc}"
        yield f"\n```cypher\n{asked.cypher}\n```\n"


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
