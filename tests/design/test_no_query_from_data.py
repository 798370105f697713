"""No statement is put together from data: what stands in one comes from the ontology or is a constant."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import REPOSITORY

#: Methods that run a statement.
RUN = frozenset(("rows", "run", "stream", "ask"))
#: Names that stand for a label, a type of edge, or one of `subject` and `object`; where they come from is the
#: ontology, and `tests/database/test_injection.py` sees that no text of a document gets there.
OF_THE_ONTOLOGY = frozenset(
    ("label", "edge", "type_", "types", "end", "kind", "subject_label", "object_label", "gone")
)


def put_in(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is put into statements."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in RUN
            and node.args
        ):
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.FormattedValue):
                    yield part.value
                if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod):
                    yield part
                if isinstance(part, ast.Call) and ast.unparse(part.func).endswith(".format"):
                    yield part


def is_fixed(value: ast.expr) -> bool:
    """Tell whether a value is a constant or comes from the ontology."""
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    return bool(names) and all(name.isupper() or name in OF_THE_ONTOLOGY for name in names)


def test_what_stands_in_statements_is_fixed() -> None:
    found = [
        f"{file.relative_to(REPOSITORY)}: {ast.unparse(value)}"
        for room in ("graph", "loaders", "queries", "tarpit")
        for file in sorted(Path(REPOSITORY / room).rglob("*.py"))
        if "reader_training" not in file.parts  # no statements: sessions of a network
        for value in put_in(ast.parse(file.read_text()))
        if not is_fixed(value)
    ]
    assert found == []


def test_a_statement_of_data_is_found() -> None:
    bad = (
        "tx.rows(f'MATCH (n {{name: {name}}}) RETURN n')",
        "db.run('MATCH (n:%s) RETURN n' % row['x'])",
        "db.stream('MATCH (n:{}) RETURN n'.format(x))",
    )
    for statement in bad:
        assert not all(map(is_fixed, put_in(ast.parse(statement))))
    good = "tx.rows(f'MATCH (n:{label}) RETURN n LIMIT {BATCH}')"
    assert all(map(is_fixed, put_in(ast.parse(good))))
