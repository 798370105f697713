"""A company raises money: the plain sentence, which has too few words for the network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tarpit_graph.ontology import COMPANY, FUNDING_ROUND, RAISED

from tarpit_loaders.extraction.attributes.deal_terms import is_round, round_name
from tarpit_loaders.extraction.entities import entity_linking
from tarpit_loaders.extraction.masked_sentence import SUM, RelationMatch, Sentence, Term
from tarpit_loaders.extraction.patterns import Pattern
from tarpit_loaders.reader import money

_RAISE = re.compile(r"\b(?:raises?|raised|raising|closes?|closed|secures?|secured|lands|landed)\b")
#: Between the verb and the sum: "a seed round of", "an additional".
_GAP = re.compile(
    r"\s(?:(?:an?|another|its|the|of|in|on|total|round|rounds|funding|seed|pre-seed|series|[a-k]|additional|further|"
    r"fresh|new|first|over|about|around|nearly|almost|more|than|up|reported|whopping|massive|huge|extra)\s){0,7}\Z",
    re.IGNORECASE,
)
_ROUND = re.compile(r"\b(?:an?|its|their) (Series [A-K]|(?:pre-)?seed round)\b")
#: How far before the verb its subject may end.
_REACH = 40


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who raises how much, or which round where no sum is told."""
    text = sentence.text
    sums = [(s.start, s.end) for s in money.sums(text) if is_round(text, s)]
    rounds = [match.span(1) for match in _ROUND.finditer(text)]
    yield from [*_raised(sentence, sums)] or _raised(sentence, rounds)


def _raised(sentence: Sentence, stretches: Iterable[tuple[int, int]]) -> Iterator[RelationMatch]:
    text = sentence.text
    for start, end in stretches:
        verb = next(iter(_RAISE.finditer(text, max(0, start - 60), start)), None)
        company = _company(sentence, verb.start()) if verb else None
        if verb is None or company is None or not _GAP.match(text[verb.end() : start]):
            continue
        known = entity_linking.name_of(company, COMPANY) if company.is_known else company.name
        short = round_name(text, text[start:end])
        round_ = Term(start, end, SUM, frozenset((FUNDING_ROUND,)), name=f"{known} {short}")
        said = company.end, verb.end()
        yield RelationMatch(RAISED, company, COMPANY, round_, FUNDING_ROUND, said, 0.85)


def _company(sentence: Sentence, before: int) -> Term | None:
    """Return the company nearest before a verb, nothing but plain words between."""
    near = [
        term
        for term in sentence.terms
        if before - _REACH <= term.end <= before and not sentence.is_aside(term, before)
    ]
    named = near and COMPANY in near[-1].types and (near[-1].is_known or near[-1].name)
    return near[-1] if named else None


PATTERN = Pattern(
    predicate=RAISED,
    version=2,
    matches=(
        ("Qdrant raised $28 million.", (("Qdrant", "Qdrant $28M", "completed"),)),
        ("Runway raised a Series C.", (("Runway", "Runway Series C", "completed"),)),
        ("Weaviate raises $50M to build agents", (("Weaviate", "Weaviate $50M", "completed"),)),
        (
            "Mistral AI closed a round of $415 million.",
            (("Mistral AI", "Mistral AI $415M", "completed"),),
        ),
        ("Pinecone plans to raise $100 million.", (("Pinecone", "Pinecone $100M", "planned"),)),
        ("Pinecone did not raise $100 million.", (("Pinecone", "Pinecone $100M", "denied"),)),
    ),
    misses=(
        "Meta released a Series A of models.",
        "Adobe raised $100 million in revenue.",
        "OpenAI raised the price from $2 to $3.",
        "Databricks closed at $40 a share.",
        "Sequoia closed a $1 billion fund.",
    ),
    find=find,
)
