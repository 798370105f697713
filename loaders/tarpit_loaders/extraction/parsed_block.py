"""A document's blocks, parsed where they may say something, with the names in their sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span
from tarpit_graph.ontology import FEATURE, WORKLOAD
from tarpit_graph.records import Document

from tarpit_loaders.extraction import (
    candidates,
    factuality,
    gate,
    gazetteer,
    homepages,
    model,
    parsing,
)
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.coreference import Discourse
from tarpit_loaders.extraction.gazetteer import Hit
from tarpit_loaders.extraction.sentence import Sentence
from tarpit_loaders.markup.block import Block
from tarpit_loaders.names import catalog
from tarpit_loaders.reading import Told


@dataclass(frozen=True, slots=True)
class ParsedBlock:
    """A block that was parsed.

    Attributes:
        index: Its place among the document's blocks.
        names: Companies and products, and the words that stand for a company.
        sentences: Those that name something, or say that a deal came to nothing.
        together: Names to look at in pairs.
    """

    index: int
    block: Block
    doc: Doc
    names: tuple[Candidate, ...]
    sentences: tuple[Sentence, ...]
    together: tuple[tuple[Candidate, ...], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a block before it is parsed, and of the blocks passed over before it."""

    index: int
    block: Block
    names: tuple[Hit, ...]
    jobs: tuple[Hit, ...]
    features: tuple[Hit, ...]
    passed: tuple[tuple[str, tuple[Hit, ...]], ...]


def parse(
    document: Document,
    blocks: Iterable[Block],
    told: tuple[Told, ...] | None,
    use_gate: bool,
    author: str = "",
) -> Iterator[ParsedBlock]:
    """Yield the blocks in which something may be found.

    Args:
        document: Theirs.
        blocks: All of it, in order.
        told: The names that the input marks; None to look for names.
        use_gate: Pass over blocks in which no pattern can find anything.
        author: The company that writes, if one does.
    """
    discourse = Discourse(author)
    worth = _worth_parsing(blocks, told, use_gate, _hinted(document))
    for doc, known in parsing.parse(model.load(document.language), worth):
        block = known.block
        for text, hits in known.passed:
            discourse.pass_over(text, hits)
        if told is not None:
            names = candidates.told(doc, _spans(block, doc, told))
        else:
            found = candidates.find(doc, known.names)
            names = [*found, *discourse.anaphors(doc, found)]
            names.sort(key=lambda name: name.span.start)
        sentences = tuple(_sentences(document, doc, names, known))
        if told is not None:
            # A pair because somebody says so, also where the parser sees two sentences.
            together: tuple[tuple[Candidate, ...], ...] = (
                tuple(name for sentence in sentences for name in sentence.candidates),
            )
        elif gate.may_speak(block.text, names_term=bool(known.jobs)):
            together = tuple(sentence.candidates for sentence in sentences)
        else:
            together = ()
        yield ParsedBlock(known.index, block, doc, tuple(names), sentences, together)


def _hinted(document: Document) -> frozenset[str]:
    """Return the jobs that a document's source is about, under their known names."""
    return frozenset(catalog.load().resolve(WORKLOAD, name)[1] for name in document.workloads)


def _worth_parsing(
    blocks: Iterable[Block], told: tuple[Told, ...] | None, use_gate: bool, hinted: frozenset[str]
) -> Iterator[tuple[str, tuple[Hit, ...], _Known]]:
    gazette = gazetteer.load()
    passed: list[tuple[str, tuple[Hit, ...]]] = []
    for index, block in enumerate(blocks):
        jobs = tuple(gazette.find_workloads(block.text))
        features = tuple(gazette.find_features(block.text))
        names = tuple(_known_names(block, hinted)) if told is None else ()
        if use_gate and not gate.may_speak(block.text, names_term=bool(jobs or features)):
            passed.append((block.text, names))
            continue
        phrases = _phrases(block.text, features, (*names, *jobs)) if told is None else ()
        known = _Known(index, block, names, jobs, features, tuple(passed))
        yield block.text, (*names, *phrases), known
        passed = []


def _known_names(block: Block, hinted: frozenset[str]) -> list[Hit]:
    """Return the known names of a block; what leads to a home page is whose that is.

    Where a source is about vector databases, "Chroma" is the one and no colour.
    """
    linked = list(homepages.hits(block))
    taken = {i for hit in linked for i in range(hit.start, hit.end)}
    found = gazetteer.load().find(block.text)
    found = [
        replace(hit, is_certain=True) if any(e.workload in hinted for e in hit.entries) else hit
        for hit in found
    ]
    apart = [hit for hit in found if taken.isdisjoint(range(hit.start, hit.end))]
    return sorted([*linked, *apart], key=lambda hit: hit.start)


def _phrases(text: str, features: Iterable[Hit], others: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the features of several words in a text that share no character with another hit."""
    taken = {i for hit in others for i in range(hit.start, hit.end)}
    for hit in features:
        if " " in text[hit.start : hit.end] and taken.isdisjoint(range(hit.start, hit.end)):
            yield hit


def _sentences(
    document: Document, doc: Doc, names: list[Candidate], known: _Known
) -> Iterator[Sentence]:
    workloads = list(_terms(doc, known.jobs, WORKLOAD))
    features = list(_terms(doc, known.features, FEATURE))
    job_words = {token.i for w in workloads for token in w.span}
    # "RAG" beside "retrieval-augmented generation" is the job again, not a name.
    people = [c for c in names if c.is_known or all(t.i not in job_words for t in c.span)]
    by_token = {token.i: c for c in people for token in c.span}
    for span in doc.sents:
        inside = _inside(span, people)
        if inside:
            yield Sentence(
                span,
                inside,
                _inside(span, workloads),
                by_token,
                known.block.kind,
                _inside(span, features),
                document.published,
            )
        elif factuality.is_called_off(span.text):
            yield Sentence(span, (), (), by_token, known.block.kind)


def _spans(block: Block, doc: Doc, told: Sequence[Told]) -> Iterator[Span]:
    """Find told names, given in characters of the document, in a parsed block."""
    positions = {block.origin(i): i for i in range(len(block.text))}
    for name in told:
        start, last = positions.get(name.start), positions.get(name.end - 1)
        if start is not None and last is not None:
            span = doc.char_span(start, last + 1, label=name.type, alignment_mode="expand")
            if span is not None:
                yield span


def _inside(sentence: Span, names: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(c for c in names if sentence.start <= c.span.start < sentence.end)


def _terms(doc: Doc, hits: Iterable[Hit], type_: str) -> Iterator[Candidate]:
    for hit in hits:
        span = doc.char_span(hit.start, hit.end)
        if span is not None:
            yield Candidate(span, frozenset((type_,)), hit.entries)
