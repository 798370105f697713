"""Products of one name, told apart by the address of their code: two things called "Infinity" stay two."""

from __future__ import annotations

from functools import cache

import yaml
from tarpit_graph.identity import normalize_name

from tarpit_loaders.names import catalog

FILE = "namesakes.yml"


def name_at(name: str, *addresses: str) -> str:
    """Return the name of the product that is found at one of the addresses.

    >>> name_at("Infinity", "https://github.com/infiniflow/infinity")
    'Infinity (database)'
    >>> name_at("Infinity"), name_at("Qdrant", "https://github.com/qdrant/qdrant")
    ('Infinity', 'Qdrant')
    """
    for place, own in _places().get(normalize_name(name), ()):
        if any(place in address.lower() for address in addresses):
            return own
    return name


@cache
def _places() -> dict[str, list[tuple[str, str]]]:
    held: dict[str, list[tuple[str, str]]] = {}
    for row in yaml.load(catalog.text(FILE), yaml.CSafeLoader):
        held.setdefault(normalize_name(row["name"]), []).append((row["at"], row["is"]))
    return held
