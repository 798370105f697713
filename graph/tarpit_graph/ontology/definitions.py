"""The one place that says what may exist: node types, relationship types, properties, constraints.

Constraints and indexes (`ddl`), the statements that write (`writer`), the checks on every claim and
the reference page derive from these values; nothing else names a label or a relationship type.
"""

from __future__ import annotations

from tarpit_graph.errors import OntologyError
from tarpit_graph.ontology.node_types import ADOPTION as ADOPTION
from tarpit_graph.ontology.node_types import CLAIM as CLAIM
from tarpit_graph.ontology.node_types import COMPANY as COMPANY
from tarpit_graph.ontology.node_types import DOCUMENT as DOCUMENT
from tarpit_graph.ontology.node_types import FEATURE as FEATURE
from tarpit_graph.ontology.node_types import FUNDING_ROUND as FUNDING_ROUND
from tarpit_graph.ontology.node_types import ID as ID
from tarpit_graph.ontology.node_types import LICENCE as LICENCE
from tarpit_graph.ontology.node_types import NODES as NODES
from tarpit_graph.ontology.node_types import PAGE as PAGE
from tarpit_graph.ontology.node_types import PRICE as PRICE
from tarpit_graph.ontology.node_types import PRODUCT as PRODUCT
from tarpit_graph.ontology.node_types import RUN as RUN
from tarpit_graph.ontology.node_types import SCHEMA as SCHEMA
from tarpit_graph.ontology.node_types import SENTENCE as SENTENCE
from tarpit_graph.ontology.node_types import SOURCE as SOURCE
from tarpit_graph.ontology.node_types import WORKLOAD as WORKLOAD
from tarpit_graph.ontology.relation_types import ACQUIRED as ACQUIRED
from tarpit_graph.ontology.relation_types import CLONE_OF as CLONE_OF
from tarpit_graph.ontology.relation_types import COMPETES_WITH as COMPETES_WITH
from tarpit_graph.ontology.relation_types import CUSTOMER_OF as CUSTOMER_OF
from tarpit_graph.ontology.relation_types import ENTERED as ENTERED
from tarpit_graph.ontology.relation_types import FUNDED as FUNDED
from tarpit_graph.ontology.relation_types import HAS_ADOPTION as HAS_ADOPTION
from tarpit_graph.ontology.relation_types import HAS_FEATURE as HAS_FEATURE
from tarpit_graph.ontology.relation_types import HELD_BY as HELD_BY
from tarpit_graph.ontology.relation_types import INVESTED_IN as INVESTED_IN
from tarpit_graph.ontology.relation_types import LICENSED_UNDER as LICENSED_UNDER
from tarpit_graph.ontology.relation_types import LISTED_IN as LISTED_IN
from tarpit_graph.ontology.relation_types import MAKES as MAKES
from tarpit_graph.ontology.relation_types import OWNER_LISTED_AS as OWNER_LISTED_AS
from tarpit_graph.ontology.relation_types import PART_OF as PART_OF
from tarpit_graph.ontology.relation_types import PARTNERS_WITH as PARTNERS_WITH
from tarpit_graph.ontology.relation_types import PIVOTED_TO as PIVOTED_TO
from tarpit_graph.ontology.relation_types import PRICED_AT as PRICED_AT
from tarpit_graph.ontology.relation_types import RAISED as RAISED
from tarpit_graph.ontology.relation_types import RELATIONS as RELATIONS
from tarpit_graph.ontology.relation_types import RENAMED_TO as RENAMED_TO
from tarpit_graph.ontology.relation_types import REPLACEABLE_BY as REPLACEABLE_BY
from tarpit_graph.ontology.relation_types import SERVES as SERVES
from tarpit_graph.ontology.relation_types import SUBSIDIARY_OF as SUBSIDIARY_OF
from tarpit_graph.ontology.types import NodeType as NodeType
from tarpit_graph.ontology.types import Property, RelationType

#: Relations that hold whenever they were published.
TIMELESS = tuple(name for name, relation in RELATIONS.items() if relation.timeless)

#: Claims about one entity alone: its properties, or just that a document names it.
DESCRIBED_AS, NAMED = "DESCRIBED_AS", "NAMED"
UNARY = frozenset({DESCRIBED_AS, NAMED})

#: Where a fact stands that is not established: see `edge_type`.
UNCONFIRMED, REFUTED = "UNCONFIRMED", "REFUTED"

#: What every edge carries, whatever its type.
EDGE_PROPERTIES: tuple[Property, ...] = (
    ID,
    Property("predicate", "STRING", "The relation claimed, also where the type is UNCONFIRMED."),
    Property("status", "STRING", "The status that its claims add up to."),
    Property("confidence", "FLOAT", "1 − ∏(1 − confidence) over its independent documents."),
    Property("support", "INTEGER", "How many independent documents say so."),
    Property("claims", "LIST<STRING>", "Ids of all its claims: follow them to the sentences."),
    Property("first_asserted", "DATE", "First publication that says so."),
    Property("last_asserted", "DATE", "Last publication that says so."),
    Property("valid_from", "DATE", "Day since which it holds."),
    Property("valid_to", "DATE", "Day since which it no longer holds."),
    Property(
        "valid_precision",
        "STRING",
        "How precisely a sentence states valid_from; absent where that is the first publication.",
    ),
)

LIKELY_ACQUIRER_OF, OVERLAPS_WITH = "LIKELY_ACQUIRER_OF", "OVERLAPS_WITH"
#: What `tarpit analyze` computes of nodes; a load that touches them takes it away again.
DERIVED_PROPERTIES: dict[str, tuple[Property, ...]] = {
    WORKLOAD: (
        Property("products", "INTEGER", "How many products serve it."),
        Property("companies", "INTEGER", "How many companies field them."),
        Property("community", "INTEGER", "Products whose maker is unknown."),
        Property("hhi", "FLOAT", "Herfindahl–Hirschman index of product shares."),
        Property("cr4", "FLOAT", "Share of the four with most products."),
        Property("effective", "FLOAT", "Effective number of competitors, 1/HHI."),
        Property("overlap", "FLOAT", "Mean overlap of its competitors' niches."),
        Property("density", "FLOAT", "Overlap density: full rivals that each competitor has."),
        Property("entries", "FLOAT", "Products that lists took up, a year, over three years."),
        Property("exits", "FLOAT", "Products that left the lists, a year, over three years."),
        Property("tarpit", "FLOAT", "How tarpit-like it is: see `report tarpit`."),
    ),
    COMPANY: (
        Property("betweenness", "FLOAT", "Share of shortest paths between others through it."),
        Property("constraint", "FLOAT", "Burt's constraint."),
        Property("specialisation", "FLOAT", "1 − normalised entropy over segments."),
        Property("standing", "STRING", "incumbent or startup: see `report incumbents`."),
    ),
}
#: Edges that `tarpit analyze` computes; each also carries `derived` and `run`.
DERIVED_RELATIONS: dict[str, RelationType] = {
    relation.name: relation
    for relation in (
        RelationType(
            LIKELY_ACQUIRER_OF,
            "A company may buy another: a ranking, no fact.",
            ((COMPANY, COMPANY),),
            attributes=(
                Property(
                    "score", "FLOAT", "Sum of what its reasons add: orders buyers, no probability."
                ),
                Property("reasons", "STRING", "What speaks most for it, with what each adds."),
                Property("facts", "LIST<STRING>", "Ids of the facts that it rests on."),
            ),
        ),
        RelationType(
            OVERLAPS_WITH,
            "Two companies are after the same segments; of more than 1,000 those in the most are compared.",
            ((COMPANY, COMPANY),),
            symmetric=True,
            attributes=(Property("overlap", "FLOAT", "Jaccard index of their segments."),),
        ),
    )
}

ENTITY_LABELS = tuple(label for label, node in NODES.items() if node.is_entity)
#: The edges that claims support; the others are measures.
CLAIMED_EDGES = (*RELATIONS, UNCONFIRMED, REFUTED)
EDGE_TYPES = (*CLAIMED_EDGES, *DERIVED_RELATIONS)


def check_ends(predicate: str, subject: str, object_: str | None) -> None:
    """Raise unless a claim of `predicate` may join these two labels.

    Raises:
        OntologyError: naming the relation and what it allows.

    >>> check_ends("MAKES", "Company", "Product")
    >>> check_ends("MAKES", "Product", "Company")
    Traceback (most recent call last):
    ...
    tarpit_graph.errors.OntologyError: MAKES joins Company→Product, not Product→Company
    """
    if predicate in UNARY:
        if object_ is not None or subject not in ENTITY_LABELS:
            raise OntologyError(f"{predicate} takes one entity, not {subject}→{object_}")
        return
    relation = RELATIONS.get(predicate)
    if relation is None:
        raise OntologyError(f"there is no relation {predicate}; known: {', '.join(RELATIONS)}")
    if (subject, object_) not in relation.ends:
        allowed = ", ".join(f"{a}→{b}" for a, b in relation.ends)
        raise OntologyError(f"{predicate} joins {allowed}, not {subject}→{object_}")


def canonical_direction(predicate: str, subject: str, object_: str) -> tuple[str, str, str]:
    """Return a relation and its ends as its edge has them: a symmetric one starts at the lower id.

    >>> canonical_direction("COMPETES_WITH", "company:weaviate", "company:pinecone")
    ('COMPETES_WITH', 'company:pinecone', 'company:weaviate')
    """
    if RELATIONS[predicate].symmetric:
        subject, object_ = sorted((subject, object_))
    return predicate, subject, object_
