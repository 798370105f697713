"""Extraction over many documents, in this process or in several, always in the order of input."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from tarpit_graph.errors import TarpitError

from tarpit_loaders.extraction import pipeline
from tarpit_loaders.extraction.pipeline import Extraction
from tarpit_loaders.reading import Reading, Refused

#: Documents that wait for each worker: enough to keep it busy, few enough to hold in memory.
_AHEAD = 4


def extract_all(
    readings: Iterable[Reading], workers: int = 1, *, use_gate: bool = True
) -> Iterator[tuple[Reading, Extraction | Refused]]:
    """Yield each document with its claims; one that breaks the software is refused, alone."""
    if workers <= 1:
        for reading in readings:
            yield reading, _extract(reading, use_gate)
        return
    # Spawned, not forked: a fork would copy the database driver's open sockets and threads.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Reading, Future[Extraction | Refused]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for reading in readings:
            waiting.append((reading, pool.submit(_extract, reading, use_gate)))
            if len(waiting) >= workers * _AHEAD:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)


def _next(
    waiting: deque[tuple[Reading, Future[Extraction | Refused]]],
) -> tuple[Reading, Extraction | Refused]:
    reading, future = waiting.popleft()
    return reading, future.result()


def _extract(reading: Reading, use_gate: bool) -> Extraction | Refused:
    try:
        return pipeline.extract(reading, use_gate=use_gate)
    except TarpitError:
        raise
    except Exception as error:  # one document must never lose the others, whatever it holds
        return Refused(
            reading.document.id,
            f"the software failed on it ({type(error).__name__}: {error}); please report it",
        )
