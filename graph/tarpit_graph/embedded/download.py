"""Download Neo4j Community once into the cache, and check its digest.

Everything lands in a `.partial` folder and is renamed at the end, so a folder under its final name
is complete. A download that was cut short goes on where it stopped: what is not whole is dropped.
"""

from __future__ import annotations

import errno
import logging
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from tarpit_graph.errors import DatabaseError
from tarpit_graph.files.checksums import differing, read_sums

VERSION = "5.26.30"
_COORDINATES = (
    f"org.neo4j:neo4j:{VERSION}",
    f"org.neo4j.app:neo4j-server:{VERSION}",
    "org.neo4j.client:neo4j-browser:5.24.0",
)
#: Measured 2026-11: 217 archives, 150 MB; the partial folder holds each of them linked twice.
DOWNLOAD_BYTES = 150_000_000
_NEEDED_BYTES = 2 * DOWNLOAD_BYTES + 100_000_000

#: Called with the number of bytes that have just arrived.
Progress = Callable[[int], None]


def installed(cache: Path) -> Path | None:
    """Return the folder of the server's archives, or None before the first download."""
    folder = _final(cache)
    return folder if folder.is_dir() else None


def install(cache: Path, progress: Progress) -> Path:
    """Download the server unless it is there, and return the folder of its archives.

    Raises:
        DatabaseError: no network, no space, or another download that does not end.
    """
    cache.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(cache / "download.lock", timeout=900):
            return installed(cache) or _download(cache, progress)
    except Timeout as error:
        raise DatabaseError(
            f"another tarpit has been downloading into {cache} for 15 minutes; stop it and retry"
        ) from error


def check(library: Path) -> None:
    """Compare the server's archives with the sums that are committed here, before Java runs them.

    Raises:
        DatabaseError: one is missing, another, or too many.
    """
    sums = read_sums(files("tarpit_graph.embedded").joinpath("archives.sha256").read_text())
    unknown = sorted({archive.name for archive in library.iterdir()} - sums.keys())
    if wrong := [*differing(library, sums), *unknown]:
        raise DatabaseError(
            f"{len(wrong)} of Neo4j's archives in {library} are not those that tarpit knows ({wrong[0]}): "
            "nothing was run. Delete that folder and try again, which downloads them again"
        )


def _final(cache: Path) -> Path:
    return cache / f"neo4j-{VERSION}"


def _download(cache: Path, progress: Progress) -> Path:
    free = shutil.disk_usage(cache).free
    if free < _NEEDED_BYTES:
        raise DatabaseError(
            f"{cache} has {free >> 20} MB free and Neo4j needs {_NEEDED_BYTES >> 20} MB to unpack; "
            "free some space, or set TARPIT_CACHE to a folder on a larger disk"
        )
    partial = cache / f"neo4j-{VERSION}.partial"
    _drop_broken(partial)
    with _explained(cache):
        archives = _resolve(partial, progress)
        library = partial / "lib"
        library.mkdir(exist_ok=True)
        for archive in archives:
            shutil.copyfile(archive, library / archive.name)
        check(library)
        library.rename(_final(cache))
    shutil.rmtree(partial, ignore_errors=True)
    return _final(cache)


def _resolve(partial: Path, progress: Progress) -> list[Path]:
    import jgo
    from jgo.env import EnvironmentBuilder
    from jgo.maven import MavenContext, PythonResolver

    @contextmanager
    def report(_name: str, _size: int) -> Iterator[Progress]:
        yield progress

    logging.getLogger(jgo.__name__).setLevel(logging.ERROR)
    context = MavenContext(
        resolver=PythonResolver(progress_callback=report),
        repo_cache=partial / "repository",
        timeout=60,
    )
    builder = EnvironmentBuilder(context=context, cache_dir=partial / "environment")
    return list(builder.from_endpoint("+".join(_COORDINATES)).all_jars)


def _drop_broken(partial: Path) -> None:
    """Delete what an interrupted download left half written, so that it is fetched again."""
    shutil.rmtree(partial / "environment", ignore_errors=True)
    shutil.rmtree(partial / "lib", ignore_errors=True)
    for archive in partial.rglob("*.jar"):
        if not zipfile.is_zipfile(archive):
            archive.unlink()
    for pom in partial.rglob("*.pom"):
        if not pom.read_bytes().rstrip().endswith(b"</project>"):
            pom.unlink()


@contextmanager
def _explained(cache: Path) -> Iterator[None]:
    """The resolver raises what its HTTP client and the file system raise; say it in our words."""
    import requests

    try:
        yield
    except requests.RequestException as error:
        raise DatabaseError(
            "Neo4j could not be downloaded from Maven Central: check the network and run the "
            "command again, which goes on where it stopped; or set NEO4J_URI to a server you have"
        ) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise DatabaseError(
            f"the disk of {cache} is full; free some space and run the command again, or set "
            "TARPIT_CACHE to a folder on a larger disk"
        ) from error
    except RuntimeError as error:
        raise DatabaseError(f"Neo4j could not be downloaded: {error}. Try again.") from error
