"""A company belongs to another: the plain sentence, which the network alone is too careful of."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import COMPANY, SUBSIDIARY_OF

from tarpit_loaders.extraction.masked_sentence import RelationMatch, Sentence, between, phrase
from tarpit_loaders.extraction.patterns import Pattern

_PART = r"(?:subsidiary|division|business unit|unit|arm|affiliate|operating company|imprint)"
#: What may follow the owner's name: a noun would make it a description, "a unit of Google staff".
_ENDS = r"(?=\.(?:\s|\Z)|[,;:!?)]|\Z| (?:and|in|since|with|that|which|based|until|after|for|from|as|when)\b)"
_SAID = (
    phrase(
        rf"{{part:N}}(?:,| ~v(?:is|are|was|became|become|remains)) ~4{_PART} of {{owner:N}}{_ENDS}"
    ),
    phrase(rf"{{part:N}} ~v(?:is|are|was|became|become|remains) ~2part of {{owner:N}}{_ENDS}"),
    phrase(
        rf"{{part:N}}(?:,| is| was| remains)(?: wholly| fully| now| currently)? owned by {{owner:N}}{_ENDS}"
    ),
    phrase(r"{owner:N}(?:['’]s?)? ~2(?:subsidiary|subsidiaries|division|unit),? {part:N+}"),
    phrase(r"{part:N}['’]s? (?:parent|holding)(?: company)?,? (?:is |was )?{owner:N}"),
)


def find(sentence: Sentence) -> Iterator[RelationMatch]:
    """Yield which company belongs to which."""
    for said in _SAID:
        for hit in sentence.find(said):
            (owner,) = hit["owner"]
            for part in hit["part"]:
                if COMPANY in part.types and COMPANY in owner.types:
                    span = between(part, owner)
                    yield RelationMatch(SUBSIDIARY_OF, part, COMPANY, owner, COMPANY, span, 0.85)


PATTERN = Pattern(
    predicate=SUBSIDIARY_OF,
    version=2,
    matches=(
        ("Tabular is a subsidiary of Databricks.", (("Tabular", "Databricks", "completed"),)),
        ("LinkedIn, a subsidiary of Microsoft, grew.", (("LinkedIn", "Microsoft", "completed"),)),
        ("LinkedIn is owned by Microsoft.", (("LinkedIn", "Microsoft", "completed"),)),
        ("MosaicML is now part of Databricks.", (("MosaicML", "Databricks", "completed"),)),
        (
            "Databricks's subsidiary MosaicML released a tool.",
            (("MosaicML", "Databricks", "completed"),),
        ),
        (
            "MosaicML's parent company Databricks raised prices.",
            (("MosaicML", "Databricks", "completed"),),
        ),
        ("Anthropic is not a subsidiary of Amazon.", (("Anthropic", "Amazon", "denied"),)),
    ),
    misses=(
        "Databricks opened a division in Oslo.",
        "Anthropic is partly owned by its founders.",
        "Google sold one unit of its chip.",
        "Mistral AI has no parent company.",
        "Hugging Face is part of the Microsoft partner network.",
    ),
    find=find,
)
