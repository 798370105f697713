"""Everything that the reader learns from, gathered; and what of it an epoch sees."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from tarpit_graph import reviews
from tarpit_graph.errors import InputError

from tarpit_loaders.names import gazetteer
from tarpit_loaders.reader.labels import ANAPHORS, COMPANY, PREDICATES, PRODUCT, pair_label
from tarpit_loaders.reader_training import augment, marks, samples, templates
from tarpit_loaders.reader_training.batches import Prepared, prepare
from tarpit_loaders.reader_training.samples import MarkedMention, Sample, name_like

TEMPLATES, MARKS = "templates.txt", "newsletters.jsonl"
STATUS, EXAMPLES = "status.jsonl", "examples.jsonl"
#: One sentence in so many is kept apart, by the digest of its id.
HELD_OUT = 7
_EACH = 5


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Where the sentences are.

    Attributes:
        marks: The folder of our own marks and templates.
        documents: The folder of the marked documents.
        benchmarks: The folder of CORE, DFKI and the corpora of names; None to learn without them.
        reviews: What people decided of claims (`tarpit review`); None to learn without it.
    """

    marks: Path
    documents: Path
    benchmarks: Path | None = None
    reviews: Path | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences by how they are varied from epoch to epoch."""

    core: tuple[Sample, ...]
    product_pages: tuple[Sample, ...]
    names: tuple[Sample, ...]
    marked: tuple[Sample, ...]
    examples: tuple[Sample, ...]
    templates: tuple[str, ...]

    def epoch(self, random: np.random.Generator) -> list[Prepared]:
        """Return the sentences of one epoch: names swapped, markup swapped, a part of the plentiful."""
        chosen = [augment.renamed(s, random) if random.random() < 0.3 else s for s in self.core]
        chosen += self.product_pages
        chosen += _part(self.names, 3, random)
        for sample in self.marked:
            if sample.mentions:
                chosen.append(augment.renamed(sample, random) if random.random() < 0.5 else sample)
            if sample.relations:
                chosen.append(augment.renamed(sample, random))
        chosen += _part([s for s in self.marked if not s.mentions], 3, random)
        expanded = templates.samples(self.templates, _EACH, random)
        chosen += [augment.dressed(sample, random) for sample in expanded]
        chosen += self.examples
        chosen += [augment.renamed(s, random) for s in self.examples if random.random() < 0.6]
        return prepare(chosen, random)

    def described(self) -> str:
        """Say what weights that come of this have learnt from, for the model's file."""
        parts = (
            (self.marked, "sentences of newsletters, marked for this"),
            (self.examples, "sentences of ours"),
            (self.templates, "shapes of ours, filled with invented names"),
            (self.core, "sentences of CORE (CC BY 4.0)"),
            (self.product_pages, "sentences of the DFKI Product Corpus (CC BY 4.0)"),
            (
                self.names,
                "sentences of Wikigold (CC BY 4.0), WNUT-17 (CC BY 4.0) and SEC filings (CC BY 3.0)",
            ),
        )
        learnt = [f"{len(sentences):,} {what}" for sentences, what in parts if sentences]
        return f"all-MiniLM-L6-v2 (Apache 2.0), trained further on {'; '.join(learnt)}."


def read(sources: TrainingData) -> Material:
    """Gather the sentences.

    Raises:
        InputError: a file is missing or not of its form, or no document of the marks is at hand.
    """
    marked = tuple(marks.read(sources.marks / MARKS, sources.documents))
    if not marked:
        raise InputError(f"{sources.documents} holds none of the documents that were marked")
    core, pages, names = _benchmarks(sources.benchmarks)
    examples = (
        *_status(sources.marks / STATUS),
        *_examples(sources.marks / EXAMPLES),
        *(_reviewed(sources.reviews) if sources.reviews else ()),
    )
    written = templates.read(sources.marks / TEMPLATES)
    return Material(core, pages, names, marked, tuple(examples), written)


def is_held_out(id_: str) -> bool:
    """Tell whether a sentence of a benchmark is kept apart for measuring."""
    return int(sha256(id_.encode()).hexdigest(), 16) % HELD_OUT == 0


def _benchmarks(
    folder: Path | None,
) -> tuple[tuple[Sample, ...], tuple[Sample, ...], tuple[Sample, ...]]:
    if folder is None:
        return (), (), ()
    try:
        core = samples.read_lines(folder / "relations" / "core.dev.jsonl")
        pages = samples.read_lines(folder / "relations" / "dfki.dev.jsonl")
        named = [
            r for f in sorted((folder / "names").glob("*.jsonl")) for r in samples.read_lines(f)
        ]
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} does not hold the benchmarks: {error}") from error
    return (
        tuple(samples.core(row for row in core if not is_held_out(row["id"]))),
        tuple(samples.dfki(r for r in pages if not is_held_out(r["id"].rsplit(":sent")[0]))),
        tuple(samples.names(named)),
    )


def _part(plenty: Sequence[Sample], share: int, random: np.random.Generator) -> list[Sample]:
    chosen = random.choice(len(plenty), len(plenty) // share, replace=False) if plenty else ()
    return [plenty[i] for i in chosen]


def _status(path: Path) -> Iterator[Sample]:
    """Yield our own sentences with a status; `none` marks a pair that is not related."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["predicate"] in PREDICATES and row["predicate"] != "RAISED":
            triples = (
                () if row["status"] == "none" else ((row["subject"], row["object"], row["status"]),)
            )
            sample = _told(row["text"], row["predicate"], triples, (row["subject"], row["object"]))
            if sample is not None:
                yield sample


def _examples(path: Path) -> Iterator[Sample]:
    """Yield sentences whose triples are told; in one without triples nothing is related."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["predicate"] not in PREDICATES or row["predicate"] == "RAISED":
            continue
        if not row["triples"]:
            yield from _unrelated(row["text"])
            continue
        names = tuple(dict.fromkeys(name for a, b, _ in row["triples"] for name in (a, b)))
        sample = _told(row["text"], row["predicate"], row["triples"], names)
        if sample is not None and sample.relations:
            yield sample


def _reviewed(path: Path) -> Iterator[Sample]:
    """Yield the sentences of reviews: what was accepted or corrected is related so, what was rejected is not.

    A correction of an end does not tell where the other name stands, and is left out.
    """
    for review in reviews.read(path).values():
        predicate = review.relation or review.predicate
        if predicate not in PREDICATES or predicate == "RAISED":
            continue
        if review.new_subject or review.new_object:
            continue
        names = (review.subject_text, review.object_text)
        status = review.status or review.read_status
        told = () if review.verdict == reviews.REJECT else ((*names, status),)
        sample = _told(review.sentence, predicate, told, names)
        if sample is not None:
            yield sample


def _unrelated(text: str) -> Iterator[Sample]:
    hits = gazetteer.load().find(text)
    kinds = [PRODUCT if {e.type for e in hit.entries} == {"Product"} else COMPANY for hit in hits]
    mentions = tuple(
        MarkedMention(hit.start, hit.end, kind) for hit, kind in zip(hits, kinds, strict=True)
    )
    if len(mentions) > 1:
        yield Sample(text, mentions, open=_open(text))


def _told(
    text: str, predicate: str, triples: Sequence[tuple[str, str, str]], names: Sequence[str]
) -> Sample | None:
    """Return a sentence of which only these names, and the relations between them, are marked."""
    kinds = dict.fromkeys(names, COMPANY)
    if predicate == "MAKES":
        kinds |= {product: PRODUCT for _, product, _ in triples}
    places = {name: text.find(name) for name in sorted(names, key=len, reverse=True)}
    spans = sorted((at, at + len(name), kinds[name]) for name, at in places.items() if at >= 0)
    if len(spans) < 2 or any(a[1] > b[0] for a, b in zip(spans, spans[1:], strict=False)):
        return None
    index = {text[start:end]: i for i, (start, end, _) in enumerate(spans)}
    relations = []
    for subject, object_, status in triples:
        if subject in index and object_ in index and subject != object_:
            left, right = sorted((index[subject], index[object_]))
            relations.append((left, right, pair_label(predicate, index[subject] == left), status))
    pairs = tuple((left, right) for left, right, *_ in relations) or ((0, 1),)
    mentions = tuple(MarkedMention(*span) for span in spans)
    return Sample(text, mentions, tuple(relations), pairs, _open(text))


def _open(text: str) -> tuple[tuple[int, int], ...]:
    return (*name_like(text), *(m.span() for m in ANAPHORS.finditer(text)))
