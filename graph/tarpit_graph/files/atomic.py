"""Atomic writes: write a file or folder to a temporary path, then rename it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tarpit_graph.errors import InputError, unwritten

#: Lies in every folder that we write, so that no other is ever replaced.
_MARK = ".tarpit"


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield where to write; it takes the name of `path` at the end, and goes away after a failure.

    What is written may be a file or a folder; a folder takes the place of one that was written here.

    Raises:
        InputError: it cannot be written, or `path` is a folder of someone else.
    """
    if path.is_dir() and not (path / _MARK).exists():
        raise InputError(f"{path} is a folder that no export wrote; choose another name")
    partial = path.with_name(f".{path.name}.partial")
    try:
        _remove(partial)
        yield partial
        if partial.is_dir():
            (partial / _MARK).touch()
        if path.is_dir():
            shutil.rmtree(path)
        partial.replace(path)
    except OSError as error:
        raise InputError(unwritten(path, error)) from error
    finally:
        _remove(partial)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
