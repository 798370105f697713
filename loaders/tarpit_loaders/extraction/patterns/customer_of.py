"""Who pays a company: lists of those who use what it offers, "Used by Stripe, Figma and Ramp, Kestrel…"."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, CUSTOMER_OF

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence, between, phrases
from tarpit_loaders.extraction.patterns import Pattern

_SAID = phrases(
    r"(?:used|trusted|adopted) by {who:N+}, {what:N}",
    r"{what:N}(?:,| is| are) (?:\w+ly )?(?:used|trusted) by {who:N+}(?=[,.;)]|\Z| and )",
    r"{what:N}['’]s? (?:customers|clients) (?:include|are) {who:N+}",
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who is a customer of whom."""
    for said in _SAID:
        for hit in sentence.find(said):
            (seller,) = hit["what"]
            for buyer in hit["who"]:
                if COMPANY in buyer.types and COMPANY in seller.types:
                    span = between(buyer, seller)
                    yield RelationMatch(CUSTOMER_OF, buyer, COMPANY, seller, COMPANY, span, 0.85)


PATTERN = Pattern(
    predicate=CUSTOMER_OF,
    version=2,
    matches=(
        (
            "Used by Snowflake, Salesforce and Meta, Modal has grown.",
            (("Snowflake", "Modal", "completed"), ("Meta", "Modal", "completed")),
        ),
        ("Baseten is used by Writer and Descript.", (("Writer", "Baseten", "completed"),)),
        ("Cohere's customers include Oracle.", (("Oracle", "Cohere", "completed"),)),
        ("Modal is trusted by Meta.", (("Meta", "Modal", "completed"),)),
        ("Replicate, used by Writer, has grown.", (("Writer", "Replicate", "completed"),)),
    ),
    misses=(
        "Modal is used by many.",
        "A trick used by Meta to train Llama works.",
        "Oracle's customers are many.",
        "Adopted by Congress, the act binds Meta.",
    ),
    find=find,
)
