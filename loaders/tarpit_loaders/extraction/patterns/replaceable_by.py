"""One product can be, or was, swapped for another."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import PRODUCT, REPLACEABLE_BY

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = REPLACEABLE_BY
VERSION = 1

_MOVE = frozenset(
    "switch switches switched switching migrate migrates migrated migrating move moves moved "
    "moving port ported porting".split()
)
_REPLACE = frozenset("replace replaces replaced replacing swap swaps swapped swapping".split())
_STAND_IN = frozenset(("replacement", "replacements", "substitute", "substitutes"))
_MIGRATION = frozenset(("migration", "switch", "move"))
TRIGGERS = ("switch", "migrat", "mov", "port", "replac", "swap", "substitut")

MATCHES = (
    (
        "Qdrant is a drop-in replacement for Pinecone.",
        (("Pinecone", "Qdrant", "completed"),),
    ),
    ("We switched from Pinecone to Weaviate.", (("Pinecone", "Weaviate", "completed"),)),
    ("Notion replaced Elasticsearch with Qdrant.", (("Elasticsearch", "Qdrant", "completed"),)),
    ("Teams swapped LangChain for LlamaIndex.", (("LangChain", "LlamaIndex", "completed"),)),
    (
        "Shopify plans to migrate from Pinecone to Milvus.",
        (("Pinecone", "Milvus", "planned"),),
    ),
    ("Their migration from Pinecone to Chroma took a day.", (("Pinecone", "Chroma", "completed"),)),
    ("Nobody can replace Pinecone with Chroma.", (("Pinecone", "Chroma", "denied"),)),
)
MISSES = (
    "The engineers moved from Google to Meta.",
    "AI will not replace lawyers.",
    "Microsoft replaced its head of research.",
    "OpenAI moved fast with ChatGPT.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield what is swapped for what."""
    for token in sentence.span:
        for old, new in _pairs(sentence, token):
            if old.text != new.text:
                yield Found(PREDICATE, old, PRODUCT, new, PRODUCT, token, 0.85)


def _pairs(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate]]:
    word = token.lower_
    if word in _STAND_IN:
        for old in grammar.after(token, "for", "of", "to"):
            for left in sentence.all_named(old, PRODUCT):
                for right in sentence.all_called(token):
                    if PRODUCT in right.types:
                        yield left, right
    elif word in _MOVE or word in _MIGRATION:
        from_, to = list(grammar.after(token, "from")), list(grammar.after(token, "to"))
        if token.dep_ == "dobj":  # "called off its switch from X to Y": may hang on the verb
            from_ = from_ or list(grammar.after(token.head, "from"))
            to = to or list(grammar.after(token.head, "to"))
        to += [t for source in from_ for t in grammar.after(source, "to")]
        yield from _both_known(sentence, from_, to)
    elif word in _REPLACE:
        yield from _replaced(sentence, token)


def _replaced(sentence: Sentence, verb: Token) -> Iterator[tuple[Candidate, Candidate]]:
    """ "replaced X with Y", "swapped X for Y", "Y replaces X", "X was replaced by Y"."""
    if grammar.is_passive(verb):
        old, new = list(grammar.patients(verb)), list(grammar.agents(verb))
    else:
        old, new = list(grammar.objects(verb)), []
    tools = list(grammar.after(verb, "with", "for"))
    tools += [t for thing in old for t in grammar.after(thing, "with", "for")]
    yield from _both_known(sentence, old, new or tools or list(grammar.subjects(verb)))


def _both_known(
    sentence: Sentence, old: list[Token], new: list[Token]
) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield pairs of products; people move between companies, so one at least is no company alone."""
    for left, right in sentence.pairs(old, new, PRODUCT):
        if left.is_known and right.is_known:
            yield left, right
