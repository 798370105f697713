"""Mentions: claims that a document names a known entity, where it says nothing else of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tarpit_graph.records import Claim, Document, Mention

from tarpit_loaders.extraction import claims
from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.sentence_splitter import spans
from tarpit_loaders.markup.block import Block
from tarpit_loaders.names import catalog, gazetteer
from tarpit_loaders.names.catalog import CatalogEntry
from tarpit_loaders.names.gazetteer import NameMatch


def names(document: Document, blocks: Iterable[Block], known: Collection[str]) -> Iterator[Claim]:
    """Yield a claim for the first mention of each known entity that is not in `known` already.

    Ambiguous names are left out: without a parse nothing tells "Ray" from Ray.
    """
    seen = set(known)
    gazette = gazetteer.load()
    for block in blocks:
        for hit in (*gazette.find(block.text), *gazette.find_workloads(block.text)):
            if any(entry.id in seen for entry in hit.entries):
                continue  # its namesake is spoken of: "Pinecone" the company and its product
            seen.update(entry.id for entry in hit.entries)
            for entry in hit.entries:
                if not entry.is_everyday(block.text[hit.start : hit.end]):
                    yield claims.naming(_place(document, block, hit), _mention(block, hit, entry))


def _mention(block: Block, hit: NameMatch, entry: CatalogEntry) -> Mention:
    start, end = block.span(hit.start, hit.end)
    spelling = block.text[hit.start : hit.end]
    id_, name = catalog.load().resolve(entry.type, entry.name, spelling)
    return Mention(id_, entry.type, name, spelling, start, end)


def _place(document: Document, block: Block, hit: NameMatch) -> TextSpan:
    """Return the sentence around a hit."""
    for start, end in spans(block.text):
        if start <= hit.start < end:
            return TextSpan(document, block, start, end)
    return TextSpan(document, block, 0, len(block.text))
