"""Parse a text whose known names stand in for names that the parser has met.

A small model reads "Qdrant added support" as three nouns, for it never saw Qdrant. So it is given
"Google added support" and the tree is hung on the words of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc
from tarpit_graph.ontology import COMPANY, FEATURE

from tarpit_loaders.extraction.gazetteer import Hit

#: Names that every English model has met often; several, so that a list stays a list.
_COMPANIES = ("Microsoft", "Intel", "Sony", "Boeing")
_PRODUCTS = ("Windows", "Android", "Photoshop")
#: What stands for a feature of several words, "function calling", which would be read as a clause.
_FEATURE = "encryption"
#: Documents parsed at once: enough for spaCy to batch well, few enough to hold little.
_BATCH = 64
_Context = TypeVar("_Context")


def parse(
    nlp: Language, texts: Iterable[tuple[str, Sequence[Hit], _Context]]
) -> Iterator[tuple[Doc, _Context]]:
    """Yield each text parsed, every known name one token, with what came along with it."""

    def masked() -> Iterator[tuple[Doc, tuple[Doc, _Context]]]:
        for text, hits, context in texts:
            doc = _tokens(nlp, text, hits)
            yield _masked(doc, hits), (doc, context)

    for parsed, (doc, context) in nlp.pipe(masked(), as_tuples=True, batch_size=_BATCH):
        yield (parsed if parsed is doc else _restored(doc, parsed)), context


def _tokens(nlp: Language, text: str, hits: Iterable[Hit]) -> Doc:
    """Tokenize a text, each known name one token: the parser would end a sentence in "Nod.ai"."""
    doc = nlp.make_doc(text)
    with doc.retokenize() as retokenizer:
        for hit in hits:
            span = doc.char_span(hit.start, hit.end)
            if span is not None and len(span) > 1:
                retokenizer.merge(span)
    return doc


def _masked(doc: Doc, hits: Iterable[Hit]) -> Doc:
    """Return the text with its known names replaced; the same one where there are none.

    A name that is also an everyday word stays, for the parser has to tell which of the two it is.
    """
    companies, products = cycle(_COMPANIES), cycle(_PRODUCTS)
    words = [token.text for token in doc]
    changed = False
    for hit in hits:
        span = doc.char_span(hit.start, hit.end)
        if span is None or any(entry.is_everyday(span.text) for entry in hit.entries):
            continue
        types = {entry.type for entry in hit.entries}
        if FEATURE in types:
            words[span.start] = _FEATURE
        else:
            words[span.start] = next(companies if COMPANY in types else products)
        changed = True
    spaces = [bool(token.whitespace_) for token in doc]
    return Doc(doc.vocab, words=words, spaces=spaces) if changed else doc


def _restored(doc: Doc, parsed: Doc) -> Doc:
    """Hang a tree on the words of the text."""
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[token.tag_ for token in parsed],
        pos=[token.pos_ for token in parsed],
        morphs=[str(token.morph) for token in parsed],
        lemmas=[
            mine.text if mine.text != token.text else token.lemma_
            for mine, token in zip(doc, parsed, strict=True)
        ],
        heads=[token.head.i for token in parsed],
        deps=[token.dep_ for token in parsed],
        ents=[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in parsed],
    )
