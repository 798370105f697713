"""Git repositories by address: cloned bare over connections that are checked, and later added to.

Only the newest commit of the default branch, what it contains, and tags are fetched: no other branch, no working
tree, nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from dulwich.client import AbstractHttpGitClient
from dulwich.errors import GitProtocolError, HangupException, NotGitRepository
from dulwich.objects import ObjectID
from dulwich.refs import HEADREF, Ref, SymrefLoop
from dulwich.repo import Repo
from tarpit_graph.errors import InputError
from tarpit_graph.records import HISTORY

from tarpit_loaders.web.addresses import check_url

#: A pack of more bytes, or one that takes longer, is better cloned with Git and loaded from the disk.
MAX_BYTES = 2_000_000_000
SECONDS = 3_600
_SUFFIX = ".git"
_BRANCHES, _TAGS = b"refs/heads/", b"refs/tags/"
_RECORDS = re.compile(r"\.(?:jsonl|ndjson)(?:\.gz)?$")
_PLAIN = re.compile(r"[^\w.-]")
_ADVICE = "clone it with Git and load the clone"


def is_repository(address: str, kind: str = "") -> bool:
    """Tell an address of a repository from one of a page or a file, by its ending or by the kind that it is said to be.

    >>> is_repository("https://github.com/cncf/landscape.git")
    True
    >>> is_repository("https://github.com/cncf/landscape", "history")
    True
    >>> is_repository("https://example.com/facts.jsonl.gz", "history")
    False
    """
    path = urlsplit(address).path
    return path.endswith(_SUFFIX) or (kind == HISTORY and not _RECORDS.search(path))


def fetched(address: str, folder: Path, http: httpx.Client) -> Path:
    """Return a bare clone of a repository, with all that its address has now.

    Args:
        address: Where it is, with or without `.git`.
        folder: Where clones are kept.
        http: Fetches, and takes the extensions `limit` and `seconds`: see `bounds`.

    Raises:
        InputError: there is no repository, or it cannot be fetched whole. What was there stays as it was.
    """
    url = check_url(address).rstrip("/")
    place = folder / _named(url)
    try:
        with closing(_opened(place, url)) as repository:
            _fetch(repository, url, http)
    except NotGitRepository as error:
        raise InputError(f"{address}: there is no Git repository") from error
    except (GitProtocolError, HangupException, httpx.HTTPError, OSError) as error:
        raise InputError(f"{address}: {error or 'ends in the middle'}; {_ADVICE}") from error
    except (AssertionError, IndexError, KeyError, ValueError) as error:
        raise InputError(f"{address}: answers no Git: {error}") from error
    return place


def _named(url: str) -> str:
    """Return the name of a clone's folder.

    >>> _named("https://example.com/Owner/name.git")
    'example.com+Owner+name'
    """
    parts = urlsplit(url)
    return _PLAIN.sub("+", f"{parts.netloc}{parts.path.removesuffix(_SUFFIX)}")


def _opened(place: Path, url: str) -> Repo:
    if place.exists():
        with suppress(NotGitRepository):  # a kill came before the first file was whole
            return Repo(str(place))
    place.mkdir(parents=True, exist_ok=True)
    repository = Repo.init_bare(str(place))
    config = repository.get_config()
    config.set((b"remote", b"origin"), b"url", url.encode())
    config.write_to_path()
    return repository


def _fetch(repository: Repo, url: str, http: httpx.Client) -> None:
    def wanted(refs: Mapping[Ref, ObjectID], depth: int | None = None) -> list[ObjectID]:
        ours = {id_ for ref, id_ in refs.items() if ref == HEADREF or ref.startswith(_TAGS)}
        return sorted(id_ for id_ in ours if id_ not in repository.object_store)

    parts = urlsplit(url)
    client = _Client(f"{parts.scheme}://{parts.netloc}", http)
    found = client.fetch(parts.path, repository, determine_wants=wanted)
    head = found.refs.get(HEADREF)
    if head is None:
        raise InputError(f"{url}: has no commits")
    branch = Ref(found.symrefs.get(HEADREF) or _BRANCHES + b"main")
    with suppress(SymrefLoop):
        repository.refs.set_symbolic_ref(HEADREF, branch)
    # The pack is whole by now: a kill before this line leaves the clone as it was.
    for ref, id_ in sorted(found.refs.items()):
        if id_ is not None and ref.startswith(_TAGS) and not ref.endswith(b"^{}"):
            repository.refs[ref] = id_
    repository.refs[branch] = head


@dataclass(slots=True)
class _Answer:
    """What dulwich wants to know of an answer."""

    content_type: str
    redirect_location: str
    close: Callable[[], None]


class _Client(AbstractHttpGitClient):
    """Git's protocol over our own way to the web, which checks every connection and bounds every body."""

    def __init__(self, base: str, http: httpx.Client) -> None:
        super().__init__(base)
        self._http = http

    def _http_request(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        data: bytes | Iterator[bytes] | None = None,
        raise_for_status: bool = True,
    ) -> tuple[Any, Callable[[int], bytes]]:
        request = self._http.build_request(
            "GET" if data is None else "POST",
            url,
            headers=headers,
            content=data,
            extensions={"limit": MAX_BYTES, "seconds": SECONDS},
        )
        response = self._http.send(request, stream=True, follow_redirects=True)
        if response.status_code != httpx.codes.OK:
            response.close()
            if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.UNAUTHORIZED):
                raise NotGitRepository
            raise GitProtocolError(f"answers {response.status_code}")
        went = str(response.url)
        kind = response.headers.get("content-type", "")
        return _Answer(kind, went if went != url else "", response.close), _reader(response)


def _reader(response: httpx.Response) -> Callable[[int], bytes]:
    """Return what reads so many bytes of a body; fewer only where it ends."""
    pieces, held = response.iter_bytes(), bytearray()

    def read(size: int = -1) -> bytes:
        while size < 0 or len(held) < size:
            piece = next(pieces, b"")
            if not piece:
                break
            held.extend(piece)
        taken = bytes(held[: size if size >= 0 else len(held)])
        del held[: len(taken)]
        return taken

    return read
