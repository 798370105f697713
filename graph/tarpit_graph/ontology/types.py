"""What an ontology is made of: properties, node types, relation types. Its values stand in `ontology`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a node or relationship. `type` is a Neo4j type name."""

    name: str
    type: str
    doc: str


@dataclass(frozen=True, slots=True)
class NodeType:
    """A node label. `id` is the key of every label; `indexed` properties get a range index.

    Attributes:
        colour: In which it is drawn everywhere, as `#RRGGBB`.
    """

    label: str
    doc: str
    properties: tuple[Property, ...]
    indexed: tuple[str, ...] = ()
    is_entity: bool = True
    colour: str = "#BBBBBB"


@dataclass(frozen=True, slots=True)
class RelationType:
    """A relation between entities that claims may assert.

    Attributes:
        ends: Allowed pairs of labels, subject first.
        symmetric: Both directions mean the same; stored once, lower id first.
        spells: It holds in spells, which claims open and others close: a closing claim has `until`.
        timeless: Holds whenever it was published, so a past `as_of` keeps it.
        attributes: What its claims may say beside the two ends.
        verb: What the subject does to the object, in a sentence; by default the name in lower case.
        event: The same in the past, and as said about the object, where it is an event in a company's life.
    """

    name: str
    doc: str
    ends: tuple[tuple[str, str], ...]
    symmetric: bool = False
    timeless: bool = False
    spells: bool = False
    attributes: tuple[Property, ...] = ()
    verb: str = ""
    event: tuple[str, str] | None = None

    @property
    def words(self) -> str:
        """Return what the subject does to the object.

        >>> RelationType("SUED", "A company sues another.", ()).words
        'sued'
        """
        return self.verb or self.name.lower().replace("_", " ")
