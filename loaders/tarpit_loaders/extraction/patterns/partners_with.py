"""Two companies work together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = "PARTNERS_WITH"
VERSION = 1

_VERBS = frozenset(
    "partner partners partnered partnering collaborate collaborates collaborated collaborating "
    "team teams teamed teaming".split()
)
_NOUNS = frozenset("partnership collaboration alliance".split())
TRIGGERS = ("partner", "collabor", "alliance", "team")

MATCHES = (
    ("NVIDIA partnered with Hugging Face.", (("NVIDIA", "Hugging Face", "completed"),)),
    ("Microsoft's partnership with OpenAI began in 2019.", (("Microsoft", "OpenAI", "completed"),)),
    (
        "Snowflake announced a partnership with NVIDIA.",
        (("Snowflake", "NVIDIA", "announced"),),
    ),
    (
        "The partnership between Amazon and Anthropic was extended.",
        (("Amazon", "Anthropic", "completed"),),
    ),
    ("Cloudflare collaborates with Hugging Face.", (("Cloudflare", "Hugging Face", "completed"),)),
)
MISSES = (
    "Microsoft teams compete with Google.",
    "Databricks has many partners.",
    "Anthropic works with a law firm.",
    "Snowflake's partner programme grew.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who works with whom."""
    for token in sentence.span:
        for one, other in _pairs(sentence, token):
            if one.text != other.text:
                yield Found(PREDICATE, one, COMPANY, other, COMPANY, token, 0.9)


def _pairs(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate]]:
    if token.lower_ in _VERBS and token.pos_ == "VERB":
        owners = list(grammar.subjects(token))
    elif token.lower_ in _NOUNS or (token.lower_ in _VERBS and token.dep_ == "ROOT"):
        owners = list(grammar.doers(token))
        for first in grammar.after(token, "between"):
            yield from combinations(sentence.all_named(first, COMPANY), 2)
    else:
        return
    yield from sentence.pairs(owners, grammar.after(token, "with"), COMPANY)
