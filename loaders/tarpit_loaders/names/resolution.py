"""How a stored claim's ends are resolved under other decisions, as a fresh load would."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tarpit_graph.claims.merge_entities import Resolver
from tarpit_graph.identity import entity_id, normalize_name
from tarpit_graph.identity.decisions import Decisions
from tarpit_graph.ontology import COMPANY, FUNDING_ROUND, PRICE, PRODUCT

from tarpit_loaders.names import catalog

#: Nodes whose name starts with that of the one they belong to: "Pinecone Series B".
_OWNER = {FUNDING_ROUND: COMPANY, PRICE: PRODUCT}
#: What stands after it: a series or a sum, so that "Acme Labs Seed" is not taken for Acme's.
_OF_OWNER = re.compile(r"(?:Series [A-K]|Seed|Pre-seed|Angel)\Z|\W*[A-Z$€£¥₹₩]{0,3}\W?\d")


def resolver(decisions: Decisions, undone: Mapping[tuple[str, str], str]) -> Resolver:
    """Return what tells whose each end of a stored claim is.

    Args:
        decisions: Those to follow.
        undone: By label and folded spelling, the names that other entities had swallowed.
    """
    known = catalog.Catalog(catalog.load().entries, decisions)

    def resolve(label: str, id_: str, name: str, spelling: str) -> tuple[str, str]:
        owner = _OWNER.get(label)
        if owner is not None:
            renamed = _renamed(decisions, owner, name)
            return (id_, name) if renamed == name else (entity_id(label, renamed), renamed)
        return known.resolve(label, undone.get((label, normalize_name(spelling)), name), spelling)

    return resolve


def _renamed(decisions: Decisions, owner: str, name: str) -> str:
    for decision in decisions.taken:
        joins = decision.kind == "same" and decision.label == owner
        rest = name.removeprefix(f"{decision.other} ")
        if joins and rest != name and _OF_OWNER.match(rest):
            return f"{decisions.name_of(owner, decision.other)} {rest}"
    return name
