"""Rows put aside on disk, in parts by a key, so that what belongs together is read together and little is held."""

from __future__ import annotations

import pickle
import zlib
from pathlib import Path
from typing import Any

#: Parts: of a million claims each holds some fifteen thousand.
_PARTS = 64
#: Rows that are written at once.
_TOGETHER = 500


class Spool:
    """Rows by key, which are read a part at a time; all rows of one key are in one part.

    The files are in a folder of the process's own, which it and those that it starts alone read.
    """

    def __init__(self, folder: Path) -> None:
        self._files = [open(folder / f"{n}.spool", "wb") for n in range(_PARTS)]  # noqa: SIM115
        self._waiting: list[list[Any]] = [[] for _ in range(_PARTS)]

    def add(self, key: str, row: Any) -> None:
        """Put a row aside."""
        part = zlib.crc32(key.encode()) % _PARTS
        waiting = self._waiting[part]
        waiting.append(row)
        if len(waiting) >= _TOGETHER:
            self._flush(part)

    def finish(self) -> list[Path]:
        """Close the files and return them: `read` gives the rows of each."""
        for part, file in enumerate(self._files):
            self._flush(part)
            file.close()
        return [Path(file.name) for file in self._files]

    def _flush(self, part: int) -> None:
        if self._waiting[part]:
            pickle.dump(self._waiting[part], self._files[part], pickle.HIGHEST_PROTOCOL)
            self._waiting[part] = []


def read(path: Path) -> list[Any]:
    """Return the rows of a part, in the order in which they were added."""
    rows: list[Any] = []
    with path.open("rb") as file:
        while True:
            try:
                rows += pickle.load(file)
            except EOFError:
                return rows
