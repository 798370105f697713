"""A company buys a company: the plain sentence, which the network alone is too careful of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tarpit_graph.ontology import ACQUIRED, COMPANY

from tarpit_loaders.extraction.masked_sentence import (
    PhraseMatch,
    RelationMatch,
    Sentence,
    between,
    phrase,
)
from tarpit_loaders.extraction.patterns import Pattern

_BUYS = r"(?:acquires?|acquired|acquiring|buys?|bought|buying|snapped up|scooped up|took over)"
_BOUGHT = r"(?:acquired|bought|snapped up|scooped up|taken over|purchased)"
#: What may follow the name of the bought: a noun would make it a description, "bought NVIDIA chips".
_ENDS = r"(?=\.(?:\s|\Z)|[,;:!?)]|\Z| (?:for|in|on|last|this|from|to|and|as|after|by|today|yesterday|before|earlier|too|already|again)\b)"
_SAID = (
    phrase(rf"{{who:N}},? ~v{_BUYS} {{what:N+}}{_ENDS}"),
    phrase(rf"{{what:N}},? ~v{_BOUGHT} by {{who:N}}{_ENDS}"),
    # A licence and the people: a deal in all but name.
    phrase(r"{who:N} ~vhired ~7(?:of|from) {what:N} (?=[^«»]{0,60}licen[cs]ed)"),
    phrase(rf"{{what:N}}(?:, [^«»,]{{0,60}},)? ~v(?P<joins>joins|joining) {{who:N}}{_ENDS}"),
    phrase(rf"{{what:N}} \((?:{_BOUGHT} by|sold to) {{who:N}}"),
)
#: "The sale of A (to X), B (to Y)"; and, once it is plain what brackets tell of, "C (also Y)".
_TO = phrase(r"{what:N} \((?:to|→) {who:N}\)")
_ALSO = phrase(r"{what:N} \((?:also |again )?{who:N}(?: again| too| as well)?\)")
_SALE = re.compile(
    r"\b(?:sales?|sold|sell\w*|acqui\w+|bought|buy\w*|exit\w*|takeovers?|snapped up|picked up)\b",
    re.I,
)
_TOLD = re.compile(rf"\((?:{_BOUGHT} by|sold to) ", re.I)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield who buys whom."""
    for hit in _hits(sentence):
        (buyer,) = hit["who"]
        for bought in hit["what"]:
            known = bought.is_known or hit.words.get("joins") is None
            if known and COMPANY in buyer.types and COMPANY in bought.types:
                span = between(buyer, bought)
                yield RelationMatch(ACQUIRED, buyer, COMPANY, bought, COMPANY, span, 0.9)


def _hits(sentence: Sentence) -> Iterator[PhraseMatch]:
    for said in _SAID:
        yield from sentence.find(said)
    if _SALE.search(sentence.text):
        yield from sentence.find(_TO)
    if told := _TOLD.search(sentence.text):
        yield from (hit for hit in sentence.find(_ALSO) if hit.start > told.start())


PATTERN = Pattern(
    predicate=ACQUIRED,
    version=3,
    matches=(
        ("Databricks acquired Tabular.", (("Databricks", "Tabular", "completed"),)),
        (
            "Snowflake bought TruEra and Neeva.",
            (("Snowflake", "TruEra", "completed"), ("Snowflake", "Neeva", "completed")),
        ),
        ("ClickHouse acquired HyperDX before.", (("ClickHouse", "HyperDX", "completed"),)),
        ("MosaicML was acquired by Databricks.", (("Databricks", "MosaicML", "completed"),)),
        ("Databricks plans to buy Neon.", (("Databricks", "Neon", "planned"),)),
        (
            "Google hired the chief executive of Windsurf with part of the team, and licensed its code.",
            (("Google", "Windsurf", "completed"),),
        ),
        ("Humanloop is joining Anthropic.", (("Anthropic", "Humanloop", "announced"),)),
        (
            "The sale of MosaicML (to Databricks), Neeva (to Snowflake) and Rockset (to OpenAI) shows it.",
            (
                ("Databricks", "MosaicML", "completed"),
                ("Snowflake", "Neeva", "completed"),
                ("OpenAI", "Rockset", "completed"),
            ),
        ),
        (
            "Deci (acquired by NVIDIA in 2024) and OctoAI (also NVIDIA) sold early.",
            (("NVIDIA", "Deci", "completed"), ("NVIDIA", "OctoAI", "completed")),
        ),
        ("Databricks did not acquire Neon.", (("Databricks", "Neon", "denied"),)),
    ),
    misses=(
        "Microsoft bought NVIDIA chips.",
        "Databricks acquired customers.",
        "Google and Microsoft both acquired startups.",
        "Snowflake acquired a stake in Landing AI's rival.",
        "MosaicML (to Databricks' surprise) published a model.",
        "Deci (NVIDIA) and OctoAI (NVIDIA) presented slides.",
    ),
    find=find,
)
