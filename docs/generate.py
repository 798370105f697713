"""Write the reference pages: what may be in the graph, what the command line takes, what can be asked.

`python docs/generate.py` writes them; `generate.pages()` is what they must be, and a test compares.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tarpit_graph import config, export
from tarpit_graph.ontology import (
    DERIVED_PROPERTIES,
    DERIVED_RELATIONS,
    EDGE_PROPERTIES,
    NODES,
    REFUTED,
    RELATIONS,
    UNCONFIRMED,
)
from tarpit_graph.ontology.types import Property
from tarpit_graph.settings import Settings
from tarpit_loaders import sources
from tarpit_loaders.extraction import patterns
from tarpit_loaders.load import claim_files
from tarpit_loaders.reader.labels import PREDICATES
from tarpit_queries import questions, render, reports
from tarpit_queries.table import NOT_ENOUGH, Column
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

HERE = Path(__file__).parent
_EXAMPLES = HERE.parent / "tests" / "golden" / "sources"
_GENERATED = "<!-- Written by docs/generate.py: change the code, then run `make docs`. -->\n"


def pages() -> dict[str, str]:
    """Return each page by its path below `docs/`."""
    return {
        "reference/graph.md": "\n".join(_graph()),
        "reference/command-line.md": "\n".join(_command_line()),
        "reference/questions.md": "\n".join(_questions()),
        "reference/sources.md": "\n".join(_sources()),
        "reference/reports.md": "\n".join(_reports()),
        "reference/exports.md": "\n".join(_exports()),
        "reference/claims.md": "\n".join(_claim_columns()),
        "reference/settings.md": "\n".join(_settings()),
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
    found = {pattern.predicate for pattern in patterns.load()}
    for name, relation in RELATIONS.items():
        arrow = "–" if relation.symmetric else "→"
        ends = ", ".join(f"{a}{arrow}{b}" for a, b in relation.ends)
        readers = ["the network"] if name in PREDICATES else []
        readers += [f"`patterns/{name.lower()}.py`"] if name in found else []
        pattern = " and ".join(readers)
        yield f"| `{name}` | {ends} | {relation.doc} | {pattern} |"
    yield f"| `{UNCONFIRMED}` | any | Planned, rumoured or hypothetical; see `predicate`. | |"
    yield f"| `{REFUTED}` | any | Denied or cancelled; see `predicate`. | |\n"
    yield "Every one of them carries:\n"
    yield from _properties(EDGE_PROPERTIES)
    for name, relation in RELATIONS.items():
        if relation.attributes:
            yield f"`{name}` carries besides:\n"
            yield from _properties(relation.attributes)
    yield from _derived()


def _derived() -> Iterator[str]:
    yield "## What `tarpit analyze` computes\n"
    yield "No claims: nothing rests on it, and the next analysis replaces it. Edges carry `derived: true`"
    yield "and `run`.\n"
    for label, properties in DERIVED_PROPERTIES.items():
        yield f"### {label}, derived\n"
        yield from _properties(properties)
    for name, relation in DERIVED_RELATIONS.items():
        yield f"### {name}\n\n{relation.doc}\n"
        yield from _properties(relation.attributes)


def _properties(properties: tuple[Property, ...]) -> Iterator[str]:
    yield "| property | type | meaning |\n| --- | --- | --- |"
    for item in properties:
        yield f"| `{item.name}` | {item.type.replace('<', '‹').replace('>', '›')} | {item.doc} |"
    yield ""


def _claim_columns() -> Iterator[str]:
    yield f"# Claims as files\n\n{_GENERATED}"
    yield "`tarpit extract --output claims.parquet` writes them, `tarpit load claims.parquet` stores them; both"
    yield "need the extra `parquet`. A row is a claim with its document; a document without claims has one row"
    yield "whose `predicate` is null. DuckDB, polars and pandas read them.\n"
    yield "| column | type | what it holds |\n| --- | --- | --- |"
    for name, (type_, doc) in claim_files.COLUMNS.items():
        yield f"| `{name}` | {type_} | {doc} |"
    yield ""


def _command_line() -> Iterator[str]:
    yield f"# The command line\n\n{_GENERATED}"
    yield "Results go to standard output, everything else to standard error. Exit codes: 0 well,"
    yield "1 a bug, 2 wrong usage or bad input, 3 no database, 4 some documents failed and the rest"
    yield "is stored, 5 the graph is not what its claims say (`tarpit db verify`).\n"
    for words in commands():
        yield f"## tarpit {' '.join(words)}\n" if words else "## tarpit\n"
        yield f"```text\n{help_of(words)}\n```\n"


def commands() -> list[tuple[str, ...]]:
    """Return every command as the words typed after `tarpit`; the first is none at all.

    Questions have a page of their own.
    """
    from tarpit.cli.main import app

    return list(_below(get_command(app), ()))


def _below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, TyperGroup) and words != ("query",):
        context: Any = None  # our groups list what they hold without one
        for name in command.list_commands(context):
            yield from _below(command.get_command(context, name), (*words, name))


def help_of(words: tuple[str, ...]) -> str:
    """Return a command's help as it looks on a terminal."""
    from tarpit.cli.main import app

    os.environ.update(COLUMNS="100", TERMINAL_WIDTH="100", NO_COLOR="1", TERM="dumb")
    text = CliRunner().invoke(app, [*words, "--help"], prog_name="tarpit").output
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()).strip()


def _questions() -> Iterator[str]:
    yield f"# Questions\n\n{_GENERATED}"
    yield "Each is a file in `queries/tarpit_queries/` that pastes into Neo4j Browser unchanged, and"
    yield "a command: `tarpit query NAME`. Formats: " + ", ".join(f"`{n}`" for n in render.names())
    yield ".\n"
    for name in questions.names():
        asked = questions.load(name)
        yield f"## {name}\n\n{asked.doc}\n"
        for parameter in asked.parameters:
            yield f"- `--{parameter.name}` (by default `{parameter.default!r}`): {parameter.doc}"
        yield f"\n```cypher\n{asked.cypher}\n```\n"


def _reports() -> Iterator[str]:
    yield f"# Reports\n\n{_GENERATED}"
    yield "Each is a file in `queries/tarpit_queries/reports/` and a command, `tarpit report NAME`. All take"
    yield "`--as-of`, `--min-confidence`, `--status`, `--segment` and `--company`, and say on how many claims"
    yield "and documents they rest. A number that would mean nothing is not shown: it says"
    yield f'"{NOT_ENOUGH}", and is null in JSON. Every row ends in an id: `tarpit why ID` prints the'
    yield "sentences.\n"
    for name in reports.names():
        report = reports.load(name)
        module = sys.modules[report.make.__module__]
        yield f"## {name}\n\n{(module.__doc__ or '').strip()}\n\n{report.how_to_read}\n"
        tables = [
            t
            for t in vars(module).values()
            if isinstance(t, tuple) and t and isinstance(t[0], Column)
        ]
        for columns in tables:
            yield "| column | meaning |\n| --- | --- |"
            yield from (f"| `{column.name}` | {column.doc} |" for column in columns)
            yield ""


def _exports() -> Iterator[str]:
    yield f"# Export formats\n\n{_GENERATED}"
    yield "The suffix of the file chooses the format: `tarpit export FILE`. What all of them can be asked stands in"
    yield "[how to export](../how-to/export.md). Another package can [add one](../how-to/extend.md).\n"
    yield "| suffix | what it is | opened by |\n| --- | --- | --- |"
    for suffix, format_ in export.load().items():
        what = (sys.modules[format_.write.__module__].__doc__ or "").strip().splitlines()[0]
        yield f"| `{suffix}` | {what} | {format_.readers} |"


def _settings() -> Iterator[str]:
    yield f"# Settings\n\n{_GENERATED}"
    yield "What the command line says goes before the environment, the environment before the config file, and"
    yield "this before the defaults. The config file is `config.toml` in the folder for configuration that your"
    yield f"system has (`tarpit doctor` prints where), or what `{config.VARIABLE}` names:\n"
    yield '```toml\nuri = "bolt://graph.example.com:7687"\nusername = "analyst"\n```\n'
    yield "| key | environment | meaning |\n| --- | --- | --- |"
    for name, field in Settings.model_fields.items():
        yield f"| `{name}` | `{field.validation_alias}` | {field.description} |"
    yield "\nA password is better kept in the environment; whoever may read the file may read it.\n"
    yield "Of the environment alone: `NO_COLOR` turns colours off, `PAGER` shows what is longer than the"
    yield "terminal, `TARPIT_DEBUG` shows where an error came from.\n"
    yield "`--quiet`, `--verbose` and `--no-color` may stand anywhere on the command line. The embedded server"
    yield "takes its ports from `tarpit db start --bolt-port --http-port` and keeps them."


def _sources() -> Iterator[str]:
    yield f"# Kinds of sources\n\n{_GENERATED}"
    yield "A file tells its kind by its ending and its first lines; `kind:` in the sources file or"
    yield "`--kind` says it outright. Another package can [add one](../how-to/extend.md).\n"
    yield "| kind | files | what is read | what is skipped | settings |\n| --- | --- | --- | --- | --- |"
    kinds = sources.load().kinds
    for kind, source in kinds.items():
        endings = " ".join(f"`{suffix}`" for suffix in source.endings)
        settings = " ".join(f"`{name}`" for name in source.settings)
        yield f"| [`{kind}`](#{kind}) | {endings} | {source.reads} | {source.skips} | {settings} |"
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (_EXAMPLES / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found[said.pop("kind")].append(said)
    for kind, source in kinds.items():
        yield f"\n## {kind}\n\n{_summary(source)}\n"
        yield from _example(kind, found[kind])


def _summary(source: object) -> str:
    """Return what a source's docstring says, as paragraphs of Markdown."""
    return (source.__doc__ or "").strip()


def _example(kind: str, found: list[dict[str, Any]]) -> Iterator[str]:
    """Show the example that the tests read, and what they find in it."""
    (path,) = _EXAMPLES.glob(f"{kind}.*")
    if path.suffix not in (".docx", ".pdf"):
        yield f"```text\n{path.read_text(encoding='utf-8').replace(chr(13), '').strip()}\n```\n"
    yield f"`tests/golden/sources/{path.name}` gives:\n\n```text"
    for item in found:
        claims = item.pop("claims", [])
        yield ", ".join(f"{key}: {value}" for key, value in item.items())
        yield from (f"  {claim}" for claim in claims)
    yield "```"


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
