"""Extraction over many documents, in this process or in several, always in the order of input."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from typing import TypeAlias

from tarpit_graph.errors import TarpitError

from tarpit_loaders.documents.items import Reading, Refused, broke
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.extraction.pipeline import Extraction
from tarpit_loaders.extraction.read_sentences import ReadCache
from tarpit_loaders.load.processes import ProcessPool

#: Windows that wait for each worker: enough to keep it busy, few enough to hold in memory.
_AHEAD = 2
#: Documents that are read together, and the most characters that they have.
TOGETHER, _CHARACTERS = 64, 200_000
#: Windows up to which threads are faster: by the time that processes have started they are done.
_FEW = 2
#: Threads that are of use in one process: while one decides on names, the other's sentences are in the network.
_THREADS = 2

Done: TypeAlias = tuple[Reading, Extraction]
_Window: TypeAlias = tuple[Reading | Refused, ...]
_Work: TypeAlias = Callable[[_Window], list[Done | Refused]]


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def extract_all(
    items: Iterable[Reading | Refused],
    workers: int | None = 1,
    *,
    use_gate: bool = True,
    use_given_entities: bool = False,
    unnamed: bool | None = False,
    together: int = TOGETHER,
) -> Iterator[Done | Refused]:
    """Yield each document with its claims; one that breaks the software is refused, alone.

    What comes out does not depend on how many workers there are.

    Args:
        items: Documents; what is refused already is passed on in its place.
        workers: How many processes read; None for as many as cores. One means this process, and one thread of
            it; with more, few documents are read by threads of this process all the same.
        use_gate, use_given_entities: See `pipeline.extract`.
        unnamed: See there; None for JSON Lines alone, which other programs read.
        together: How many documents may wait for one another; 1 where each takes long to come.
    """
    workers = workers or cores()
    work = partial(
        _extract, use_gate=use_gate, use_given_entities=use_given_entities, unnamed=unnamed
    )
    windows = _windows(items, _CHARACTERS, together)
    if workers == 1:
        for window in windows:
            yield from work(window)
        return
    first = list(islice(windows, _FEW + 1))
    if len(first) <= _FEW:
        yield from _in_threads(work, first)
    else:
        yield from _in_processes(work, chain(first, windows), workers)


def _windows(
    items: Iterable[Reading | Refused], characters: int, documents: int
) -> Iterator[_Window]:
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


def _in_threads(work: _Work, windows: list[_Window]) -> Iterator[Done | Refused]:
    if len(windows) > 1:
        pipeline.prepare()
    with ThreadPoolExecutor(_THREADS) as pool:
        for done in pool.map(work, windows):
            yield from done


def _in_processes(
    work: _Work, windows: Iterable[_Window], workers: int
) -> Iterator[Done | Refused]:
    """Yield what is made of the windows, in their order."""
    waiting: deque[Callable[[], list[Done | Refused]]] = deque()
    with ProcessPool(workers, work, _lost) as pool:
        for window in windows:
            # What states its claims already would only travel to another process and back.
            to_read = any(map(_is_to_read, window))
            waiting.append(pool.submit(window) if to_read else partial(work, window))
            if len(waiting) >= workers * _AHEAD:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()


def _is_to_read(item: Reading | Refused) -> bool:
    return isinstance(item, Reading) and not item.claims and not item.extractor


def _lost(item: Reading | Refused) -> Refused:
    if isinstance(item, Refused):
        return item
    return Refused(item.name, "ended the process that read it, twice: is memory short?")


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
