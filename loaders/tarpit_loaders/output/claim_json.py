"""The JSON form of claims that `tarpit extract` writes, one line a document; a stable contract."""

from __future__ import annotations

import json
from typing import Any

from tarpit_graph.records import Claim, Mention

from tarpit_loaders.extraction.pipeline import Extraction


def line(name: str, extraction: Extraction) -> str:
    """Return a document's line: `{"id", "claims": [{"predicate", "status", …}]}`."""
    claims = [_claim(claim) for claim in extraction.claims]
    return json.dumps({"id": name, "claims": claims}, ensure_ascii=False)


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "predicate": claim.predicate,
        "status": claim.status.value,
        "confidence": claim.confidence,
        "date": claim.date.isoformat() if claim.date else None,
        "attributes": {
            **claim.attributes,
            **({"date_precision": claim.precision} if claim.precision else {}),
            **({"until": claim.until.isoformat()} if claim.until else {}),
        },
        "subject": _mention(claim.subject),
        "object": _mention(claim.object) if claim.object else None,
        "sentence": {"start": claim.start, "end": claim.end},
        "pattern": claim.pattern,
    }


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "text": mention.surface,
        "type": mention.type,
        "name": mention.name,
        "id": mention.id,
        "start": mention.start,
        "end": mention.end,
    }
