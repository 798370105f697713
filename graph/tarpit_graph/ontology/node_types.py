"""The node types of the graph and their properties. Import them from `ontology`."""

from __future__ import annotations

from tarpit_graph.ontology.types import NodeType, Property

COMPANY, PRODUCT, WORKLOAD, FEATURE = "Company", "Product", "Workload", "Feature"
FUNDING_ROUND, PRICE = "FundingRound", "Price"
LICENCE, ADOPTION = "Licence", "Adoption"
DOCUMENT, CLAIM, RUN = "Document", "Claim", "Run"
SOURCE, PAGE, SCHEMA = "Source", "Page", "Schema"
SENTENCE = "Sentence"

ID = Property("id", "STRING", "Derived from content: the same input gives the same id.")
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
                ID,
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
            colour="#4477AA",
        ),
        NodeType(
            PRODUCT,
            "Something that serves a workload: software, a service, a model.",
            (
                ID,
                _NAME,
                _ALIASES,
                _HOMEPAGE,
                _DESCRIPTION,
                Property("repository", "STRING", "Address of its source code."),
                Property("open_source", "BOOLEAN", "Its source code is public."),
                Property(
                    "pulled_in_by",
                    "STRING",
                    "A package that installs it, so that its downloads count twice.",
                ),
                Property("licence", "STRING", "SPDX identifier or the licence's name."),
                Property("kind", "STRING", "`model` for a model rather than a product on one."),
                Property("maturity", "STRING", "Stage at its foundation, such as incubating."),
                _STALE,
            ),
            indexed=("name", "stale"),
            colour="#228833",
        ),
        NodeType(
            WORKLOAD,
            "The job a product does; the market for one workload is a segment.",
            (ID, _NAME, _ALIASES, _DESCRIPTION, _STALE),
            indexed=("name", "stale"),
            colour="#CCBB44",
        ),
        NodeType(
            FEATURE,
            "Something a product can do.",
            (ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
            colour="#66CCEE",
        ),
        NodeType(
            FUNDING_ROUND,
            "One round of funding.",
            (ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
            colour="#AA3377",
        ),
        NodeType(
            PRICE,
            "One price of one product from one day on.",
            (ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
            colour="#EE6677",
        ),
        NodeType(
            LICENCE,
            "The terms under which source code is public.",
            (ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
            colour="#882255",
        ),
        NodeType(
            ADOPTION,
            "How much one product was used by one measure in one month.",
            (ID, _NAME, _ALIASES, _STALE),
            indexed=("stale",),
            colour="#44AA99",
        ),
        NodeType(
            DOCUMENT,
            "A text that was read.",
            (
                ID,
                Property("title", "STRING", "Its headline."),
                Property("url", "STRING", "Where it was published."),
                Property("published", "DATE", "Day of publication, or the last that it may be."),
                Property("published_precision", "STRING", "`day`, `week`, `month` or `year`."),
                Property("dated_by", "STRING", "Where the day was read: byline, metadata, …"),
                Property("series", "STRING", "The series of which it is an issue."),
                Property("issue", "INTEGER", "The number that it bears in its series."),
                Property("newest_link", "DATE", "Newest day in the addresses an issue links to."),
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
                Property(
                    "searchable", "STRING", "Which index has its sentences; absent until then."
                ),
            ),
            indexed=("extractor", "raw", "searchable", "stale"),
            is_entity=False,
            colour="#DDDDDD",
        ),
        NodeType(
            CLAIM,
            "What one sentence of one document says. The truth; edges are a view of it.",
            (
                ID,
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
            colour="#BBBBBB",
        ),
        NodeType(
            SENTENCE,
            "A sentence of a document as `tarpit search` finds it: a view of texts and claims, made again at any time.",
            (
                ID,
                Property("text", "STRING", "The sentence, without markup."),
                Property("document", "STRING", "Id of its document."),
                Property("start", "INTEGER", "Where it starts in the document."),
                Property("end", "INTEGER", "Where it ends."),
                Property("published", "DATE", "The document's day of publication."),
                Property(
                    "keys", "STRING", "What its claims say: ids, relations, statuses; see `search`."
                ),
                Property(
                    "vector", "LIST<FLOAT>", "What it is about: see `tarpit_loaders.vectors`."
                ),
            ),
            indexed=("document", "published"),
            is_entity=False,
            colour="#D5D5D5",
        ),
        NodeType(
            RUN,
            "One load: which software read how much.",
            (
                ID,
                Property("version", "STRING", "Version of the software."),
                Property("kind", "STRING", "`analysis` for what computed measures; else a load."),
                Property("documents", "INTEGER", "How many documents it covered."),
                Property("claims", "INTEGER", "How many claims they make."),
                Property("quarantined", "INTEGER", "How many inputs were refused."),
            ),
            is_entity=False,
            colour="#777777",
        ),
        NodeType(
            SOURCE,
            "A source that `tarpit sync` keeps up to date.",
            (
                ID,
                Property("kind", "STRING", "Its source kind."),
                Property("address", "STRING", "Where it is: an address or a folder."),
            ),
            is_entity=False,
            colour="#999999",
        ),
        NodeType(
            PAGE,
            "An address of a source and the state in which it was read last.",
            (
                ID,
                Property("url", "STRING", "The address, or a file's path."),
                Property("source", "STRING", "Id of its source."),
                Property("etag", "STRING", "What the server calls that state."),
                Property("modified", "STRING", "When it changed, as the server says."),
                Property("version", "STRING", "When it changed, as the list says that names it."),
                Property("raw", "STRING", "Digest of its bytes."),
                Property("kind", "STRING", "The source kind that read them."),
                Property("asked", "STRING", "Digest of what the sources file said about them."),
            ),
            indexed=("source", "raw"),
            is_entity=False,
            colour="#AAAAAA",
        ),
        NodeType(
            SCHEMA,
            "The form that the whole graph has; one node of it.",
            (ID, Property("version", "INTEGER", "Which migrations it has been through.")),
            is_entity=False,
            colour="#CCCCCC",
        ),
    )
}
