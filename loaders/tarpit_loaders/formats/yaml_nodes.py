"""YAML and JSON as nodes with their positions in the file.

`yaml.compose` keeps the place of every node, which loading into dicts and lists would lose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml
from tarpit_graph.errors import InputError


def compose(text: str) -> yaml.Node:
    """Parse YAML into nodes that know their place.

    Raises:
        InputError: it is not YAML, holds nothing, or uses aliases, with which a few lines can
            stand for billions.
    """
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise InputError(f"uses the YAML alias *{event.anchor}; write its value out")
        node = yaml.compose(text, yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "nested too deeply"
        raise InputError(f"is not valid YAML{where}: {problem}") from error
    if node is None:
        raise InputError("is empty")
    return node


def mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """Return a mapping node's values by key; nothing for any other node."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the nodes of a list; nothing for any other node."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def text_of(node: yaml.Node | None) -> str:
    """Return a scalar's text without white space at its ends; nothing for null or another node."""
    if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
        return ""
    return " ".join(node.value.split())


def flag(node: yaml.Node | None) -> bool | None:
    """Return a boolean as YAML 1.1 spells it, or None where nothing is said."""
    word = text_of(node).lower()
    return None if not word else word in ("true", "yes", "on")


def walk(node: Mapping[str, yaml.Node], key: str) -> Iterator[dict[str, yaml.Node]]:
    """Yield the mappings in the list under a key."""
    for child in items(node.get(key)):
        yield mapping(child)


def place(node: yaml.Node) -> tuple[int, int]:
    """Return where a node starts and ends in the file."""
    return node.start_mark.index, node.end_mark.index
