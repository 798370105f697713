"""The style sheet (GRASS) for Neo4j Browser, derived from the ontology."""

from __future__ import annotations

from collections.abc import Iterator

from tarpit_graph.ontology import (
    CLAIM,
    COMPANY,
    DERIVED_RELATIONS,
    DOCUMENT,
    NODES,
    PAGE,
    REFUTED,
    RELATIONS,
    SOURCE,
    UNCONFIRMED,
    WORKLOAD,
)
from tarpit_graph.style.appearance import COLOURS, ink

#: Pixels across; GRASS has one size a label.
_DIAMETERS = {WORKLOAD: 80, COMPANY: 60}
_DIAMETER = 45
_CAPTIONS = {
    DOCUMENT: "{title}",
    CLAIM: "{status}",
    SOURCE: "{id}",
    PAGE: "{url}",
}
_ESTABLISHED, _DERIVED = "#8A8F98", "#AA3377"
#: Colour of relationships that are unconfirmed or refuted: orange, from Paul Tol's vibrant scheme.
_OPEN = "#EE7733"


def sheet() -> str:
    """Return the style sheet: colours and captions by label, and what is only said in orange."""
    return "\n".join((*_nodes(), *_relationships())) + "\n"


def _nodes() -> Iterator[str]:
    yield _rule("node", {"diameter": "50px", "color": "#BBBBBB", "text-color-internal": "#000000"})
    for label in NODES:
        has_name = any(item.name == "name" for item in NODES[label].properties)
        yield _rule(
            f"node.{label}",
            {
                "color": COLOURS[label],
                "border-color": COLOURS[label],
                "text-color-internal": ink(COLOURS[label]),
                "diameter": f"{_DIAMETERS.get(label, _DIAMETER)}px",
                "caption": f"'{_CAPTIONS.get(label, '{name}' if has_name else '{id}')}'",
            },
        )


def _relationships() -> Iterator[str]:
    plain = {"color": _ESTABLISHED, "font-size": "8px", "caption": "'<type>'"}
    yield _rule("relationship", {**plain, "shaft-width": "1px", "padding": "3px"})
    for name in RELATIONS:
        yield _rule(f"relationship.{name}", plain)
    for name in DERIVED_RELATIONS:
        yield _rule(f"relationship.{name}", {**plain, "color": _DERIVED})
    for name in (UNCONFIRMED, REFUTED):
        open_ = {**plain, "color": _OPEN, "shaft-width": "3px", "caption": "'{status} {predicate}'"}
        yield _rule(f"relationship.{name}", open_)


def _rule(selector: str, values: dict[str, str]) -> str:
    lines = "".join(f"  {name}: {value};\n" for name, value in values.items())
    return f"{selector} {{\n{lines}}}"
