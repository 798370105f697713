"""Reading in several processes gives what reading in one does, also where one is killed."""

from __future__ import annotations

import os
import signal

import pytest
from tarpit_graph.records import Document
from tarpit_loaders.documents.files import SourceHints
from tarpit_loaders.documents.items import Reading, Refused
from tarpit_loaders.load import inputs
from tarpit_loaders.load.processes import ProcessPool
from tarpit_loaders.load.workers import cores, extract_all

BRIEFS = "examples/briefs"


def doubled(window: tuple[int, ...]) -> list[int]:
    for item in window:
        if item == 13:
            os.kill(os.getpid(), signal.SIGKILL)
    return [item * 2 for item in window]


def test_a_document_that_kills_its_process_is_lost_alone() -> None:
    windows = [tuple(range(start, start + 4)) for start in range(0, 24, 4)]
    with ProcessPool(2, doubled, lambda item: -item) as pool:
        waiting = [pool.submit(window) for window in windows]
        found = [result for results in waiting for result in results()]
    assert found == [-13 if item == 13 else item * 2 for item in range(24)]


@pytest.mark.long
def test_what_is_found_does_not_depend_on_workers() -> None:
    def found(workers: int, together: int) -> list[object]:
        items = inputs.documents([BRIEFS], SourceHints())
        return list(extract_all(items, workers, together=together))

    alone = found(1, 64)
    assert any(isinstance(done, tuple) and done[1].claims for done in alone)
    assert found(2, 64) == alone  # few: in threads
    assert found(2, 2) == alone  # in processes


def test_what_is_refused_stays_in_its_place() -> None:
    items: list[Reading | Refused] = [
        Refused("bad.pdf", "is damaged"),
        Reading("empty", Document("empty", "", "0", "")),
        Refused("worse.pdf", "is damaged too"),
    ]
    done = list(extract_all(items, 2, together=1))
    assert (done[0], done[2]) == (items[0], items[2])
    assert isinstance(done[1], tuple)


def test_there_is_a_core() -> None:
    assert cores() >= 1
