"""A folder of two Parquet files, nodes and relationships, for polars, pandas, DuckDB and Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tarpit_graph.export import Export
from tarpit_graph.files import arrow
from tarpit_graph.ontology import property_columns
from tarpit_graph.ontology.types import Property
from tarpit_graph.snapshot import Snapshot, graph_filter

_BATCH = 10_000
_ENDS = ("subject", "object")


def write(snapshot: Snapshot, path: Path) -> None:
    """Write the graph batch by batch; lists stay lists and days dates.

    Raises:
        InputError: pyarrow is not installed.
    """
    pyarrow = arrow.pyarrow()
    path.mkdir()
    nodes = ({"id": n, **data} for n, data in graph_filter.nodes(snapshot.graph))
    edges = (
        {**data, "id": key, "subject": subject, "object": object_}
        for subject, object_, key, data in graph_filter.edges(snapshot.graph)
    )
    of_nodes = _schema(pyarrow, ("id",), property_columns.of_nodes())
    of_edges = _schema(pyarrow, ("id", *_ENDS), property_columns.of_edges())
    _write(pyarrow, path / "nodes.parquet", of_nodes, nodes)
    _write(pyarrow, path / "relationships.parquet", of_edges, edges)


def _schema(pyarrow: Any, keys: Iterable[str], declared: Iterable[Property]) -> Any:
    types = {
        "STRING": pyarrow.string(),
        "LIST<STRING>": pyarrow.list_(pyarrow.string()),
        "INTEGER": pyarrow.int64(),
        "FLOAT": pyarrow.float64(),
        "BOOLEAN": pyarrow.bool_(),
        "DATE": pyarrow.date32(),
    }
    fields = [(key, pyarrow.string()) for key in keys]
    return pyarrow.schema([*fields, *((c.name, types[c.type]) for c in declared)])


def _write(pyarrow: Any, path: Path, schema: Any, rows: Iterator[dict[str, Any]]) -> None:
    from pyarrow import parquet

    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, _BATCH)):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))


EXPORT = Export(
    suffix=".parquet",
    readers="polars, pandas, DuckDB, Spark",
    write=write,
)
