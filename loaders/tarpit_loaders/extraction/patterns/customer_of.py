"""A company pays another for its product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = "CUSTOMER_OF"
VERSION = 1

_CUSTOMERS = frozenset("customer customers client clients".split())
TRIGGERS = ("customer", "client")

MATCHES = (
    ("Shopify is a customer of Databricks.", (("Shopify", "Databricks", "completed"),)),
    (
        "Customers of Databricks include Shopify and Reddit.",
        (("Shopify", "Databricks", "completed"), ("Reddit", "Databricks", "completed")),
    ),
    (
        "Anthropic's customers include Shopify and Notion.",
        (("Notion", "Anthropic", "completed"),),
    ),
    (
        "Pinecone named its customers, including Shopify.",
        (("Shopify", "Pinecone", "completed"),),
    ),
    ("Reddit became a client of Google.", (("Reddit", "Google", "completed"),)),
)
MISSES = (
    "Databricks lost customers to Snowflake.",
    "Salesforce customers like ChatGPT.",
    "Intercom released a tool for customer support.",
    "Zoom's chief customer officer left.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who is whose customer."""
    for token in sentence.span:
        if token.lower_ in _CUSTOMERS:
            for customer, seller in _pairs(sentence, token):
                if customer.text != seller.text:
                    yield Found(PREDICATE, customer, COMPANY, seller, COMPANY, token, 0.85)


def _pairs(sentence: Sentence, noun: Token) -> Iterator[tuple[Candidate, Candidate]]:
    sellers = [*grammar.after(noun, "of")]
    sellers += [c for c in noun.children if c.dep_ == "poss" and c.pos_ != "PRON"]
    if any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.children):
        sellers += grammar.doers(noun)
    for seller, customer in sentence.pairs(sellers, _who(noun), COMPANY):
        yield customer, seller


def _who(noun: Token) -> Iterable[Token]:
    """Yield who is said to be the customer."""
    yield from grammar.after(noun, "like", "as", "including")
    if noun.dep_ in ("attr", "oprd") and noun.head.lemma_ in ("be", "become"):
        yield from grammar.subjects(noun.head)
    elif noun.dep_ == "nsubj" and noun.head.lemma_ in ("include", "be"):
        yield from (c for c in noun.head.children if c.dep_ in ("dobj", "attr"))
