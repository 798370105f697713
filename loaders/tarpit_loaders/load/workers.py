"""Extraction over many documents, in this process or in several, always in the order of input."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from tarpit_graph.errors import TarpitError

from tarpit_loaders.documents.items import Reading, Refused, broke
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.extraction.pipeline import Extraction
from tarpit_loaders.extraction.read_sentences import ReadCache

#: Windows that wait for each worker: enough to keep it busy, few enough to hold in memory.
_AHEAD = 2
#: Documents that are read together, and the most characters that they have.
TOGETHER, _CHARACTERS = 64, 400_000
#: Threads of one process: while one decides on names, the other's sentences are in the network.
_THREADS = 2

Done: TypeAlias = tuple[Reading, Extraction]


def extract_all(
    items: Iterable[Reading | Refused],
    workers: int = 1,
    *,
    use_gate: bool = True,
    use_given_entities: bool = False,
    unnamed: bool | None = False,
    together: int = TOGETHER,
) -> Iterator[Done | Refused]:
    """Yield each document with its claims; one that breaks the software is refused, alone.

    Args:
        items: Documents; what is refused already is passed on in its place.
        workers: How many processes to use; one means this process.
        use_gate, use_given_entities: See `pipeline.extract`.
        unnamed: See there; None for JSON Lines alone, which other programs read.
        together: How many documents may wait for one another; 1 where each takes long to come.
    """
    work = partial(
        _extract, use_gate=use_gate, use_given_entities=use_given_entities, unnamed=unnamed
    )
    if workers > 1:
        windows = _windows(items, _CHARACTERS // workers, together)
        # Spawned, not forked: a fork would copy the database driver's open sockets and threads.
        context = multiprocessing.get_context("spawn")
        yield from _side_by_side(
            ProcessPoolExecutor(workers, mp_context=context), work, windows, workers
        )
    elif together == 1:
        for item in items:
            yield from work((item,))
    else:
        pipeline.prepare()
        windows = _windows(items, _CHARACTERS // _THREADS, together)
        yield from _side_by_side(ThreadPoolExecutor(_THREADS), work, windows, _THREADS)


def _windows(
    items: Iterable[Reading | Refused], characters: int, documents: int
) -> Iterator[tuple[Reading | Refused, ...]]:
    """Gather documents that are read together: so many that the network gets sentences of one length."""
    window: list[Reading | Refused] = []
    size = 0
    for item in items:
        window.append(item)
        size += len(item.document.text) if isinstance(item, Reading) else 0
        if size >= characters or len(window) >= documents:
            yield tuple(window)
            window, size = [], 0
    if window:
        yield tuple(window)


def _side_by_side(
    pool: Executor,
    work: Callable[[tuple[Reading | Refused, ...]], list[Done | Refused]],
    windows: Iterable[tuple[Reading | Refused, ...]],
    workers: int,
) -> Iterator[Done | Refused]:
    """Yield what is made of the windows, in their order."""
    waiting: deque[Future[list[Done | Refused]]] = deque()
    try:
        for window in windows:
            waiting.append(pool.submit(work, window))
            if len(waiting) >= workers * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _extract(
    window: tuple[Reading | Refused, ...],
    *,
    use_gate: bool,
    use_given_entities: bool,
    unnamed: bool | None,
) -> list[Done | Refused]:
    reads = ReadCache()
    if use_gate and not use_given_entities:
        # What breaks here breaks again when its own document is read, and is refused alone.
        with suppress(Exception):
            pipeline.prefetch((item for item in window if isinstance(item, Reading)), reads)
    done = []
    for item in window:
        tells = (
            item.document.kind == "jsonl"
            if unnamed is None and isinstance(item, Reading)
            else bool(unnamed)
        )
        done.append(
            _one(
                item,
                partial(
                    pipeline.extract,
                    use_gate=use_gate,
                    use_given_entities=use_given_entities,
                    unnamed=tells,
                    reads=reads,
                ),
            )
        )
    return done


def _one(item: Reading | Refused, extract: Callable[[Reading], Extraction]) -> Done | Refused:
    if isinstance(item, Refused):
        return item
    try:
        return item, extract(item)
    except TarpitError:
        raise
    except Exception as error:  # one document must never lose the others, whatever it holds
        return Refused(item.name, broke(error))
