"""A product can do something: it has, adds or supports a feature."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token
from tarpit_graph.ontology import FEATURE, HAS_FEATURE, PRODUCT

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = HAS_FEATURE
VERSION = 1

_HAVE = frozenset(
    "support supports supported supporting offer offers offered offering provide provides "
    "provided has have had gain gains gained include includes included feature features featured "
    "add adds added adding introduce introduces introduced introducing launch launches launched "
    "launching ship ships shipped shipping release releases released releasing enable enables "
    "enabled get gets got deliver delivers delivered unveil unveiled unveils implements "
    "lack lacks lacked lacking".split()
)
_LACK = frozenset(("lack", "lacks", "lacked", "lacking"))
_SUPPORT = frozenset(("support", "supports", "supported", "supporting"))
TRIGGERS = ("support",)

MATCHES = (
    ("Pinecone now supports hybrid search.", (("Pinecone", "Hybrid search", "completed"),)),
    (
        "Weaviate added multi-tenancy and role-based access control.",
        (
            ("Weaviate", "Multi-tenancy", "completed"),
            ("Weaviate", "Role-based access control", "completed"),
        ),
    ),
    ("OpenAI added function calling to GPT-4.", (("GPT-4", "Function calling", "completed"),)),
    (
        "Qdrant added support for binary quantization.",
        (("Qdrant", "Binary quantization", "completed"),),
    ),
    (
        "Pinecone announced that it will support hybrid search.",
        (("Pinecone", "Hybrid search", "announced"),),
    ),
    ("Chroma does not support hybrid search.", (("Chroma", "Hybrid search", "denied"),)),
    ("Chroma lacks hybrid search.", (("Chroma", "Hybrid search", "denied"),)),
    ("Langfuse comes with prompt management.", (("Langfuse", "Prompt management", "completed"),)),
    (
        "Milvus supports sparse vectors, GPU indexing and RBAC.",
        (("Milvus", "GPU index", "completed"),),
    ),
    ("Helicone supports tracing.", (("Helicone", "Tracing", "completed"),)),
    ("Qdrant supports payload indexing.", (("Qdrant", "payload indexing", "completed"),)),
)
MISSES = (
    "Pinecone supports the open web foundation.",
    "Jesse from Anthropic added some clarification.",
    "Microsoft supports Ukraine.",
    "Databricks added 500 customers.",
    "Hybrid search is hard, says Pinecone.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield which product has which feature."""
    for feature in sentence.features:
        for product, trigger, confidence in _bearers(sentence, feature):
            yield _found(product, feature, trigger, confidence)
    for token in sentence.span:
        if token.lower_ in _SUPPORT and token.pos_ in ("VERB", "NOUN"):
            yield from _unknown(sentence, token)


def _found(product: Candidate, feature: Candidate, trigger: Token | None, sure: float) -> Found:
    return Found(PREDICATE, product, PRODUCT, feature, FEATURE, trigger, sure)


def _bearers(
    sentence: Sentence, feature: Candidate
) -> Iterator[tuple[Candidate, Token | None, float]]:
    noun = grammar.first_of_list(grammar.phrase_head(feature.root))
    above = noun.head
    # "supports tracing": the parser takes some features for things done
    is_object = noun.dep_ in ("dobj", "obj") or (noun.dep_ == "xcomp" and noun.tag_ == "VBG")
    if is_object and above.lower_ in _HAVE:
        lacks = any(child.dep_ == "det" and child.lower_ == "no" for child in noun.children)
        for product in _products(sentence, above, noun):
            yield product, noun if lacks else above, 0.9
    elif noun.dep_ == "pobj" and above.head.lower_ in (
        *_SUPPORT,
        "come",
        "comes",
        "coming",
        "came",
    ):
        # "added support for X", "comes with X"
        verb = above.head if above.head.pos_ == "VERB" else above.head.head
        for product in _products(sentence, verb, above.head):
            yield product, verb, 0.9
    if noun.dep_ in ("nsubj", "nsubjpass") and above.lemma_ in ("come", "be", "arrive", "land"):
        for place in _places(above):
            for product in sentence.all_named(place, PRODUCT):
                yield product, above, 0.85
    for owner in (child for child in noun.children if child.dep_ == "poss"):
        if (possessor := sentence.named(owner, PRODUCT)) is not None:
            yield possessor, None, 0.85


def _products(sentence: Sentence, verb: Token, thing: Token) -> Iterator[Candidate]:
    """Yield what gets a feature: Y of "X added it to Y", else the subject."""
    places = [*grammar.after(verb, "to", "in"), *grammar.after(thing, "to", "in")]
    named = [n for t in places for n in sentence.all_named(t, PRODUCT) if n.is_known]
    if not named:
        named = [
            n
            for t in grammar.subjects(verb)
            for n in sentence.all_named(t, PRODUCT)
            if n.is_known or n.may_be_organisation
        ]
    yield from named


def _places(verb: Token) -> Iterator[Token]:
    """ "comes to X", "is now available in X"."""
    yield from grammar.after(verb, "to", "in")
    for child in verb.children:
        if child.dep_ == "acomp":
            yield from grammar.after(child, "in", "on", "for")


def _unknown(sentence: Sentence, support: Token) -> Iterator[Found]:
    """A feature that no file knows, of a product that one does: "Qdrant supports payload indexing"."""
    if support.pos_ == "VERB":
        verb, things = support, list(grammar.objects(support))
    else:
        verb, things = support.head, list(grammar.after(support, "for"))
    for thing in things:
        for noun in (thing, *grammar.conjuncts(thing)):
            phrase = _phrase(noun)
            if phrase is None or any(
                f.span.start <= noun.i < f.span.end for f in sentence.features
            ):
                continue
            for product in _products(sentence, verb, thing):
                if product.is_known:
                    yield _found(product, Candidate(phrase, frozenset((FEATURE,))), verb, 0.8)


def _phrase(noun: Token) -> Span | None:
    """Return two to four plain words that name something technical, or None."""
    start = noun.i
    while start > noun.sent.start and noun.doc[start - 1].dep_ in ("compound", "amod", "punct"):
        if noun.doc[start - 1].head.i not in range(start - 1, noun.i + 1):
            break
        start -= 1
    span = noun.doc[start : noun.i + 1]
    is_technical = all(t.pos_ in ("NOUN", "ADJ", "PUNCT", "VERB") and t.is_lower for t in span)
    modified = any(c.dep_ in ("poss", "det", "nummod") for c in noun.children)
    follows = noun.i + 1 < len(noun.doc) and noun.doc[noun.i + 1].dep_ in ("prep", "relcl", "acl")
    if noun.pos_ != "NOUN" or not is_technical or modified or follows:
        return None
    return span if 2 <= len([t for t in span if not t.is_punct]) <= 4 else None
