"""The one way to the web: ask for an address and get its bytes, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin

import httpx
import stamina
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport
from tarpit_graph.errors import InputError

from tarpit_loaders.documents.files import MAX_BYTES
from tarpit_loaders.web.addresses import GuardedTransport, check_url
from tarpit_loaders.web.bounds import BoundedTransport, TooMuchError, unpacked
from tarpit_loaders.web.politeness import PAUSE, RateLimiter, Robots, user_agent

#: Seconds: to connect, between two pieces of an answer, for a whole answer.
_CONNECT, _READ, _WHOLE = 10.0, 20.0, 120.0
_REDIRECTS = 5
ATTEMPTS = 3
#: Seconds before the second attempt; each wait is twice the one before.
_FIRST_WAIT = 0.5
#: A robots.txt of any length counts up to here (RFC 9309).
_ROBOTS = 500_000
WORTH_A_RETRY = frozenset((429, 500, 502, 503, 504))
_MOVED = frozenset((301, 302, 303, 307, 308))

# Its own reports of each retry would only repeat what we say of the outcome.
stamina.instrumentation.set_on_retry_hooks([])


class FetchError(InputError):
    """An address that could not be fetched; the message says which and why."""


class BusyError(Exception):
    """An answer that says: later."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A redirect."""

    to: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        url: Where the answer came from in the end.
        data: The body, unpacked; None where it has not changed.
        media_type, charset: As the server states them.
        etag, modified: What tells this state of it from another.
    """

    url: str
    data: bytes | None
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""


class Web:
    """Fetches; use as a context manager.

    Args:
        cache: Folder for what was fetched.
        contact: Address at which a site's owner reaches whoever runs this.
        allow_private: Fetch from private networks and this machine too.
        pause: Seconds between two requests to one host.
    """

    def __init__(
        self,
        cache: Path,
        *,
        contact: str = "",
        allow_private: bool = False,
        pause: float = PAUSE,
        seconds: float = _WHOLE,
    ) -> None:
        cache.mkdir(parents=True, exist_ok=True)
        self.cache = cache
        bounded = BoundedTransport(GuardedTransport(allow_private=allow_private), seconds=seconds)
        stored = CacheTransport(
            bounded, SqliteStorage(database_path=cache / "pages.db"), CacheOptions(shared=False)
        )
        self.direct = self._client(bounded, contact)
        self._cached = self._client(stored, contact)
        self._pace, self._robots = RateLimiter(pause), Robots(self._robots_of)

    @staticmethod
    def _client(transport: httpx.BaseTransport, contact: str) -> httpx.Client:
        return httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(_READ, connect=_CONNECT),
            trust_env=False,
            headers={"User-Agent": user_agent(contact), "Accept-Encoding": "gzip, deflate"},
        )

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._cached.close()
        self.direct.close()

    def get(
        self, url: str, *, etag: str = "", modified: str = "", limit: int = MAX_BYTES
    ) -> Answer:
        """Fetch an address.

        Args:
            url: The address.
            etag, modified: What is at hand already; the answer then has no data if it is the same.
            limit: How many bytes the answer may have, packed and unpacked.

        Raises:
            FetchError: it cannot be fetched, with the reason.
        """
        # Whatever is stored here is asked about again: a graph must not lag behind a cache.
        headers = {"Cache-Control": "no-cache", **conditions(etag, modified)}
        with named_errors(url):
            return self.hops(
                url, lambda at: _answer(*_read(self._cached, at, headers, limit), limit)
            )

    def hops(self, url: str, ask: Callable[[str], Answer | Moved]) -> Answer:
        """Ask for an address, and for where it leads, each as permitted as the first.

        Raises:
            FetchError: robots.txt forbids one, or they lead in a circle.
        """
        for _ in range(_REDIRECTS + 1):
            url = check_url(url)
            if refusal := self._robots.refusal(url):
                raise FetchError(f"{url}: {refusal}")
            self._pace.wait(url, self._robots.delay(url))
            answer = ask(url)
            if isinstance(answer, Answer):
                return answer
            url = urljoin(url, answer.to)
        raise FetchError(f"{url}: redirects more than {_REDIRECTS} times")

    def _robots_of(self, url: str) -> str:
        """Return a host's robots.txt, nothing where it has none.

        Raises:
            FetchError: its address cannot be resolved.
        """
        with named_errors(url):
            for _ in range(_REDIRECTS + 1):
                self._pace.wait(check_url(url))
                response, raw = _read(self._cached, url, {}, _ROBOTS)
                if response.status_code not in _MOVED:
                    break
                url = urljoin(url, response.headers.get("location", ""))
            if response.status_code in WORTH_A_RETRY:
                raise FetchError(f"{url}: answers {response.status_code}")
            if response.status_code != 200:
                return ""
            found = unpacked(raw, response.headers.get("content-encoding", ""), _ROBOTS)
            return found.decode(errors="replace")


def _read(
    client: httpx.Client, url: str, headers: dict[str, str], limit: int
) -> tuple[httpx.Response, bytes]:
    """Send a request and read what it answers, again where that may help.

    What may help is no answer in time, a line that broke, and a host that says that it is busy.
    """
    for attempt in retrying():
        with attempt:
            request = client.build_request("GET", url, headers=headers, extensions={"limit": limit})
            response = client.send(request, stream=True)
            try:
                if response.status_code in WORTH_A_RETRY and attempt.num < ATTEMPTS:
                    raise BusyError
                raw = b"".join(response.iter_raw())
            finally:
                response.close()
    return response, raw


def conditions(etag: str, modified: str) -> dict[str, str]:
    """Return the headers that ask for an answer only where it differs from what is at hand."""
    if etag:
        return {"If-None-Match": etag}
    return {"If-Modified-Since": modified} if modified else {}


def retrying() -> Iterator[stamina.Attempt]:
    """Return the attempts at one request, further and further apart."""
    return stamina.retry_context(
        on=(httpx.TransportError, BusyError),
        attempts=ATTEMPTS,
        wait_initial=_FIRST_WAIT,
        wait_max=20,
    ).__iter__()


def moved(response: httpx.Response) -> Moved | None:
    """Return where an answer leads instead, if it does.

    Raises:
        FetchError: it is neither that nor what was asked for.
    """
    if response.status_code in _MOVED:
        return Moved(response.headers.get("location", ""))
    if response.status_code not in (200, 206, 304):
        raise FetchError(f"{response.url}: answers {response.status_code} {response.reason_phrase}")
    return None


def described(response: httpx.Response, data: bytes | None) -> Answer:
    """Return an answer with what its headers say of it."""
    kind, _, _ = response.headers.get("content-type", "").partition(";")
    return Answer(
        str(response.url),
        data,
        kind.strip().lower(),
        response.charset_encoding or "",
        response.headers.get("etag", ""),
        response.headers.get("last-modified", ""),
    )


def _answer(response: httpx.Response, raw: bytes, limit: int) -> Answer | Moved:
    if (to := moved(response)) is not None:
        return to
    if response.status_code == 304:
        return described(response, None)
    return described(response, unpacked(raw, response.headers.get("content-encoding", ""), limit))


@contextmanager
def named_errors(url: str) -> Iterator[None]:
    """Turn what httpx raises into one line with the address and what is wrong."""
    try:
        yield
    except TooMuchError as error:
        raise FetchError(f"{url}: {error}") from error
    except BusyError as error:
        raise FetchError(f"{url}: the server is too busy") from error
    except httpx.TimeoutException as error:
        raise FetchError(f"{url}: no answer in time") from error
    except httpx.TransportError as error:
        raise FetchError(f"{url}: {error or 'the connection broke'}") from error
    except (httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
        raise FetchError(f"{url}: cannot be fetched: {error}") from error
