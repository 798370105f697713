"""OpenRefine's reconciliation (W3C Reconciliation Service API 0.2): names to entities, suggestions, properties."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse
from rapidfuzz import fuzz
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import COMPANY, FEATURE, NODES, PRODUCT, WORKLOAD
from tarpit_queries import entity_names
from tarpit_queries.entity_names import Entity

from tarpit.servers.web import guard

router = APIRouter()
_LABELS = (COMPANY, PRODUCT, WORKLOAD, FEATURE)
#: Questions in one request, and candidates for one.
_MOST, _CANDIDATES = 200, 10
#: A name of this score or more that stands alone is a match; others are for a person to choose.
_CERTAIN = 100.0


def _answer(request: Request, value: Any) -> JSONResponse:
    """Let pages of this machine read the answer, which is where OpenRefine runs."""
    origin = request.headers.get("origin", "")
    allowed = {"Access-Control-Allow-Origin": origin} if guard.is_from_this_machine(origin) else {}
    return JSONResponse(value, headers=allowed)


@router.get("/reconcile")
def manifest(request: Request, queries: str = "", extend: str = "") -> JSONResponse:
    """Tell what the service offers; with `queries` or `extend`, answer them."""
    if queries or extend:
        return _asked(request, queries, extend)
    base = str(request.base_url).rstrip("/")
    return _answer(
        request,
        {
            "versions": ["0.2"],
            "name": "tarpit",
            "identifierSpace": f"{base}/why",
            "schemaSpace": f"{base}/openapi.json",
            "defaultTypes": [_type(label) for label in _LABELS],
            "view": {"url": f"{base}/why?id={{{{id}}}}"},
            "suggest": {
                "entity": {"service_url": base, "service_path": "/reconcile/suggest/entity"},
                "property": {"service_url": base, "service_path": "/reconcile/suggest/property"},
                "type": {"service_url": base, "service_path": "/reconcile/suggest/type"},
            },
            "extend": {
                "propose_properties": {
                    "service_url": base,
                    "service_path": "/reconcile/properties",
                },
                "property_settings": [],
            },
        },
    )


@router.post("/reconcile")
def reconcile(
    request: Request, queries: str = Form(default=""), extend: str = Form(default="")
) -> JSONResponse:
    """Answer a batch of names, or fill in properties of entities."""
    return _asked(request, queries, extend)


def _asked(request: Request, queries: str, extend: str) -> JSONResponse:
    try:
        asked = json.loads(queries or extend or "{}")
        if not isinstance(asked, dict):
            raise ValueError("no object")
        if queries:
            return _answer(request, {k: {"result": _matches(request, q)} for k, q in _few(asked)})
        return _answer(request, _extended(request, asked))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"this is no batch of the reconciliation API: {error}") from error


def _few(asked: dict[str, Any]) -> list[tuple[str, Any]]:
    if len(asked) > _MOST:
        raise InputError(f"{len(asked)} names at once are too many; send {_MOST}")
    return list(asked.items())


def _matches(request: Request, query: dict[str, Any]) -> list[dict[str, Any]]:
    database = request.app.state.database
    name = str(query["query"])[:200]
    labels = _labels(query.get("type"))
    same = entity_names.find(database, name, labels)
    near = [e for e in entity_names.alike(database, name, labels, _CANDIDATES) if e not in same]
    most = max(1, min(int(query.get("limit", _CANDIDATES)), _CANDIDATES))
    scored = [(entity, _CERTAIN) for entity in same]
    scored += [
        (entity, min(fuzz.ratio(name.casefold(), entity.name.casefold()), 99.0)) for entity in near
    ]
    return [
        {**_named(entity), "score": round(score, 1), "match": score == _CERTAIN and len(same) == 1}
        for entity, score in scored[:most]
    ]


def _labels(asked: Any) -> tuple[str, ...]:
    names = asked if isinstance(asked, list) else [asked] if asked else []
    ids = {str(one.get("id") if isinstance(one, dict) else one) for one in names}
    return tuple(label for label in _LABELS if not ids or label in ids)


def _named(entity: Entity) -> dict[str, Any]:
    return {"id": entity.id, "name": entity.name, "type": [_type(entity.label)]}


def _type(label: str) -> dict[str, str]:
    return {"id": label, "name": label}


def _extended(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    names = [str(one["id"]) for one in asked["properties"]]
    ids = [str(id_) for id_ in asked["ids"]][:_MOST]
    held: dict[str, dict[str, Any]] = {}
    for label in _LABELS:
        for row in request.app.state.database.rows(
            f"MATCH (n:{label}) WHERE n.id IN $ids RETURN n.id AS id, properties(n) AS held",
            {"ids": ids},
        ):
            held[row["id"]] = row["held"]
    return {
        "meta": [{"id": name, "name": name.replace("_", " ")} for name in names],
        "rows": {
            id_: {name: _values(held.get(id_, {}).get(name)) for name in names} for id_ in ids
        },
    }


def _values(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    if isinstance(value, list):
        return [{"str": str(item)} for item in value]
    if isinstance(value, bool):
        return [{"bool": value}]
    return [{"float": value} if isinstance(value, int | float) else {"str": str(value)}]


@router.get("/reconcile/properties")
def properties(request: Request, type: str = COMPANY) -> JSONResponse:
    """Propose the properties that entities of a type may have."""
    label = type if type in _LABELS else COMPANY
    shown = [p for p in NODES[label].properties if p.name not in ("id", "stale")]
    return _answer(
        request,
        {
            "type": label,
            "properties": [{"id": p.name, "name": p.name.replace("_", " ")} for p in shown],
        },
    )


@router.get("/reconcile/suggest/entity")
def suggest_entity(request: Request, prefix: str = "") -> JSONResponse:
    """Suggest entities whose names start so."""
    database = request.app.state.database
    found = entity_names.starting(database, prefix[:100], _LABELS, _CANDIDATES)
    return _answer(request, {"result": [_named(entity) for entity in found]})


@router.get("/reconcile/suggest/{kind}")
def suggest(request: Request, kind: str, prefix: str = "") -> JSONResponse:
    """Suggest types or properties whose names start so."""
    if kind == "type":
        known = [_type(label) for label in _LABELS]
    else:
        names = sorted({p.name for label in _LABELS for p in NODES[label].properties} - {"stale"})
        known = [{"id": name, "name": name.replace("_", " ")} for name in names]
    wanted = prefix.casefold()
    return _answer(
        request, {"result": [one for one in known if one["name"].casefold().startswith(wanted)]}
    )
