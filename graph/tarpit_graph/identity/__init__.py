"""When two things are one: ids from content, people's decisions, likely duplicates of entities and of texts.

In: names and texts. Out: ids, `Decisions`, candidate pairs, clusters of near-duplicates.
May import: `ontology`, `files`, `records`, `errors`.
"""

from tarpit_graph.identity.ids import (
    ANAPHORS,
    base_name,
    bytes_digest,
    claim_id,
    digest,
    entity_id,
    fact_id,
    is_anaphor,
    is_legal_form,
    normalize_name,
    stream_digest,
    text_digest,
)

__all__ = (
    "ANAPHORS",
    "base_name",
    "bytes_digest",
    "claim_id",
    "digest",
    "entity_id",
    "fact_id",
    "normalize_name",
    "is_anaphor",
    "is_legal_form",
    "stream_digest",
    "text_digest",
)
