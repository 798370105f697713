"""The bytes that documents were read from, kept so that better rules can read them again.

A file is named by the SHA-256 of what it holds, so the same bytes are kept once, however often they
are met, and a damaged file is found out.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tarpit_graph import errors
from tarpit_graph.errors import InputError
from tarpit_graph.identity import bytes_digest

from tarpit_loaders.documents.items import Reading


@dataclass(frozen=True, slots=True)
class RawStore:
    """A folder of packed files by digest."""

    folder: Path

    def save(self, data: bytes, digest: str) -> None:
        """Keep bytes under their digest; once kept, they are not written again.

        Raises:
            InputError: the folder cannot be written.
        """
        path = self._path(digest)
        if path.exists():
            return
        partial = path.with_suffix(f".{os.getpid()}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(gzip.compress(data, compresslevel=6, mtime=0))
            partial.replace(path)
        except OSError as error:
            raise InputError(errors.unwritten(path, error)) from error

    def keep(self, reading: Reading) -> Reading:
        """Keep the bytes that a document was read from, and return it without them: they need not travel.

        Raises:
            InputError: the folder cannot be written.
        """
        if reading.raw is not None and reading.document.raw:
            self.save(reading.raw.data, reading.document.raw)
        return replace(reading, raw=None)

    def read(self, digest: str) -> bytes:
        """Return the bytes of a digest.

        Raises:
            InputError: they are not kept here, or damaged.
        """
        try:
            data = gzip.decompress(self._path(digest).read_bytes())
        except FileNotFoundError as error:
            raise InputError(
                f"the bytes {digest[:12]}… are not kept here; load it again"
            ) from error
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"the bytes {digest[:12]}… are damaged; load it again") from error
        if bytes_digest(data) != digest:
            raise InputError(f"the bytes {digest[:12]}… are damaged; load it again")
        return data

    def digests(self) -> Iterator[str]:
        """Yield the digest of everything kept."""
        for path in self.folder.glob("??/*.gz"):
            yield f"{path.parent.name}{path.stem}"

    def remove(self, digest: str) -> int:
        """Delete what a digest stands for; return how many bytes that frees."""
        path = self._path(digest)
        size = path.stat().st_size
        path.unlink()
        return size

    def remove_partial(self) -> None:
        """Delete what a kill left half written."""
        for path in self.folder.glob("??/*.partial"):
            path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest[2:]}.gz"
