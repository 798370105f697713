"""The settings of landscape2, which list a landscape's categories: the layers and their workloads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from tarpit_graph.errors import InputError

from tarpit_loaders.documents import files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.formats.yaml_nodes import compose, items, mapping, place, text_of, walk
from tarpit_loaders.sources import Source
from tarpit_loaders.structured.claim_builder import ClaimBuilder

_PATTERN = "landscape-settings/1"
_FOUNDATION = re.compile(r"^foundation\s*:", re.MULTILINE)
_LISTS = re.compile(r"^(?:categories|groups|members_category|url)\s*:", re.MULTILINE)


def recognises(head: str) -> bool:
    """Tell the settings by the keys that landscape2 demands."""
    return bool(_FOUNDATION.search(head) and _LISTS.search(head))


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a file."""
    text = files.text(file)
    root = mapping(compose(text))
    rows = ClaimBuilder.of_file(
        file, text, SOURCE.kind, _PATTERN, title=f"{text_of(root.get('foundation'))} landscape"
    )
    members = text_of(root.get("members_category"))
    for category in walk(root, "categories"):
        if (layer := text_of(category.get("name"))) and layer != members:
            for node in items(category.get("subcategories")):
                _segment(rows, node, layer)
    if not rows.claims:
        raise InputError("lists no categories")
    yield rows.reading(file.name)


def _segment(rows: ClaimBuilder, node: yaml.Node, layer: str) -> None:
    name = text_of(node) or text_of(mapping(node).get("name"))
    if name:
        rows.alias(place(node), rows.segment(place(node), layer, name), name)


SOURCE = Source(
    kind="landscape-settings",
    endings=(".yml", ".yaml"),
    reads="categories as layers, their subcategories as workloads",
    skips="the category of members, colours, analytics, images",
    read=read,
    recognises=recognises,
)
