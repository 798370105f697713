"""Make documents searchable: their sentences, with vectors and what their claims say, into the database's indexes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tarpit_graph import migrations
from tarpit_graph.claims import search_sentences
from tarpit_graph.claims.search_sentences import SearchSentence
from tarpit_graph.database.session import Database, Row

from tarpit_loaders import vectors
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.documents.raw_store import RawStore
from tarpit_loaders.extraction import patterns, read_sentences
from tarpit_loaders.load import reextract

#: Documents whose sentences are stored together.
_TOGETHER = 64
#: What is shorter says nothing by itself: "Read more."
_WORDS = 4
#: Rules that read prose, beside the patterns: the network, and names.
_PROSE = frozenset(("reader", "named"))

Progress = Callable[[int], None]


def refresh(
    database: Database, store: RawStore, progress: Progress = lambda documents: None
) -> int:
    """Store the sentences of every document that is not searchable yet, and return how many documents there were.

    A document whose bytes are kept gives all its sentences; of another, only those that make claims are known.
    Lists and tables, whose lines are no sentences, give none.

    Args:
        database: Where documents and claims are.
        store: Where the bytes of documents are.
        progress: Told how many documents are through, as they are.
    """
    migrations.upgrade(database)
    through, last = 0, ""
    while batch := search_sentences.pending(database, _TOGETHER, last):
        ids = [row["id"] for row in batch]
        claims = search_sentences.claimed(database, ids)
        texts = dict(_texts(store, batch))
        found = {id_: _sentences(texts.get(id_), claims.get(id_, ())) for id_ in ids}
        search_sentences.store(database, _with_vectors(found), claims)
        progress(len(batch))
        through, last = through + len(batch), ids[-1]
    if through:
        search_sentences.remove_orphans(database)
    return through


def _texts(store: RawStore, rows: Sequence[Row]) -> Iterator[tuple[str, list[SearchSentence]]]:
    """Yield the sentences of those documents whose bytes are kept."""
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["raw"] and row["origin"]:
            wanted[row["raw"], row["origin"]].add(row["id"])
    for item in reextract.kept(store, wanted):
        if isinstance(item, Reading):
            yield item.document.id, list(_of_reading(item))


def _of_reading(reading: Reading) -> Iterator[SearchSentence]:
    if reading.claims or reading.extractor:
        return
    for _, place in read_sentences.places_of(reading.document, reading.blocks):
        yield SearchSentence(place.text, *place.block.span(place.start, place.end))


def _sentences(
    text: Sequence[SearchSentence] | None, claims: Iterable[Row]
) -> list[SearchSentence]:
    """Return what can be found of a document: what its text says, else what its claims quote."""
    if text is None:
        rules = _PROSE.union(pattern.predicate.lower() for pattern in patterns.load())
        text = [
            SearchSentence(claim["sentence"], claim["start"], claim["end"])
            for claim in claims
            if claim["pattern"].partition("/")[0] in rules
        ]
    return [s for s in dict.fromkeys(text) if len(s.text.split()) >= _WORDS]


def _with_vectors(
    found: Mapping[str, Sequence[SearchSentence]],
) -> dict[str, list[SearchSentence]]:
    texts = [s.text for sentences in found.values() for s in sentences]
    rows = iter(vectors.encode(texts).tolist() if texts else ())
    return {
        id_: [SearchSentence(s.text, s.start, s.end, next(rows)) for s in sentences]
        for id_, sentences in found.items()
    }
