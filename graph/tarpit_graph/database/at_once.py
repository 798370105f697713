"""Put several questions to Neo4j at a time: it works on each on a core of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Q = TypeVar("Q")
A = TypeVar("A")
#: More would take the cores that read the answers.
_AT_ONCE = 2


def answers(ask: Callable[[Q], A], questions: Iterable[Q]) -> Iterator[A]:
    """Yield the answer to each question, in their order, while the next two are worked on.

    Args:
        ask: Runs a statement that no other of these waits for.
        questions: Such as batches of ids.
    """
    with ThreadPoolExecutor(_AT_ONCE) as readers:
        coming: deque[Future[A]] = deque()
        for question in questions:
            coming.append(readers.submit(ask, question))
            if len(coming) > _AT_ONCE:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
