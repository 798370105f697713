"""The one place that says what may exist: node types, relationship types, properties, constraints.

Constraints and indexes (`ddl`), the statements that write (`writer`), the checks on every claim and
the reference page derive from these values; nothing else names a label or a relationship type.
"""

from __future__ import annotations

from tarpit_graph.errors import OntologyError
from tarpit_graph.schema import NodeType, Property, RelationType

COMPANY, PRODUCT, WORKLOAD, FEATURE = "Company", "Product", "Workload", "Feature"
FUNDING_ROUND, PRICE = "FundingRound", "Price"
DOCUMENT, CLAIM, RUN = "Document", "Claim", "Run"
SOURCE, PAGE = "Source", "Page"
MAKES, SERVES, PART_OF, ACQUIRED = "MAKES", "SERVES", "PART_OF", "ACQUIRED"
COMPETES_WITH, SUBSIDIARY_OF = "COMPETES_WITH", "SUBSIDIARY_OF"
HAS_FEATURE, CLONE_OF, REPLACEABLE_BY = "HAS_FEATURE", "CLONE_OF", "REPLACEABLE_BY"
ENTERED, PIVOTED_TO = "ENTERED", "PIVOTED_TO"
PARTNERS_WITH, CUSTOMER_OF = "PARTNERS_WITH", "CUSTOMER_OF"
RAISED, FUNDED, INVESTED_IN, PRICED_AT = "RAISED", "FUNDED", "INVESTED_IN", "PRICED_AT"

_ID = Property("id", "STRING", "Derived from content: the same input gives the same id.")
_NAME = Property("name", "STRING", "The known name, else the spelling seen most.")
_ALIASES = Property("aliases", "LIST<STRING>", "Every spelling that claims used, sorted.")
_HOMEPAGE = Property("homepage", "STRING", "Address of the home page.")
_DESCRIPTION = Property("description", "STRING", "What the source says it is.")
_STALE = Property("stale", "BOOLEAN", "Set while a load has yet to refresh it; absent otherwise.")

NODES: dict[str, NodeType] = {
    node.label: node
    for node in (
        NodeType(
            COMPANY,
            "A company, foundation or community that makes products, buys or is bought.",
            (
                _ID,
                _NAME,
                _ALIASES,
                _HOMEPAGE,
                _DESCRIPTION,
                Property("crunchbase", "STRING", "Its page in the Crunchbase directory."),
                Property("ticker", "STRING", "Stock symbol, where it is listed."),
                Property("kind", "STRING", "`investor` for those who invest for a living."),
                Property(
                    "founded", "STRING", "Day of its founding; a year alone is its first day."
                ),
                Property(
                    "country", "STRING", "Country of its head office, as the source writes it."
                ),
                Property("city", "STRING", "City of its head office."),
                _STALE,
            ),
            indexed=("name", "stale"),
        ),
        NodeType(
            PRODUCT,
            "Something that serves a workload: software, a service, a model.",
            (
                _ID,
                _NAME,
                _ALIASES,
                _HOMEPAGE,
                _DESCRIPTION,
                Property("repository", "STRING", "Address of its source code."),
                Property("open_source", "BOOLEAN", "Its source code is public."),
                Property("licence", "STRING", "SPDX identifier or the licence's name."),
                Property("kind", "STRING", "`model` for a model rather than a product on one."),
                Property("maturity", "STRING", "Stage at its foundation, such as incubating."),
                _STALE,
            ),
            indexed=("name", "stale"),
        ),
        NodeType(
            WORKLOAD,
            "The job a product does; the market for one workload is a segment.",
            (_ID, _NAME, _ALIASES, _DESCRIPTION, _STALE),
            indexed=("name", "stale"),
        ),
        NodeType(
            FEATURE,
            "Something a product can do.",
            (_ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
        ),
        NodeType(
            FUNDING_ROUND,
            "One round of funding.",
            (_ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
        ),
        NodeType(
            PRICE,
            "One price of one product from one day on.",
            (_ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
        ),
        NodeType(
            DOCUMENT,
            "A text that was read.",
            (
                _ID,
                Property("title", "STRING", "Its headline."),
                Property("url", "STRING", "Where it was published."),
                Property("published", "DATE", "Day of publication, where the document states one."),
                Property("sha256", "STRING", "Digest of its text; equal texts count once."),
                Property("kind", "STRING", "The source kind that read it."),
                Property("author", "STRING", "Who wrote it."),
                Property("site", "STRING", "Name of the site that published it."),
                Property("language", "STRING", "Its language; only English is read for claims."),
                Property("trust", "FLOAT", "How far its claims count, where that is not fully."),
                Property("workloads", "LIST<STRING>", "Jobs that its source was said to be about."),
                Property("story", "STRING", "Equal in near-duplicates, which count once."),
                Property("signature", "STRING", "MinHash of its words, in hexadecimal."),
                Property("raw", "STRING", "Digest of the bytes that it was read from."),
                Property("origin", "STRING", "How these were read, as JSON."),
                Property("stale", "BOOLEAN", "Set until copies of it were looked for."),
                Property("extractor", "STRING", "Version of the software that read it."),
                Property("quarantined", "LIST<STRING>", "What was refused, each with its reason."),
            ),
            indexed=("extractor", "raw", "stale"),
            is_entity=False,
        ),
        NodeType(
            CLAIM,
            "What one sentence of one document says. The truth; edges are a view of it.",
            (
                _ID,
                Property("predicate", "STRING", "The relation, or DESCRIBED_AS or NAMED."),
                Property("status", "STRING", "completed, announced, planned, rumoured, …"),
                Property("confidence", "FLOAT", "How sure the pattern is, from 0 to 1."),
                Property("sentence", "STRING", "The sentence, without markup."),
                Property("start", "INTEGER", "Where the sentence starts in the document."),
                Property("end", "INTEGER", "Where it ends."),
                Property("date", "DATE", "Day of the event, else of publication."),
                Property(
                    "date_precision",
                    "STRING",
                    "day, week, month, quarter or year, where the sentence states the date.",
                ),
                Property("until", "DATE", "Day since which it no longer holds, where stated."),
                Property("published", "DATE", "The document's day of publication."),
                Property("pattern", "STRING", "The rule that found it, with its version."),
                Property("fact", "STRING", "Id of the edge it supports."),
                Property("subject_name", "STRING", "Name of the subject."),
                Property("subject_text", "STRING", "The subject as the sentence spells it."),
                Property("object_name", "STRING", "Name of the object."),
                Property("object_text", "STRING", "The object as the sentence spells it."),
                Property("attributes", "STRING", "What else it says, as JSON."),
            ),
            indexed=("fact", "predicate"),
            is_entity=False,
        ),
        NodeType(
            RUN,
            "One load: which software read how much.",
            (
                _ID,
                Property("version", "STRING", "Version of the software."),
                Property("kind", "STRING", "`analysis` for what computed measures; else a load."),
                Property("documents", "INTEGER", "How many documents it covered."),
                Property("claims", "INTEGER", "How many claims they make."),
                Property("quarantined", "INTEGER", "How many inputs were refused."),
            ),
            is_entity=False,
        ),
        NodeType(
            SOURCE,
            "A source that `tarpit sync` keeps up to date.",
            (
                _ID,
                Property("kind", "STRING", "Its source kind."),
                Property("address", "STRING", "Where it is: an address or a folder."),
            ),
            is_entity=False,
        ),
        NodeType(
            PAGE,
            "An address of a source and the state in which it was read last.",
            (
                _ID,
                Property("url", "STRING", "The address, or a file's path."),
                Property("source", "STRING", "Id of its source."),
                Property("etag", "STRING", "What the server calls that state."),
                Property("modified", "STRING", "When it changed, as the server says."),
                Property("version", "STRING", "When it changed, as the list says that names it."),
                Property("raw", "STRING", "Digest of its bytes."),
                Property("kind", "STRING", "The source kind that read them."),
                Property("asked", "STRING", "Digest of what the sources file said of them."),
            ),
            indexed=("source", "raw"),
            is_entity=False,
        ),
    )
}

_COMPANIES = ((COMPANY, COMPANY),)
_PRICE_USD = Property("price_usd", "FLOAT", "Price in US dollars.")
_PRICE = Property("price", "STRING", "The price as the sentence states it.")
_ROUND = (
    Property("amount_usd", "FLOAT", "Money raised, in US dollars."),
    Property("amount", "STRING", "The sum as the sentence states it."),
    Property("series", "STRING", "Seed, Series A, …"),
    Property("valuation_usd", "FLOAT", "What the company was valued at, in US dollars."),
)

RELATIONS: dict[str, RelationType] = {
    relation.name: relation
    for relation in (
        RelationType(MAKES, "A company offers a product.", ((COMPANY, PRODUCT),)),
        RelationType(SERVES, "A product does a job.", ((PRODUCT, WORKLOAD),)),
        RelationType(
            PART_OF,
            "A workload belongs to a layer, a version of a model to its family.",
            ((WORKLOAD, WORKLOAD), (PRODUCT, PRODUCT)),
            timeless=True,
        ),
        RelationType(
            ACQUIRED,
            "A company buys a company, or its people and a licence to its technology.",
            _COMPANIES,
            attributes=(
                Property(
                    "kind", "STRING", "acquisition, acquihire, licence_and_hire, asset_purchase"
                ),
                _PRICE_USD,
                _PRICE,
                Property("payment", "STRING", "How it was paid: cash, stock, cash and stock."),
            ),
        ),
        RelationType("MERGED_WITH", "Two companies become one.", _COMPANIES, symmetric=True),
        RelationType(SUBSIDIARY_OF, "A company belongs to another.", _COMPANIES),
        RelationType(
            COMPETES_WITH,
            "Two companies or products are after the same customers.",
            (
                (COMPANY, COMPANY),
                (PRODUCT, PRODUCT),
                (COMPANY, PRODUCT),
                (PRODUCT, COMPANY),
            ),
            symmetric=True,
        ),
        RelationType(PARTNERS_WITH, "Two companies work together.", _COMPANIES, symmetric=True),
        RelationType(CUSTOMER_OF, "A company pays another for its product.", _COMPANIES),
        RelationType(INVESTED_IN, "A company or fund buys a part of a company.", _COMPANIES),
        RelationType(HAS_FEATURE, "A product can do something.", ((PRODUCT, FEATURE),)),
        RelationType(CLONE_OF, "An open-source alternative.", ((PRODUCT, PRODUCT),)),
        RelationType(
            REPLACEABLE_BY, "The first can be swapped for the second.", ((PRODUCT, PRODUCT),)
        ),
        RelationType(ENTERED, "A company starts to serve a workload.", ((COMPANY, WORKLOAD),)),
        RelationType(
            PIVOTED_TO,
            "A company turns to another job.",
            ((COMPANY, WORKLOAD),),
            attributes=(Property("from", "STRING", "The job it did before."),),
        ),
        RelationType(
            RAISED, "A company raises money.", ((COMPANY, FUNDING_ROUND),), attributes=_ROUND
        ),
        RelationType(
            FUNDED,
            "An investor joins a round.",
            ((COMPANY, FUNDING_ROUND),),
            attributes=(*_ROUND, Property("lead", "BOOLEAN", "It led the round.")),
        ),
        RelationType(
            PRICED_AT,
            "A product costs this much.",
            ((PRODUCT, PRICE),),
            attributes=(
                _PRICE_USD,
                _PRICE,
                Property("per", "STRING", "What one pays for."),
                Property("cut", "FLOAT", "Share by which it fell, where no sum is told."),
            ),
        ),
    )
}

#: Relations that hold whenever they were published.
TIMELESS = tuple(name for name, relation in RELATIONS.items() if relation.timeless)

#: Claims about one entity alone: its properties, or just that a document names it.
DESCRIBED_AS, NAMED = "DESCRIBED_AS", "NAMED"
UNARY = frozenset({DESCRIBED_AS, NAMED})

#: Where a fact stands that is not established: see `edge_type`.
UNCONFIRMED, REFUTED = "UNCONFIRMED", "REFUTED"

#: What every edge carries, whatever its type.
EDGE_PROPERTIES: tuple[Property, ...] = (
    _ID,
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
        Property("competitors", "INTEGER", "How many companies field them."),
        Property("hhi", "FLOAT", "Herfindahl–Hirschman index of product shares."),
        Property("cr4", "FLOAT", "Share of the four with most products."),
        Property("effective", "FLOAT", "Effective number of competitors, 1/HHI."),
        Property("overlap", "FLOAT", "Mean overlap of its competitors' niches."),
        Property("density", "FLOAT", "Overlap density: full rivals that each competitor has."),
        Property(
            "entry", "FLOAT", "Products first heard of in the last year, for each there before."
        ),
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
            _COMPANIES,
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
            "Two companies are after the same segments.",
            _COMPANIES,
            symmetric=True,
            attributes=(Property("overlap", "FLOAT", "Jaccard index of their segments."),),
        ),
    )
}

ENTITY_LABELS = tuple(label for label, node in NODES.items() if node.is_entity)
EDGE_TYPES = (*RELATIONS, UNCONFIRMED, REFUTED, *DERIVED_RELATIONS)


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


def oriented(predicate: str, subject: str, object_: str) -> tuple[str, str, str]:
    """Return a relation and its ends as its edge has them: a symmetric one starts at the lower id.

    >>> oriented("COMPETES_WITH", "company:weaviate", "company:pinecone")
    ('COMPETES_WITH', 'company:pinecone', 'company:weaviate')
    """
    if RELATIONS[predicate].symmetric:
        subject, object_ = sorted((subject, object_))
    return predicate, subject, object_
