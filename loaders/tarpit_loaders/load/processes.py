"""Processes that read, one model in each; one that is killed costs no document but the one that killed it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

T = TypeVar("T")
#: How often a document may end the process that reads it. Once may be an accident.
_TRIES = 2
#: Imported by the process that all others are forked from, so that they share the model's memory.
_PRELOADED = "tarpit_loaders.load.preloaded"


class ProcessPool(Generic[T]):
    """Works on windows of documents side by side. Use as a context manager.

    Args:
        workers: How many processes.
        work: Done to a window in one of them; gives as many results as the window has items.
        lost: Makes the result for an item that ended each process that read it.
    """

    def __init__(
        self,
        workers: int,
        work: Callable[[tuple[T, ...]], list[Any]],
        lost: Callable[[T], Any],
    ) -> None:
        self._workers, self._work, self._lost = workers, work, lost
        self._pool = _pool(workers)

    def __enter__(self) -> ProcessPool[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def submit(self, window: tuple[T, ...]) -> Callable[[], list[Any]]:
        """Start on a window; return what waits for its results."""
        try:
            future = self._pool.submit(self._work, window)
        except BrokenProcessPool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = _pool(self._workers)
            future = self._pool.submit(self._work, window)
        return lambda: self._results(window, future)

    def _results(self, window: tuple[T, ...], future: Future[list[Any]]) -> list[Any]:
        try:
            return future.result()
        except BrokenProcessPool:
            # Every window that waited fails alike; only document by document shows which of them it was.
            return [result for item in window for result in self._alone(item)]

    def _alone(self, item: T) -> list[Any]:
        for _ in range(_TRIES):
            with _pool(1) as pool:
                try:
                    return pool.submit(self._work, (item,)).result()
                except BrokenProcessPool:
                    continue
        return [self._lost(item)]


def _pool(workers: int) -> ProcessPoolExecutor:
    if "forkserver" not in multiprocessing.get_all_start_methods():  # on Windows
        return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    # Not forked from this process: that would copy the database driver's open sockets and threads.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return ProcessPoolExecutor(workers, mp_context=context)
