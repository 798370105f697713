"""pyarrow, which is an extra: everything that writes or reads Parquet asks for it here."""

from __future__ import annotations

from typing import Any

from tarpit_graph.errors import InputError


def pyarrow() -> Any:
    """Return pyarrow.

    Raises:
        InputError: it is not installed.
    """
    try:
        import pyarrow as library
    except ImportError as error:
        raise InputError("parquet needs pyarrow: `pip install tarpit-graph[parquet]`") from error
    return library
