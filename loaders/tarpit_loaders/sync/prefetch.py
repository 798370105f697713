"""Bounded prefetch: a background thread fills a queue of fixed size."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Generic, TypeVar

T = TypeVar("T")
#: How often a thread that waits for room checks whether its consumer has stopped.
_LOOK = 0.2


@dataclass(slots=True)
class _End:
    error: BaseException | None = None


@dataclass(slots=True)
class Prefetcher(Generic[T]):
    """Takes items from an iterator in a thread, and hands them on in their order.

    Attributes:
        items: What makes them; it is run in the pool alone.
        stop: Set when the consumer stops.
    """

    items: Iterator[T]
    stop: Event
    _queue: queue.Queue[T | _End] = field(default_factory=lambda: queue.Queue(32))

    def start(self, pool: ThreadPoolExecutor) -> None:
        """Begin, as soon as the pool has a thread to spare."""
        pool.submit(self._run)

    def __iter__(self) -> Iterator[T]:
        """Yield the items; what making them raised is raised here."""
        while not isinstance(item := self._queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def _run(self) -> None:
        try:
            for item in self.items:
                if not self._put(item):
                    return
            self._put(_End())
        except BaseException as error:
            self._put(_End(error))

    def _put(self, item: T | _End) -> bool:
        while not self.stop.is_set():
            try:
                self._queue.put(item, timeout=_LOOK)
                return True
            except queue.Full:
                continue
        return False
