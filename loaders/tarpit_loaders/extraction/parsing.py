"""Parse a text whose known names stand in for names that the parser has met.

A small model reads "Qdrant added support" as three nouns, for it never saw Qdrant. So it is given
"Google added support" and the tree is hung on the words of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc, Token
from tarpit_graph.ontology import COMPANY, FEATURE

from tarpit_loaders.extraction import model
from tarpit_loaders.extraction.gazetteer import Hit

#: Names that every English model has met often; several, so that a list stays a list.
_COMPANIES = ("Microsoft", "Intel", "Sony", "Boeing")
_PRODUCTS = ("Windows", "Android", "Photoshop")
#: What stands for a feature of several words, "function calling", which would be read as a clause.
_FEATURE = "encryption"
#: Endings of words that English makes as it goes: "Finalization", "Embeddings".
_DERIVED = re.compile(
    r"(?:ings?|ed|ions?|ive|al|ly|ments?|ness|i[sz]e|ity|able|less|ful|isms?|ists?|ers|ors)$"
)
#: Words that follow the name of a company, and belong to it.
_SUFFIXES = frozenset(
    "AI Labs Lab Inc Inc. Technologies Technology Systems Research Therapeutics Software Networks "
    "Cloud Data Analytics Robotics Ventures Capital Health Security Computing Group Holdings".split()
)
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
    """Tokenize a text, each name one token: the parser would end a sentence in "Nod.ai"."""
    doc = nlp.make_doc(text)
    spans = [span for hit in hits if (span := doc.char_span(hit.start, hit.end)) is not None]
    covered = {token.i for span in spans for token in span}
    spans += [
        doc[token.i : token.i + 2]
        for token in doc[:-1]
        if token.nbor().text in _SUFFIXES
        and covered.isdisjoint((token.i, token.i + 1))
        and _is_unknown_name(token)
    ]
    with doc.retokenize() as retokenizer:
        for span in spans:
            if len(span) > 1:
                retokenizer.merge(span)
    return doc


def _masked(doc: Doc, hits: Iterable[Hit]) -> Doc:
    """Return the text with its names replaced; the same one where there are none.

    A name that is also an everyday word stays, for the parser has to tell which of the two it is.
    A capitalised word that the model never met is a name as well, mostly of a young company.
    """
    companies, products = cycle(_COMPANIES), cycle(_PRODUCTS)
    known = _first_words(doc, hits)
    words = []
    for token in doc:
        types = known.get(token.i)
        if types is None:
            words.append(next(companies) if _is_unknown_name(token) else token.text)
        elif FEATURE in types:
            words.append(_FEATURE)
        else:
            words.append(next(companies if COMPANY in types else products) if types else token.text)
    changed = any(word != token.text for word, token in zip(words, doc, strict=True))
    spaces = [bool(token.whitespace_) for token in doc]
    return Doc(doc.vocab, words=words, spaces=spaces) if changed else doc


def _first_words(doc: Doc, hits: Iterable[Hit]) -> dict[int, frozenset[str]]:
    """Return by its first word what each known name may be; nothing where it may be no name."""
    found = {}
    for hit in hits:
        span = doc.char_span(hit.start, hit.end)
        if span is not None:
            everyday = any(entry.is_everyday(span.text) for entry in hit.entries)
            everyday &= not hit.is_certain
            found[span.start] = frozenset(() if everyday else (e.type for e in hit.entries))
    return found


def _is_unknown_name(token: Token) -> bool:
    """Tell whether a word must be a name: capitalised, met never, and not part of a person's.

    "Qualtrics bought", "Havnwell Labs", but not "Revolutionising" nor "Dario Amodei".
    """
    text = token.text.partition(" ")[0]  # "Havnwell Labs" is one token already
    if not text[0].isupper() or text.isupper() or len(text) < 4 or not text.isalnum():
        return False
    met = model.words()
    if text in met or text.lower() in met or _DERIVED.search(text):
        return False
    before = token.nbor(-1) if token.i else None
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    joined = before is not None and before.text[:1].isupper() and before.is_alpha
    goes_on = after is not None and after.text[:1].isupper() and after.text not in _SUFFIXES
    return not joined and not goes_on


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
