"""Claims from YAML: each row is the evidence for what it says, with its place in the file.

`yaml.compose` keeps where every node stands, which loading into dicts and lists would lose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import yaml
from tarpit_graph.errors import InputError
from tarpit_graph.identity import claim_id, digest
from tarpit_graph.ontology import DESCRIBED_AS, NAMED
from tarpit_graph.records import Claim, Document, Mention, Scalar, Status

from tarpit_loaders.names import catalog

#: A row is quoted up to this length; its offsets still span all of it.
_MAX_QUOTE = 400
_CONFIDENCE = 0.95


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


@dataclass(slots=True)
class Rows:
    """Collects the claims of one structured document."""

    document: Document
    kind: str
    claims: dict[str, Claim] = field(default_factory=dict)

    def entity(self, type_: str, name: str) -> Mention:
        """Resolve a name of the row to an entity."""
        id_, known = catalog.load().resolve(type_, name)
        return Mention(id_, type_, known, name, 0, 0)

    def say(
        self,
        row: yaml.Node,
        predicate: str,
        subject: Mention,
        object_: Mention | None = None,
        **attributes: Scalar | None,
    ) -> None:
        """Add the claim that a row makes; attributes that are None or empty are left out."""
        start, end = row.start_mark.index, row.end_mark.index
        said = {k: v for k, v in sorted(attributes.items()) if v is not None and v != ""}
        if predicate == DESCRIBED_AS and not said:
            return
        quote = " ".join(self.document.text[start:end].split())
        claim = Claim(
            id=claim_id(
                self.document.id,
                predicate,
                subject.words,
                object_.words if object_ else "",
                start,
                end,
                digest(*(f"{k}={v}" for k, v in said.items())),
            ),
            predicate=predicate,
            subject=_at(subject, start, end),
            object=_at(object_, start, end) if object_ else None,
            status=Status.COMPLETED,
            confidence=_CONFIDENCE,
            sentence=quote if len(quote) <= _MAX_QUOTE else f"{quote[:_MAX_QUOTE]}…",
            start=start,
            end=end,
            document=self.document.id,
            pattern=self.kind,
            date=self.document.published,
            attributes=said,
        )
        self.claims[claim.id] = claim

    def alias(self, row: yaml.Node, entity: Mention, spelling: str) -> None:
        """Add the claim that a row names an entity by another spelling."""
        self.say(row, NAMED, replace(entity, surface=spelling))


def _at(mention: Mention, start: int, end: int) -> Mention:
    return replace(mention, start=start, end=end)


def walk(node: Mapping[str, yaml.Node], key: str) -> Iterator[dict[str, yaml.Node]]:
    """Yield the mappings in the list under a key."""
    for child in items(node.get(key)):
        yield mapping(child)
