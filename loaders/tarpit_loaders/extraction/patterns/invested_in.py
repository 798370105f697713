"""A company or fund buys a part of a company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = "INVESTED_IN"
VERSION = 1

_INVEST = frozenset("invest invests invested investing".split())
_BACK = frozenset(("backs", "backed", "backing"))
_LED = frozenset(("led", "co-led"))
_RAISE = frozenset("raise raises raised raising".split())
_STAKE = frozenset(("stake", "investment", "share"))
TRIGGERS = ("invest", "back", "led by", "stake", "rais")

MATCHES = (
    ("Amazon invested $4 billion in Anthropic.", (("Amazon", "Anthropic", "completed"),)),
    (
        "Mistral AI raised $415 million from NVIDIA and Salesforce.",
        (("NVIDIA", "Mistral AI", "completed"), ("Salesforce", "Mistral AI", "completed")),
    ),
    ("Google acquired a 10% stake in Anthropic.", (("Google", "Anthropic", "completed"),)),
    ("Anthropic is backed by Google.", (("Google", "Anthropic", "completed"),)),
    ("NVIDIA plans to invest in CoreWeave.", (("NVIDIA", "CoreWeave", "planned"),)),
    ("Microsoft's investment in OpenAI grew.", (("Microsoft", "OpenAI", "completed"),)),
)
MISSES = (
    "Microsoft invested heavily in data centres.",
    "Databricks acquired MosaicML.",
    "Amazon backed away from its plans for Alexa.",
    "Adobe raised its prices.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who invests in whom."""
    for token in sentence.span:
        for investor, company, confidence in _investments(sentence, token):
            if investor.text != company.text:
                yield Found(PREDICATE, investor, COMPANY, company, COMPANY, token, confidence)


def _investments(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate, float]]:
    word = token.lower_
    if word in _INVEST:
        yield from _cross(sentence, grammar.subjects(token), grammar.after(token, "in"), 0.9)
    elif word in _BACK | _LED and grammar.is_passive(token):
        yield from _cross(sentence, grammar.agents(token), grammar.patients(token), 0.85)
    elif word in _RAISE:
        sources = [*grammar.after(token, "from")]
        sources += [t for o in grammar.objects(token) for t in grammar.after(o, "from")]
        yield from _cross(sentence, sources, grammar.subjects(token), 0.85)
    elif word in _STAKE:
        companies = [*grammar.after(token, "in")]
        if token.dep_ == "dobj":  # "took a stake in": may hang on the verb
            companies += grammar.after(token.head, "in")
        yield from _cross(sentence, grammar.doers(token), companies, 0.85)


def _cross(
    sentence: Sentence, investors: Iterable[Token], companies: Iterable[Token], confidence: float
) -> Iterator[tuple[Candidate, Candidate, float]]:
    for investor, company in sentence.pairs(investors, companies, COMPANY):
        yield investor, company, confidence
