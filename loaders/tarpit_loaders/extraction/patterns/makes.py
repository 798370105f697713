"""Who makes a product, in brackets or by giving its code away: "LangSmith (from LangChain)", "Meta open-sources Llama"."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, MAKES, PRODUCT

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence, between, phrase
from tarpit_loaders.extraction.patterns import Pattern

_FROM = phrase(r"{what:N} \((?:from|by|made by|built by|developed by) {who:N}\)")
_OPENED = phrase(
    r"{who:N},? ~v(?:open[- ]sources|open[- ]sourced|open[- ]sourcing) (?:its |their |the |new |model |tool ){0,3}{what:N}"
    r"(?=\.(?:\s|\Z)|[,;:!?)(]|\Z| (?:and|to|for|in|on|under|with|as|after|today|–|-) )"
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who makes what; a company in brackets is followed by its place, not by its maker."""
    for said in (_FROM, _OPENED):
        for hit in sentence.find(said):
            (made,), (maker,) = hit["what"], hit["who"]
            is_product = PRODUCT in made.types and not (made.is_known and COMPANY in made.types)
            if said is _FROM:
                is_product = is_product and made.is_known
            if is_product and COMPANY in maker.types:
                span = between(made, maker)
                yield RelationMatch(MAKES, maker, COMPANY, made, PRODUCT, span, 0.9)


PATTERN = Pattern(
    predicate=MAKES,
    version=2,
    matches=(
        (
            "LangSmith (from LangChain) and Helicone log calls.",
            (("LangChain", "LangSmith", "completed"),),
        ),
        ("Contoso open-sources GraphQA.", (("Contoso", "GraphQA", "completed"),)),
        ("Databricks has open-sourced its model DBRX.", (("Databricks", "DBRX", "completed"),)),
        ("We tried Claude (by Anthropic).", (("Anthropic", "Claude", "completed"),)),
        (
            "Mistral AI open-sourced Codestral on Tuesday.",
            (("Mistral AI", "Codestral", "completed"),),
        ),
    ),
    misses=(
        "MosaicML (from San Francisco) grew.",
        "Claude (by far the best) answered.",
        "Databricks open-sources tools.",
        "Anthropic ported Together's open-sourced version of ChatGPT.",
        "Meta open-sourced a rival of OpenAI.",
    ),
    find=find,
)
