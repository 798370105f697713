"""The relations that claims may assert between entities. Import them from `ontology`."""

from __future__ import annotations

from tarpit_graph.ontology.node_types import (
    ADOPTION,
    COMPANY,
    FEATURE,
    FUNDING_ROUND,
    LICENCE,
    PRICE,
    PRODUCT,
    WORKLOAD,
)
from tarpit_graph.ontology.types import Property, RelationType

MAKES, SERVES, PART_OF, ACQUIRED = "MAKES", "SERVES", "PART_OF", "ACQUIRED"
COMPETES_WITH, SUBSIDIARY_OF = "COMPETES_WITH", "SUBSIDIARY_OF"
HAS_FEATURE, CLONE_OF, REPLACEABLE_BY = "HAS_FEATURE", "CLONE_OF", "REPLACEABLE_BY"
ENTERED, PIVOTED_TO = "ENTERED", "PIVOTED_TO"
PARTNERS_WITH, CUSTOMER_OF = "PARTNERS_WITH", "CUSTOMER_OF"
RAISED, FUNDED, INVESTED_IN, PRICED_AT = "RAISED", "FUNDED", "INVESTED_IN", "PRICED_AT"
LISTED_IN, RENAMED_TO, OWNER_LISTED_AS = "LISTED_IN", "RENAMED_TO", "OWNER_LISTED_AS"
LICENSED_UNDER, HELD_BY, HAS_ADOPTION = "LICENSED_UNDER", "HELD_BY", "HAS_ADOPTION"


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
        RelationType(
            MAKES,
            "A company offers a product.",
            ((COMPANY, PRODUCT),),
            verb="makes",
        ),
        RelationType(
            SERVES,
            "A product does a job.",
            ((PRODUCT, WORKLOAD),),
            verb="serves",
        ),
        RelationType(
            PART_OF,
            "A workload belongs to a layer, a version of a model to its family.",
            ((WORKLOAD, WORKLOAD), (PRODUCT, PRODUCT)),
            attributes=(
                Property("market", "BOOLEAN", "The workload is a market of AI infrastructure."),
            ),
            timeless=True,
            verb="is part of",
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
            verb="acquires",
            event=("bought", "was bought by"),
        ),
        RelationType(
            "MERGED_WITH",
            "Two companies become one.",
            _COMPANIES,
            symmetric=True,
            verb="merges with",
            event=("merged with", "merged with"),
        ),
        RelationType(
            SUBSIDIARY_OF,
            "A company belongs to another.",
            _COMPANIES,
            verb="belongs to",
        ),
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
            verb="competes with",
        ),
        RelationType(
            PARTNERS_WITH,
            "Two companies work together.",
            _COMPANIES,
            symmetric=True,
            verb="works with",
            event=("partners with", "partners with"),
        ),
        RelationType(
            CUSTOMER_OF,
            "A company pays another for its product.",
            _COMPANIES,
            verb="is a customer of",
            event=("is a customer of", "has as a customer"),
        ),
        RelationType(
            INVESTED_IN,
            "A company or fund buys a part of a company.",
            _COMPANIES,
            verb="invested in",
            event=("invested in", "had money from"),
        ),
        RelationType(
            HAS_FEATURE,
            "A product can do something.",
            ((PRODUCT, FEATURE),),
            attributes=(
                Property("segment", "STRING", "The market in which it is compared by that."),
                Property("triggered", "BOOLEAN", "Someone else's launch made products add it."),
                Property("release", "STRING", "The first release that contains it."),
                Property("release_day", "STRING", "The day of that release."),
                Property("lines", "INTEGER", "Lines by which the code grew with its commit."),
            ),
            verb="has",
        ),
        RelationType(
            CLONE_OF,
            "An open-source alternative.",
            ((PRODUCT, PRODUCT),),
            verb="is an open alternative to",
        ),
        RelationType(
            REPLACEABLE_BY,
            "The first can be swapped for the second.",
            ((PRODUCT, PRODUCT),),
            verb="can be replaced by",
        ),
        RelationType(
            ENTERED,
            "A company starts to serve a workload.",
            ((COMPANY, WORKLOAD),),
            verb="entered",
        ),
        RelationType(
            PIVOTED_TO,
            "A company turns to another job.",
            ((COMPANY, WORKLOAD),),
            attributes=(Property("from", "STRING", "The job it did before."),),
            verb="turned to",
        ),
        RelationType(
            RAISED,
            "A company raises money.",
            ((COMPANY, FUNDING_ROUND),),
            attributes=_ROUND,
            verb="raised",
            event=("raised", "was raised by"),
        ),
        RelationType(
            FUNDED,
            "An investor joins a round.",
            ((COMPANY, FUNDING_ROUND),),
            attributes=(*_ROUND, Property("lead", "BOOLEAN", "It led the round.")),
            verb="funded",
            event=("joined", "was joined by"),
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
            verb="costs",
        ),
        RelationType(
            LISTED_IN,
            "A list names a product under a heading; it says nothing about the product's birth or end.",
            ((PRODUCT, WORKLOAD),),
            spells=True,
            attributes=(
                Property("list", "STRING", "The list: its repository."),
                Property("category", "STRING", "The heading above, as the list spells it."),
                Property("subcategory", "STRING", "The heading, as the list spells it."),
                Property("base_stock", "BOOLEAN", "The heading was first filled with it."),
                Property("reason", "STRING", "Why it left the list, as far as the commit says."),
            ),
            verb="is listed in",
        ),
        RelationType(
            RENAMED_TO,
            "A product took another name.",
            ((PRODUCT, PRODUCT),),
            verb="is now called",
        ),
        RelationType(
            OWNER_LISTED_AS,
            "A list names an organisation as a product's owner; a change is no deal by itself.",
            ((PRODUCT, COMPANY),),
            spells=True,
            attributes=(
                Property("list", "STRING", "The list: its repository."),
                Property(
                    "foundation", "BOOLEAN", "It hosts products of many and competes with none."
                ),
            ),
            verb="is listed as owned by",
        ),
        RelationType(
            LICENSED_UNDER,
            "A product's source code is public under these terms.",
            ((PRODUCT, LICENCE),),
            spells=True,
            verb="is licensed under",
        ),
        RelationType(
            HELD_BY,
            "A licence file names the holder of the copyright.",
            ((PRODUCT, COMPANY),),
            spells=True,
            verb="names as its holder",
        ),
        RelationType(
            HAS_ADOPTION,
            "A product was used so much.",
            ((PRODUCT, ADOPTION),),
            attributes=(
                Property("measure", "STRING", "stars, downloads, or mentions in commits."),
                Property("value", "FLOAT", "How many; downloads in the 30 days before."),
                Property("period", "STRING", "The month or quarter of which it is the median."),
                Property("list", "STRING", "Where it was counted: a repository."),
            ),
            verb="was used",
        ),
    )
}
