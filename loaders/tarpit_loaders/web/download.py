"""Large files: straight to disk, and on from where a broken line or a kill left off."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
from tarpit_graph.identity import digest

from tarpit_loaders.web.client import (
    WORTH_A_RETRY,
    Answer,
    BusyError,
    FetchError,
    Moved,
    Web,
    conditions,
    described,
    moved,
    named_errors,
    retrying,
)

#: The largest file that is fetched.
MAX_DOWNLOAD = 2_000_000_000
_SECONDS = 3_600.0


def download(
    web: Web, url: str, *, etag: str = "", modified: str = "", limit: int = MAX_DOWNLOAD
) -> tuple[Path | None, Answer]:
    """Fetch a file to disk, as it is sent.

    What came before a failure is kept, and the next call goes on from there if the server still has
    the same file (RFC 9110, If-Range).

    Args:
        web: Fetches.
        url: Its address.
        etag, modified: What is at hand already.
        limit: How many bytes it may have.

    Returns:
        The file, which is the caller's to delete, or None where it is the same as what is at hand;
        and the answer without data.

    Raises:
        FetchError: it cannot be fetched, with the reason.
    """
    folder = web.cache / "downloads"
    folder.mkdir(exist_ok=True)
    path = folder / digest(url)

    def ask(at: str) -> Answer | Moved:
        for attempt in retrying():
            with attempt:
                answer = _continued(web, at, path, limit, known)
        return answer

    known = conditions(etag, modified)
    with named_errors(url):
        answer = web.hops(url, ask)
    return (path if path.exists() else None), answer


def _continued(
    web: Web, url: str, path: Path, limit: int, conditions: dict[str, str]
) -> Answer | Moved:
    partial, state = path.with_suffix(".partial"), path.with_suffix(".state")
    have = partial.stat().st_size if partial.exists() else 0
    was = json.loads(state.read_text()) if state.exists() and have else {}
    validator = was.get("etag") or was.get("modified")
    headers = {"Accept-Encoding": "identity"}
    headers |= {"Range": f"bytes={have}-", "If-Range": validator} if validator else conditions
    bounds = {"limit": limit, "seconds": _SECONDS}
    request = web.direct.build_request("GET", url, headers=headers, extensions=bounds)
    response = web.direct.send(request, stream=True)
    try:
        if response.status_code in WORTH_A_RETRY:
            raise BusyError
        if (to := moved(response)) is not None:
            return to
        answer = described(response, None)
        if response.status_code == 304:
            return answer
        if response.headers.get("content-encoding", "identity") != "identity":
            raise FetchError(f"{url}: sends an encoding that was not asked for")
        goes_on = response.status_code == 206 and _start(response) == have
        state.write_text(json.dumps({"etag": _strong(answer.etag), "modified": answer.modified}))
        _store(response, partial, limit, goes_on=goes_on)
    finally:
        response.close()
    partial.replace(path)
    state.unlink(missing_ok=True)
    return answer


def _start(response: httpx.Response) -> int:
    """Return the first byte of a part: "bytes 100-199/200"."""
    first = response.headers.get("content-range", "").removeprefix("bytes ").partition("-")[0]
    return int(first) if first.isdigit() else -1


def _strong(etag: str) -> str:
    """Only a strong tag says that the bytes are the same."""
    return "" if etag.startswith("W/") else etag


def _store(response: httpx.Response, partial: Path, limit: int, *, goes_on: bool) -> None:
    with open(partial, "ab" if goes_on else "wb") as file:
        for piece in response.iter_raw():
            file.write(piece)
            if file.tell() > limit:
                raise FetchError(f"{response.url}: has more than {limit / 1e6:.0f} MB")
