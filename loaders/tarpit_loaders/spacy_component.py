"""The reader as a spaCy component, for pipelines of others.

The component finds its own sentences, so a blank pipeline is enough; what stands before it is kept.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("tarpit_reader")
>>> doc = nlp("Databricks acquired MosaicML for $1.3 billion.")
>>> [(ent.text, ent.label_) for ent in doc.ents]
[('Databricks', 'COMPANY'), ('MosaicML', 'COMPANY')]
>>> [(c.subject.name, c.predicate, c.object.name, c.status.value) for c in doc._.claims if c.object]
[('Databricks', 'ACQUIRED', 'MosaicML', 'completed')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans, minibatch

from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.extraction import pipeline, read_sentences
from tarpit_loaders.extraction.read_sentences import ReadCache
from tarpit_loaders.markup import plain
from tarpit_loaders.reader import labels

NAME = "tarpit_reader"
_SHOWN = (labels.COMPANY, labels.PRODUCT)


class Reader:
    """Sets `doc.ents` to companies and products, and `doc._.claims` to what the text says of them."""

    def __init__(self, screened: bool) -> None:
        self.screened = screened
        if not Doc.has_extension("claims"):
            Doc.set_extension("claims", default=())

    def __call__(self, doc: Doc) -> Doc:
        """Read one text."""
        return next(self.pipe((doc,)))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Read texts, those of a batch together, which is fastest."""
        for docs in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            reads = ReadCache()
            readings = [_reading(doc) for doc in docs]
            if self.screened:
                pipeline.prefetch(readings, reads)
            for doc, reading in zip(docs, readings, strict=True):
                yield self._read(doc, reading, reads)

    def _read(self, doc: Doc, reading: Reading, reads: ReadCache) -> Doc:
        found = pipeline.extract(reading, use_gate=self.screened, reads=reads)
        sentences = read_sentences.find(
            reading.document, reading.blocks, reads=reads, screened=self.screened
        )
        spans = [span for s in sentences for span in _spans(doc, s)]
        doc.ents = filter_spans(spans)
        doc._.claims = found.claims
        return doc


def _reading(doc: Doc) -> Reading:
    return Reading("doc", document("doc", doc.text, "text"), tuple(plain.blocks(doc.text)))


def _spans(doc: Doc, sentence: read_sentences.ReadSentence) -> Iterator[Span]:
    for mention in sentence.read.mentions:
        if mention.kind in _SHOWN:
            block, start = sentence.place.block, sentence.place.start
            ends = block.span(start + mention.start, start + mention.end)
            span = doc.char_span(*ends, label=mention.kind.upper(), alignment_mode="expand")
            if span is not None:
                yield span


@Language.factory(NAME, assigns=["doc.ents", "doc._.claims"], default_config={"screened": True})
def make(nlp: Language, name: str, screened: bool) -> Reader:
    """Return the component.

    Args:
        nlp: The pipeline that it goes into.
        name: What it is called there.
        screened: Pass over sentences that can say nothing.
    """
    return Reader(screened)
