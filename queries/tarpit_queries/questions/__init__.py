"""One question per `.cypher` file: its header is its contract, and it runs in Neo4j Browser as is.

    // Deals by acquirer: who bought whom, with the status of each deal.
    // param acquirer: Name of a company, or '' for all.
    // param top: How many rows.
    // ask: what did {acquirer} buy
    WITH '' AS acquirer
    MATCH …
    LIMIT 50

The first line is the question; each `ask` is how people ask it, as `tarpit ask` compares them. Parameters stand in the first `WITH` as literals, and the number
after `LIMIT` is the parameter `top`, so that the file runs unchanged wherever it is pasted; a
literal's type is the parameter's type, its value the default. To ask it with other values, each
literal is replaced by a Cypher parameter of its name. Another package adds questions by an entry point of
the group `tarpit.questions` that names a package with such files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from tarpit_graph import plugins
from tarpit_graph.errors import InputError
from tarpit_graph.identity import normalize_name

from tarpit_queries.table import Column, Table

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database

Value = str | int | float | bool

#: Group of entry points by which other packages add theirs.
ENTRY_POINTS = "tarpit.questions"
_ENDING = ".cypher"
#: The server ends a question after so long: anyone may ask one over `tarpit serve`.
_SECONDS = 60.0
_PARAM = re.compile(r"//\s*param\s+(\w+):\s*(.+)")
_ASK = re.compile(r"//\s*ask:\s*(.+)")
_WITH = re.compile(r"^WITH (.+)$", re.MULTILINE)
_TOP = "top"
_LIMIT = re.compile(r"^LIMIT (\d+)$", re.MULTILINE)
_BINDING = re.compile(r"('(?:[^'\\]|\\.)*'|-?\d+\.\d+|-?\d+|true|false) AS (\w+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about."""

    name: str
    doc: str
    default: Value


@dataclass(frozen=True, slots=True)
class Question:
    """A `.cypher` file."""

    name: str
    doc: str
    parameters: tuple[Parameter, ...]
    cypher: str
    asks: tuple[str, ...] = ()

    def statement(self) -> str:
        """Return the statement with its literals replaced by parameters."""
        bound = ", ".join(f"${p.name} AS {p.name}" for p in self.parameters if p.name != _TOP)
        cypher = _WITH.sub(f"WITH {bound}", self.cypher, count=1) if bound else self.cypher
        return _LIMIT.sub(f"LIMIT ${_TOP}", cypher)

    def pasted(self, values: Mapping[str, str]) -> str:
        r"""Return the statement with text in place of its literals, to be pasted anywhere.

        >>> asked = parse("x", "// Ask.\n// param a: Who.\nWITH '' AS a\nMATCH (n) RETURN n")
        >>> print(asked.pasted({"a": "O'Reilly"}))
        WITH 'O\'Reilly' AS a
        MATCH (n) RETURN n
        """

        def bound(found: re.Match[str]) -> str:
            value = values.get(found[2])
            if value is None:
                return found[0]
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}' AS {found[2]}"

        first, *rest = self.cypher.split("\n")
        return "\n".join((_BINDING.sub(bound, first), *rest))

    def ask(self, database: Database, **values: Value) -> Table:
        """Ask it, with the defaults for what is not given.

        Raises:
            InputError: a parameter that the question does not have, a name that is not in the graph, or it takes longer
                than a minute.
        """
        defaults = {p.name: p.default for p in self.parameters}
        if unknown := values.keys() - defaults.keys():
            known = ", ".join(defaults) or "none"
            raise InputError(f"{self.name} has no parameter {min(unknown)}; it has {known}")
        named = {name: _known(database, name, value) for name, value in values.items()}
        asked = {**defaults, **named}
        return run(database, self.statement(), asked, self.doc, seconds=_SECONDS)


def _known(database: Database, parameter: str, value: Value) -> Value:
    """Return a name as the graph spells it, and any other value as it is."""
    from tarpit_queries import entity_names

    label = entity_names.LABEL_OF_PARAMETER.get(parameter)
    if label is None or not isinstance(value, str) or not value:
        return value
    return entity_names.the_one(database, value, label).name


def run(
    database: Database,
    cypher: str,
    parameters: dict[str, Value] | None = None,
    title: str = "",
    *,
    may_write: bool = False,
    seconds: float | None = None,
    most: int | None = None,
) -> Table:
    """Run a statement and return its rows as a table; the server refuses it if it writes unasked.

    Args:
        database, cypher, parameters: The statement and where to run it.
        title: Of the table.
        may_write: It may change the graph.
        seconds: The server ends it after so long.
        most: Of more rows a note under the table tells.
    """
    names, records = database.ask(
        cypher, parameters or {}, may_write=may_write, seconds=seconds, most=most
    )
    rows = tuple(
        {name: _value(value) for name, value in zip(names, record.values(), strict=True)}
        for record in records
    )
    notes: tuple[str, ...] = ()
    if most is not None and len(rows) > most:
        rows, notes = rows[:most], (f"There are more than {most:,} rows; --top shows more.",)
    return Table(title, tuple(Column(name) for name in names), rows, notes)


def _value(value: object) -> object:
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    if hasattr(value, "labels") and hasattr(value, "items"):
        return {"labels": sorted(value.labels), **{k: _value(v) for k, v in value.items()}}
    if hasattr(value, "type") and hasattr(value, "items"):
        return {"type": value.type, **{k: _value(v) for k, v in value.items()}}
    return value.to_native() if hasattr(value, "to_native") else value


def names() -> tuple[str, ...]:
    """Return the name of every question, as typed on the command line."""
    return tuple(sorted(_files()))


@cache
def _files() -> dict[str, Traversable]:
    """Return the file of each question by its name; where two packages have one, ours, then the first, counts.

    Raises:
        InputError: an entry point cannot be imported.
    """
    others = (plugins.imported(point).__name__ for point in plugins.entry_points(ENTRY_POINTS))
    found: dict[str, Traversable] = {}
    for package in (__name__, *others):
        for file in files(package).iterdir():
            if file.name.endswith(_ENDING):
                found.setdefault(file.name.removesuffix(_ENDING).replace("_", "-"), file)
    return found


def load(name: str) -> Question:
    """Read one question.

    Raises:
        InputError: there is none of this name, or its header does not match its statement.
    """
    if name not in names():
        near = [n for n in names() if normalize_name(name) in normalize_name(n)] or list(names())
        raise InputError(f"there is no query {name!r}; there are {', '.join(near)}")
    return parse(name, _files()[name].read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Question:
    """Read a question's header.

    >>> parse("x", "// Ask.\\n// param top: How many.\\nMATCH (n)\\nRETURN n\\nLIMIT 5").parameters
    (Parameter(name='top', doc='How many.', default=5),)
    """
    lines = text.strip().splitlines()
    if not lines or not lines[0].startswith("// "):
        raise InputError(f"{name}.cypher must open with its question as a comment: // …")
    docs = {m.group(1): m.group(2) for line in lines if (m := _PARAM.match(line))}
    cypher = "\n".join(line for line in lines if not line.startswith("//"))
    first, limit = _WITH.match(cypher), _LIMIT.search(cypher)
    bound = _BINDING.findall(first.group(1)) if first else []
    bound += [(limit.group(1), _TOP)] if limit else []
    if {parameter for _, parameter in bound} != docs.keys():
        raise InputError(
            f"{name}.cypher documents {sorted(docs)}, but its first WITH and LIMIT "
            f"bind {sorted(parameter for _, parameter in bound)}: make them the same"
        )
    parameters = tuple(Parameter(p, docs[p], _literal(value)) for value, p in bound)
    asks = tuple(m.group(1) for line in lines if (m := _ASK.match(line)))
    return Question(name, lines[0][3:].strip(), parameters, cypher, asks)


def _literal(text: str) -> Value:
    if text[0] == "'":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if text in ("true", "false"):
        return text == "true"
    return float(text) if "." in text else int(text)
