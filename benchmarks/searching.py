"""How long a search takes on many sentences, warm; the aim is 0.2 s on 100,000.

    python -m benchmarks.searching [SENTENCES]

Sentences are made up of the words of the notes in `examples/briefs`, some of them naming companies.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tarpit_graph import migrations
from tarpit_graph.claims import search_sentences
from tarpit_graph.claims.search_sentences import SearchSentence
from tarpit_graph.database.session import Database, connect
from tarpit_graph.embedded import server as neo4j_server
from tarpit_loaders import vectors
from tarpit_queries.search import SearchFilters

from benchmarks.homes import own_home
from tarpit import searching

_IN_A_DOCUMENT, _TOGETHER, _WORDS, _COMPANIES = 20, 100, 18, 500
_FIRST = date(2020, 1, 1)
_ASKED = (
    "who left the GPU cloud business",
    "price cuts for language models",
    "acquisition of a vector database",
    "shortage of chips",
    "open source alternative",
)


def fill(database: Database, count: int) -> float:
    """Store so many sentences and return the seconds that it took."""
    chance = random.Random(1)
    notes = Path(__file__).parent.parent / "examples" / "briefs"
    words = sorted({w for p in notes.glob("*.md") for w in p.read_text().split() if w.isalpha()})
    migrations.upgrade(database)
    began = time.perf_counter()
    documents = count // _IN_A_DOCUMENT
    for start in range(0, documents, _TOGETHER):
        ids = [f"made-up/{n}" for n in range(start, min(start + _TOGETHER, documents))]
        rows = [{"id": i, "day": _FIRST + timedelta(chance.randrange(2_000))} for i in ids]
        database.run(
            "UNWIND $rows AS r CREATE (:Document {id: r.id, published: r.day})", {"rows": rows}
        )
        found, claims = {}, {}
        for id_ in ids:
            texts = [" ".join(chance.choices(words, k=_WORDS)) for _ in range(_IN_A_DOCUMENT)]
            encoded = vectors.encode(texts).tolist()
            found[id_] = [
                SearchSentence(t, n, n + 1, v)
                for n, (t, v) in enumerate(zip(texts, encoded, strict=True))
            ]
            claims[id_] = [_claim(n, chance) for n in range(_IN_A_DOCUMENT)]
        search_sentences.store(database, found, claims)
    database.run("CALL db.awaitIndexes(600)")
    return time.perf_counter() - began


def _claim(place: int, chance: random.Random) -> dict[str, object]:
    ends = {end: f"company:c{chance.randrange(_COMPANIES)}" for end in ("subject", "object")}
    return {"start": place, "end": place + 1, "predicate": "ACQUIRED", "status": "rumoured", **ends}


def measured(count: int = 100_000) -> dict[str, float]:
    """Return seconds by what was done."""
    with own_home() as settings:
        server = neo4j_server.running(settings)
        assert server is not None
        with connect(neo4j_server.credentials(settings, server)) as database:
            times = {f"index of {count:,} sentences": fill(database, count)}
            for number in range(_COMPANIES):
                database.run(
                    "CREATE (:Company {id: $id, name: $name, aliases: []})",
                    {"id": f"company:c{number}", "name": f"C{number}"},
                )
            day = _FIRST + timedelta(1_000)
            for name, search in {
                "search by words": lambda text: searching.search(database, text, method="words"),
                "search by vectors": lambda text: searching.search(
                    database, text, method="vectors"
                ),
                "search": lambda text: searching.search(database, text),
                "search, of a company": lambda text: searching.search(
                    database, text, SearchFilters(company="C7")
                ),
                "search, since a day": lambda text: searching.search(
                    database, text, SearchFilters(since=day)
                ),
            }.items():
                times[name] = _median(search)
            return times


def _median(search: Callable[[str], object]) -> float:
    times = []
    for text in (*_ASKED, *_ASKED, *_ASKED):
        began = time.perf_counter()
        search(text)
        times.append(time.perf_counter() - began)
    return statistics.median(times[len(_ASKED) :])


def main() -> None:
    """Measure and print."""
    for name, took in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000).items():
        print(f"{name:32} {took:8.3f} s")


if __name__ == "__main__":
    main()
