"""What the network tells apart: kinds of mentions, relations with a direction, statuses."""

from __future__ import annotations

from tarpit_graph.identity import ANAPHORS
from tarpit_graph.ontology import RELATIONS
from tarpit_graph.records import Status

COMPANY, PRODUCT, OTHER, ANAPHOR, MONEY = "company", "product", "other", "anaphor", "money"
#: What the network finds; sums of money are found by their grammar and given to it.
FOUND = (COMPANY, PRODUCT, OTHER, ANAPHOR)
#: What a mention may be when two of them are compared; the last stands for "not known".
MENTION_TYPES = (COMPANY, PRODUCT, ANAPHOR, MONEY, "unknown")
#: Outside, then beginning and inside of each kind (Ramshaw & Marcus, 1995).
TAGS = ("O", *(f"{place}-{kind}" for kind in FOUND for place in "BI"))

NONE = "NONE"
#: Relations that the network tells apart.
PREDICATES = (
    "ACQUIRED",
    "COMPETES_WITH",
    "CUSTOMER_OF",
    "INVESTED_IN",
    "MAKES",
    "MERGED_WITH",
    "PARTNERS_WITH",
    "RAISED",
    "SUBSIDIARY_OF",
)


def _directed(predicate: str) -> tuple[str, ...]:
    return (predicate,) if RELATIONS[predicate].symmetric else (f"{predicate}>", f"{predicate}<")


#: A relation with `>` where the mention on the left is its subject, `<` where the right one is.
PAIR_LABELS = (NONE, *(label for name in PREDICATES for label in _directed(name)))
#: No sentence makes a candidate: that is what a rule over many of them finds.
STATUSES = tuple(status.value for status in Status if status is not Status.CANDIDATE)


def pair_label(predicate: str, subject_is_left: bool) -> str:
    """Return the label of a relation between a left and a right mention.

    >>> pair_label("ACQUIRED", False), pair_label("COMPETES_WITH", False)
    ('ACQUIRED<', 'COMPETES_WITH')
    """
    if RELATIONS[predicate].symmetric:
        return predicate
    return f"{predicate}{'>' if subject_is_left else '<'}"


__all__ = [
    "ANAPHOR",
    "ANAPHORS",
    "COMPANY",
    "FOUND",
    "MENTION_TYPES",
    "MONEY",
    "NONE",
    "OTHER",
    "PAIR_LABELS",
    "PREDICATES",
    "PRODUCT",
    "STATUSES",
    "TAGS",
    "pair_label",
]
