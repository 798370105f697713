"""What a statement that a person typed may not do: call procedures outside a list, read files or addresses."""

from __future__ import annotations

import re

from tarpit_graph.errors import InputError

#: Procedures that tell what the graph holds. Namespaces end with a dot.
ALLOWED = (
    "db.labels",
    "db.relationshiptypes",
    "db.propertykeys",
    "db.schema.",
    "db.index.fulltext.query",
    "db.index.fulltext.listavailableanalyzers",
    "dbms.components",
)
#: Strings, names in backticks and comments, in which words are no commands.
_QUOTED = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|//[^\n]*|/\*.*?(?:\*/|\Z)|`(?:[^`]|``)*`", re.DOTALL
)
_CALL = re.compile(r"\bCALL\s+(?!\(|\{)([^\s({;]+)", re.IGNORECASE)
_READS = re.compile(r"\bLOAD\s+CSV\b", re.IGNORECASE)


def check(statement: str) -> None:
    """Refuse a statement that reaches beyond the graph.

    Raises:
        InputError: it calls a procedure outside the list, or loads a file or an address.

    >>> check("MATCH (n) WHERE n.name = 'CALL apoc.x()' RETURN n // LOAD CSV")
    >>> check("CALL apoc.load.json('http://x')")
    Traceback (most recent call last):
    ...
    tarpit_graph.errors.InputError: procedure apoc.load.json may not be called here; db.labels, … may
    """
    # A name in backticks stays, so that a procedure cannot hide in one.
    plain = _QUOTED.sub(lambda part: part[0] if part[0].startswith("`") else " ", statement)
    if _READS.search(plain):
        raise InputError("LOAD CSV may not be used here: load files with `tarpit load`")
    for called in _CALL.finditer(plain):
        name = called[1].replace("`", "").lower()
        if not any(
            name == allowed or (allowed.endswith((".", "query")) and name.startswith(allowed))
            for allowed in ALLOWED
        ):
            raise InputError(f"procedure {called[1]} may not be called here; {ALLOWED[0]}, … may")
