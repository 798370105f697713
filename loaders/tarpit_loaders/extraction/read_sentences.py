"""A document's sentences as the network read them, with what their pronouns stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tarpit_graph.ontology import COMPANY, WORKLOAD
from tarpit_graph.records import Document

from tarpit_loaders.extraction.claims import TextSpan
from tarpit_loaders.extraction.entities import entity_linking, homepages, senses
from tarpit_loaders.extraction.entities.coreference import Antecedent, Antecedents
from tarpit_loaders.extraction.sentence_splitter import spans
from tarpit_loaders.markup.block import Block
from tarpit_loaders.names import catalog, gazetteer
from tarpit_loaders.names.catalog import CatalogEntry
from tarpit_loaders.names.gazetteer import NameMatch
from tarpit_loaders.reader import labels, money, read, screen
from tarpit_loaders.reader.read import PredictedMention, Read
from tarpit_loaders.reader.sentences import markup_of
from tarpit_loaders.reader.tokens import Markup

#: In so many of its mentions a product is read as one; for a company's own name fewer are a slip.
_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a document, what was read in it, and what its anaphors stand for.

    Attributes:
        index: The place of its block among the document's.
        antecedents: By the place of an anaphor among the mentions.
        hits: The known names in it, in characters of it.
        products: Of each name, in small letters, in which share of its mentions the document uses it for a product.
        unnamed: Things without a name count: "needle valves".
        is_read: False where the screen skipped it.
    """

    index: int
    place: TextSpan
    read: Read = Read((), ())
    antecedents: dict[int, Antecedent] = field(default_factory=dict)
    hits: tuple[NameMatch, ...] = ()
    products: Mapping[str, float] = field(default_factory=dict)
    unnamed: bool = False
    is_read: bool = True

    def text(self, index: int) -> str:
        """The mention as the sentence spells it."""
        mention = self.read.mentions[index]
        return self.place.text[mention.start : mention.end]

    def name(self, index: int) -> str:
        """What the mention names: itself, or what it stands for."""
        antecedent = self.antecedents.get(index)
        return antecedent.text if antecedent else self.text(index)

    def entries(self, index: int) -> tuple[CatalogEntry, ...]:
        """Return what is known to bear the name of a mention; a link to its home page settles whose it is."""
        mention = self.read.mentions[index]
        for hit in self.hits:
            if hit.is_certain and (hit.start, hit.end) == (mention.start, mention.end):
                return hit.entries
        return entity_linking.entries(self.name(index))

    def is_product(self, index: int, share: float = _SHARE) -> bool:
        """Tell whether the document uses a name for a product, and no list knows it as a company's.

        Args:
            index: Of the mention.
            share: In so many of its mentions at least.
        """
        if any(entry.type == COMPANY for entry in self.entries(index)):
            return False
        return self.products.get(self.name(index).casefold(), 0) >= share

    def evidence(self, *ends: int) -> TextSpan:
        """Return the sentence, with those before it in its block that say whom its words stand for."""
        named = [a.place for i in ends if (a := self.antecedents.get(i)) and a.place]
        start = min(
            (p.start for p in named if p.block is self.place.block), default=self.place.start
        )
        return replace(self.place, start=min(start, self.place.start))


class ReadCache:
    """What the network made of sentences, kept for a while: the same words are read once.

    Sentences of many documents go through the network together, for it is fastest on many of one length.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, Markup], Read] = {}
        self._worth: dict[str, bool] = {}

    def worth(self, places: Sequence[TextSpan]) -> list[bool]:
        """Tell of each sentence whether the network should read it."""
        texts = [place.text for place in places]
        new = [text for text in dict.fromkeys(texts) if text not in self._worth]
        self._worth.update(zip(new, screen.worth(new), strict=True))
        return [self._worth[text] for text in texts]

    def of(self, places: Sequence[TextSpan]) -> list[Read]:
        """Return what was read in sentences, reading those that are new."""
        keys = [(p.text, markup_of(p.block, p.start, p.end)) for p in places]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        texts = [text for text, _ in new]
        if new:
            found = read.read(texts, [m for _, m in new], [_sums(text) for text in texts])
            self._known.update(zip(new, found, strict=True))
        return [self._known[key] for key in keys]


def places_of(document: Document, blocks: Sequence[Block]) -> Iterator[tuple[int, TextSpan]]:
    """Yield the sentences of a document, each with the place of its block."""
    for index, block in enumerate(blocks):
        for start, end in spans(block.text):
            yield index, TextSpan(document, block, start, end)


def find(
    document: Document,
    blocks: Sequence[Block],
    author: str = "",
    *,
    reads: ReadCache | None = None,
    screened: bool = True,
    unnamed: bool = False,
) -> Iterator[ReadSentence]:
    """Yield the sentences of a document, in reading order.

    Args:
        document: Theirs.
        blocks: All of it.
        author: The company that writes, if one does.
        reads: What was read before.
        screened: Read only those in which something may be found; the others come unread.
        unnamed: Keep "the company" and "it" where nothing says whom they stand for.
    """
    reads = reads or ReadCache()
    places = list(places_of(document, blocks))
    worth = reads.worth([p for _, p in places]) if screened else [True] * len(places)
    _keep_antecedents(places, worth)
    spoken = [place for (_, place), kept in zip(places, worth, strict=True) if kept]
    read_in = reads.of(spoken)
    products = senses.of_products((p.text, r) for p, r in zip(spoken, read_in, strict=True))
    found = iter(read_in)
    known = Antecedents(author)
    for (index, place), kept in zip(places, worth, strict=True):
        if not kept:
            known.pass_over(place, screen.names(place.text))
            yield ReadSentence(index, place, is_read=False)
            continue
        one = next(found)
        antecedents = known.read(place, one.mentions)
        if unnamed:
            antecedents |= _themselves(place.text, one.mentions, antecedents)
        yield ReadSentence(index, place, one, antecedents, _hits(place), products, unnamed)


def _keep_antecedents(places: Sequence[tuple[int, TextSpan]], worth: list[bool]) -> None:
    """Keep the sentence before one that opens with "it": it names who is meant."""
    for i in range(1, len(places)):
        if worth[i] and not worth[i - 1] and labels.ANAPHORS.match(places[i][1].text):
            worth[i - 1] = True


def prefetch(documents: Iterable[tuple[Document, Sequence[Block]]], reads: ReadCache) -> None:
    """Read the sentences of several documents at once."""
    places = [p for document, blocks in documents for _, p in places_of(document, blocks)]
    reads.of([p for p, kept in zip(places, reads.worth(places), strict=True) if kept])


def _sums(text: str) -> list[PredictedMention]:
    return [PredictedMention(s.start, s.end, labels.MONEY) for s in money.sums(text)]


def _themselves(
    text: str, mentions: Sequence[PredictedMention], known: dict[int, Antecedent]
) -> dict[int, Antecedent]:
    return {
        i: Antecedent(text[m.start : m.end], labels.COMPANY)
        for i, m in enumerate(mentions)
        if m.kind == labels.ANAPHOR and i not in known
    }


def _hits(place: TextSpan) -> tuple[NameMatch, ...]:
    """Return the known names of a sentence; what leads to a home page is whose that is."""
    linked = [
        replace(hit, start=hit.start - place.start, end=hit.end - place.start)
        for hit in homepages.hits(place.block)
        if place.start <= hit.start and hit.end <= place.end
    ]
    hinted = {catalog.load().resolve(WORKLOAD, n)[1] for n in place.document.workloads}
    taken = {i for hit in linked for i in range(hit.start, hit.end)}
    for hit in gazetteer.load().find(place.text):
        if taken.isdisjoint(range(hit.start, hit.end)):
            certain = any(entry.workload in hinted for entry in hit.entries)
            linked.append(replace(hit, is_certain=True) if certain else hit)
    return tuple(linked)
