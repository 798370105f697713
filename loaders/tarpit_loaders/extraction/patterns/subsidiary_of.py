"""A company belongs to another."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = "SUBSIDIARY_OF"
VERSION = 1

_PARTS = frozenset("subsidiary division unit arm".split())
_OWNED = frozenset(("owned",))
TRIGGERS = ("subsidiar", "division", " unit", " arm ", "owned", "parent")

MATCHES = (
    ("GitHub is a subsidiary of Microsoft.", (("GitHub", "Microsoft", "completed"),)),
    ("GitHub, a subsidiary of Microsoft, grew.", (("GitHub", "Microsoft", "completed"),)),
    ("LinkedIn is owned by Microsoft.", (("LinkedIn", "Microsoft", "completed"),)),
    ("Microsoft's subsidiary GitHub released a tool.", (("GitHub", "Microsoft", "completed"),)),
    ("Slack, owned by Salesforce, raised prices.", (("Slack", "Salesforce", "completed"),)),
)
MISSES = (
    "Databricks opened a division in Oslo.",
    "Anthropic is partly owned by its founders.",
    "Google sold one unit of its chip.",
    "Mistral AI has no parent company.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield which company belongs to which."""
    for token in sentence.span:
        for part, owner in _pairs(sentence, token):
            if part.text != owner.text:
                trigger = None if token.dep_ in ("appos", "compound", "nmod") else token
                yield Found(PREDICATE, part, COMPANY, owner, COMPANY, trigger, 0.9)


def _pairs(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate]]:
    if token.lower_ in _PARTS:
        owners = [*grammar.after(token, "of")]
        owners += [c for c in token.children if c.dep_ == "poss"]
        parts = list(_parts(token))
    elif token.lower_ in _OWNED and grammar.is_passive(token):
        owners, parts = list(grammar.agents(token)), list(grammar.patients(token))
    else:
        return
    for whole in owners:
        for owner in sentence.all_named(whole, COMPANY):
            for word in parts:
                part = sentence.named(word, COMPANY)
                if part is not None:
                    yield part, owner


def _parts(noun: Token) -> Iterator[Token]:
    """Yield what is said to be the subsidiary."""
    if noun.dep_ in ("attr", "oprd"):
        yield from grammar.subjects(noun.head)
    elif noun.dep_ in ("appos", "compound", "nmod"):
        yield noun.head
    yield from (child for child in noun.children if child.dep_ == "appos")
