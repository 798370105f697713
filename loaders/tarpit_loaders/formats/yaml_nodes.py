"""YAML and JSON as nodes with their positions in the file.

`yaml.compose` keeps the place of every node, which loading into dicts and lists would lose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml
from tarpit_graph.errors import InputError

#: A node that an alias repeats is read once for each, so that so many cannot multiply by more than this.
_MAX_ALIASES = 50
#: Keys of a mapping that are merged from another: `<<: *other`.
_MERGE = "<<"


def compose(text: str) -> yaml.Node:
    """Parse YAML into nodes that know their place.

    Raises:
        InputError: it is not YAML, holds nothing, or uses more aliases than people write, with which
            a few lines can stand for billions.
    """
    try:
        events = yaml.parse(text, yaml.CSafeLoader)
        if sum(isinstance(event, yaml.AliasEvent) for event in events) > _MAX_ALIASES:
            raise InputError(f"uses more than {_MAX_ALIASES} YAML aliases; write their values out")
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
    pairs = [(key.value, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    merged = [value for key, value in pairs if key == _MERGE]
    others = {k: v for value in merged if value is not node for k, v in _own(value).items()}
    return others | {key: value for key, value in pairs if key != _MERGE}


def _own(node: yaml.Node) -> dict[str, yaml.Node]:
    """Return a mapping's values by key, without what it merges in turn."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return {key.value: value for key, value in pairs if isinstance(key, yaml.ScalarNode)}


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
