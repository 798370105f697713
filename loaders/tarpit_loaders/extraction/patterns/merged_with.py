"""Two companies become one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from spacy.tokens import Token
from tarpit_graph.ontology import COMPANY

from tarpit_loaders.extraction import grammar
from tarpit_loaders.extraction.candidates import Candidate
from tarpit_loaders.extraction.sentence import Found, Sentence

PREDICATE = "MERGED_WITH"
VERSION = 1

_VERBS = frozenset("merge merges merged merging".split())
_NOUNS = frozenset(("merger",))
TRIGGERS = ("merg",)

MATCHES = (
    ("Fivetran merged with dbt Labs.", (("Fivetran", "dbt Labs", "completed"),)),
    ("Fivetran and dbt Labs merged in 2025.", (("Fivetran", "dbt Labs", "completed"),)),
    (
        "The merger of Fivetran and dbt Labs is complete.",
        (("Fivetran", "dbt Labs", "completed"),),
    ),
    ("Fivetran plans to merge with dbt Labs.", (("Fivetran", "dbt Labs", "planned"),)),
    (
        "Fivetran called off its merger with dbt Labs.",
        (("Fivetran", "dbt Labs", "cancelled"),),
    ),
)
MISSES = (
    "GitHub merged the pull request.",
    "Databricks merges tables in a lakehouse.",
    "Snowflake and Databricks compete.",
    "A merger would hurt Adobe.",
)


def find(sentence: Sentence) -> Iterator[Found]:
    """Yield who merges with whom."""
    for token in sentence.span:
        for one, other in _pairs(sentence, token):
            if one.text != other.text:
                yield Found(PREDICATE, one, COMPANY, other, COMPANY, token, 0.9)


def _pairs(sentence: Sentence, token: Token) -> Iterator[tuple[Candidate, Candidate]]:
    if token.lower_ in _VERBS:
        owners = list(grammar.patients(token)) if grammar.is_passive(token) else []
        owners = owners or list(grammar.subjects(token))
    elif token.lower_ in _NOUNS:
        owners = list(grammar.doers(token))
        for first in grammar.after(token, "of", "between"):
            yield from combinations(sentence.all_named(first, COMPANY), 2)
    else:
        return
    partners = list(grammar.after(token, "with", "into"))
    if token.dep_ == "dobj":  # "called off its merger with": may hang on the verb
        partners += grammar.after(token.head, "with")
    for owner in owners:
        merging = list(sentence.pairs([owner], partners, COMPANY))
        yield from merging
        if not merging and not any(grammar.objects(token)):
            yield from combinations(sentence.all_named(owner, COMPANY), 2)
