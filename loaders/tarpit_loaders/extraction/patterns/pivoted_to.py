"""A company turns from one job to another."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY, PIVOTED_TO, WORKLOAD

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = PIVOTED_TO
VERSION = 1

_PIVOT = frozenset(
    "pivot pivots pivoted pivoting reposition repositions repositioned repositioning rebrand "
    "rebranded rebrands refocus refocuses refocused refocusing shift shifts shifted shifting "
    "morphed turned".split()
)
_TO = frozenset(("to", "into", "on", "towards", "toward", "as"))
TRIGGERS = ("pivot", "reposition", "rebrand", "refocus", "shift", "morph", "turned")

MATCHES = (
    ("Adept pivoted to agent frameworks.", (("Adept", "Agent frameworks", "completed"),)),
    (
        "Humanloop pivoted from data labelling to LLM evaluation.",
        (("Humanloop", "Evaluation", "completed"),),
    ),
    (
        "Neeva's pivot from web search to vector databases came late.",
        (("Neeva", "Vector databases", "completed"),),
    ),
    (
        "Rockset repositioned itself as a vector database.",
        (("Rockset", "Vector databases", "completed"),),
    ),
    ("Neeva plans to pivot to vector databases.", (("Neeva", "Vector databases", "planned"),)),
)
MISSES = (
    "Pinecone shifted its vector database to a new cloud.",
    "Rockset shifted its attention from vector databases.",
    "A pivotal moment for vector databases, says Pinecone.",
    "Pinecone turned down an offer for its vector database.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who turns to which job."""
    for workload in sentence.workloads:
        noun = grammar.phrase_head(workload.root)
        above = noun.head
        if noun.dep_ not in ("pobj", "pcomp") or above.lower_ not in _TO:
            continue
        turn = _turn(above)
        if turn is None:
            continue
        former = _former(sentence, turn)
        for token in _who(turn):
            for company in sentence.all_named(token, COMPANY):
                yield Found(
                    PREDICATE,
                    company,
                    COMPANY,
                    workload,
                    WORKLOAD,
                    turn,
                    0.85,
                    {"from": former} if former else {},
                )


def _turn(preposition: Token) -> Token | None:
    """Return the pivot over "to": the verb or noun, also where "from X to Y" hangs on X."""
    for token in (preposition.head, *preposition.head.ancestors):
        if token.lower_ in _PIVOT:
            moved = [c for c in token.children if c.dep_ in ("dobj", "prt")]
            return token if all(c.lower_ in ("itself", "focus") for c in moved) else None
        for child in token.children:  # "called off its pivot to": may hang on the verb
            if child.dep_ == "dobj" and child.lower_ in _PIVOT and child.pos_ == "NOUN":
                return child
        if token.pos_ == "VERB" and token.dep_ not in ("pobj", "pcomp"):
            return None
    return None


def _who(turn: Token) -> Iterator[Token]:
    if turn.pos_ == "NOUN":
        owners = [c for c in turn.children if c.dep_ == "poss" and c.pos_ != "PRON"]
        yield from owners or grammar.doers(turn)
    else:
        yield from grammar.subjects(turn)


def _former(sentence: Sentence, turn: Token) -> str:
    """Return the job that the company did before, where the sentence says so."""
    for source in grammar.after(turn, "from"):
        for workload in sentence.workloads:
            if grammar.phrase_head(workload.root) == source:
                return workload.entries[0].name
    return ""
