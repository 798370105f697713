"""Rows put aside on disk, in parts by a key, so that what belongs together is read together and little is held."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Parts: of a million claims each holds some fifteen thousand.
_PARTS = 64
#: Rows that are written at once.
_TOGETHER = 500


class Spool:
    """Rows by key, which are read a part at a time; all rows of one key are in one part.

    The files are written and read by this process alone, in a folder of its own.
    """

    def __init__(self, folder: Path) -> None:
        self._files = [open(folder / f"{n}.spool", "w+b") for n in range(_PARTS)]  # noqa: SIM115
        self._waiting: list[list[Any]] = [[] for _ in range(_PARTS)]

    def add(self, key: str, row: Any) -> None:
        """Put a row aside."""
        part = zlib.crc32(key.encode()) % _PARTS
        waiting = self._waiting[part]
        waiting.append(row)
        if len(waiting) >= _TOGETHER:
            self._flush(part)

    def parts(self) -> Iterator[list[Any]]:
        """Yield the rows of each part, in the order in which they were added; each part once."""
        for part, file in enumerate(self._files):
            self._flush(part)
            file.seek(0)
            rows: list[Any] = []
            while True:
                try:
                    rows += pickle.load(file)
                except EOFError:
                    break
            file.close()
            yield rows

    def _flush(self, part: int) -> None:
        if self._waiting[part]:
            pickle.dump(self._waiting[part], self._files[part], pickle.HIGHEST_PROTOCOL)
            self._waiting[part] = []
