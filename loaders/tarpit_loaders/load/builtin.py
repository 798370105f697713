"""The built-in names as documents: who makes what and which job it does, each row its evidence.

The workloads are part of every load, since they say which layer a segment belongs to; companies
and products are a landscape of their own, loaded when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from tarpit_graph.ontology import (
    COMPANY,
    DESCRIBED_AS,
    MAKES,
    PART_OF,
    PRODUCT,
    SERVES,
    SUBSIDIARY_OF,
    WORKLOAD,
)
from tarpit_graph.records import Mention

from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.formats.yaml_nodes import compose, flag, items, mapping, place, text_of
from tarpit_loaders.names import catalog
from tarpit_loaders.structured.claim_builder import ClaimBuilder

_KIND = "names"
_PATTERN = "names/1"


def layers() -> Reading:
    """Return what the built-in workloads say: which layer each is part of."""
    rows, root = _open(catalog.WORKLOADS)
    for node in items(root):
        layer = mapping(node)
        whole = rows.entity(WORKLOAD, text_of(layer["layer"]))
        for row in items(layer["workloads"]):
            workload = rows.entity(WORKLOAD, text_of(mapping(row)["name"]))
            is_market = flag(mapping(row).get("market")) is not False
            rows.add(place(row), PART_OF, workload, whole, {"market": is_market})
            _aliases(rows, row, workload)
    return rows.reading(rows.document.id)


def landscape() -> Iterator[Reading]:
    """Yield what the built-in companies and products say."""
    for files, read in ((catalog.COMPANIES, _company), (catalog.PRODUCTS, _product)):
        for file in files:
            rows, root = _open(file)
            for row in items(root):
                read(rows, row)
            yield rows.reading(rows.document.id)


def _company(rows: ClaimBuilder, row: yaml.Node) -> None:
    fields = mapping(row)
    company = rows.entity(COMPANY, text_of(fields["name"]))
    _aliases(rows, row, company)
    rows.add(
        place(row),
        DESCRIBED_AS,
        company,
        attributes={
            "homepage": text_of(fields.get("homepage")),
            "ticker": text_of(fields.get("ticker")),
            "kind": text_of(fields.get("kind")),
        },
    )
    if parent := text_of(fields.get("parent")):
        rows.add(place(row), SUBSIDIARY_OF, company, rows.entity(COMPANY, parent))


def _product(rows: ClaimBuilder, row: yaml.Node) -> None:
    fields = mapping(row)
    product = rows.entity(PRODUCT, text_of(fields["name"]))
    _aliases(rows, row, product)
    rows.add(
        place(row),
        DESCRIBED_AS,
        product,
        attributes={
            "open_source": flag(fields.get("open_source")),
            "homepage": text_of(fields.get("homepage")),
            "licence": text_of(fields.get("licence")),
            "kind": text_of(fields.get("kind")),
            "pulled_in_by": text_of(fields.get("pulled_in_by")),
        },
    )
    if maker := text_of(fields.get("by")):
        rows.add(place(row), MAKES, rows.entity(COMPANY, maker), product)
    if workload := text_of(fields.get("does")):
        rows.add(place(row), SERVES, product, rows.entity(WORKLOAD, workload))
    for version in items(fields.get("versions")):
        _version(rows, version, product, text_of(fields.get("by")))


def _version(rows: ClaimBuilder, row: yaml.Node, family: Mention, maker: str) -> None:
    """Say that a version is part of its family; the family alone does a job, so none counts twice."""
    fields = mapping(row)
    version = rows.entity(PRODUCT, text_of(fields["name"]) if fields else text_of(row))
    rows.add(place(row), PART_OF, version, family)
    rows.add(place(row), MAKES, rows.entity(COMPANY, maker), version)
    if fields:
        _aliases(rows, row, version)


def _aliases(rows: ClaimBuilder, row: yaml.Node, entity: Mention) -> None:
    for spelling in items(mapping(row).get("aliases")):
        rows.alias(place(row), entity, text_of(spelling))


def _open(file: str) -> tuple[ClaimBuilder, yaml.Node]:
    text = catalog.text(file)
    return ClaimBuilder(
        document(f"tarpit:names/{file}", text, _KIND, title=file), _PATTERN
    ), compose(text)
