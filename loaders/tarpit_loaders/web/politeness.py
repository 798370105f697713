"""Manners: who we say we are, what a host allows, and how long to wait between two requests."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from importlib.metadata import version
from threading import Lock
from urllib.parse import urlsplit

from protego import Protego
from tarpit_graph.errors import InputError

from tarpit_loaders.web.addresses import ForbiddenAddressError

#: What robots.txt files call us.
TOKEN = "tarpit"
_HOMEPAGE = "https://pypi.org/project/tarpit-graph/"
#: Seconds between two requests to one host, unless it asks for more.
PAUSE = 1.0
_LONGEST_PAUSE = 30.0


def user_agent(contact: str = "") -> str:
    """Return how we introduce ourselves: name, version, where to read about us, whom to write to."""
    return f"{TOKEN}/{version('tarpit-graph')} (+{contact or _HOMEPAGE})"


class RateLimiter:
    """One request to a host at a time, and a pause between two."""

    def __init__(self, pause: float = PAUSE) -> None:
        self.pause = pause
        self._next: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, url: str, asked: float | None = None) -> None:
        """Wait until a host may be asked again.

        Args:
            url: What is to be asked for.
            asked: The pause that the host asks for, in seconds.
        """
        host = urlsplit(url).netloc
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next.get(host, now))
            self._next[host] = start + min(max(self.pause, asked or 0.0), _LONGEST_PAUSE)
        time.sleep(start - now)


class Robots:
    """What each host's robots.txt allows us (RFC 9309); a host without one allows everything.

    A host whose robots.txt cannot be fetched because its server fails allows nothing for now.

    Args:
        fetch: Returns a host's robots.txt, nothing where it has none.
    """

    def __init__(self, fetch: Callable[[str], str]) -> None:
        self._fetch = fetch
        self._rules: dict[str, Protego | str] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    def refusal(self, url: str) -> str:
        """Return why we may not ask for an address; nothing where we may."""
        rules = self._of(url)
        if isinstance(rules, str):
            return f"its robots.txt could not be fetched ({rules}), so it was skipped"
        return "" if rules.can_fetch(url, TOKEN) else "its robots.txt does not allow it"

    def delay(self, url: str) -> float | None:
        """Return the seconds that a host wants between two requests, if it says so."""
        rules = self._of(url)
        return None if isinstance(rules, str) else rules.crawl_delay(TOKEN)

    def _of(self, url: str) -> Protego | str:
        """Return a host's rules, or why they are unknown."""
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        with self._locks[root]:  # sources of one host ask for it once
            if root not in self._rules:
                self._rules[root] = self._read(f"{root}/robots.txt")
            return self._rules[root]

    def _read(self, url: str) -> Protego | str:
        try:
            return Protego.parse(self._fetch(url))
        except ForbiddenAddressError:
            raise
        except InputError as error:
            return str(error).removeprefix(f"{url}: ")
