"""Extraction over many documents, in this process or in several, always in the order of input."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from typing import TypeAlias

from tarpit_graph.errors import TarpitError

from tarpit_loaders.extraction import pipeline
from tarpit_loaders.extraction.pipeline import Extraction
from tarpit_loaders.reading import Reading, Refused, broke

#: Documents that wait for each worker: enough to keep it busy, few enough to hold in memory.
_AHEAD = 4

Done: TypeAlias = tuple[Reading, Extraction]


def extract_all(
    items: Iterable[Reading | Refused],
    workers: int = 1,
    *,
    use_gate: bool = True,
    use_told: bool = False,
    unnamed: bool | None = False,
) -> Iterator[Done | Refused]:
    """Yield each document with its claims; one that breaks the software is refused, alone.

    Args:
        items: Documents; what is refused already is passed on in its place.
        workers: How many processes to use; one means this process.
        use_gate, use_told: See `pipeline.extract`.
        unnamed: See there; None for JSON Lines alone, which other programs read.
    """
    work = partial(_extract, use_gate=use_gate, use_told=use_told, unnamed=unnamed)
    if workers <= 1:
        yield from map(work, items)
    else:
        yield from _in_processes(work, items, workers)


def _in_processes(
    work: Callable[[Reading | Refused], Done | Refused],
    items: Iterable[Reading | Refused],
    workers: int,
) -> Iterator[Done | Refused]:
    # Spawned, not forked: a fork would copy the database driver's open sockets and threads.
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[Done | Refused]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _extract(
    item: Reading | Refused, *, use_gate: bool, use_told: bool, unnamed: bool | None
) -> Done | Refused:
    if isinstance(item, Refused):
        return item
    try:
        tells = item.document.kind == "jsonl" if unnamed is None else unnamed
        return item, pipeline.extract(item, use_gate=use_gate, use_told=use_told, unnamed=tells)
    except TarpitError:
        raise
    except Exception as error:  # one document must never lose the others, whatever it holds
        return Refused(item.name, broke(error))
