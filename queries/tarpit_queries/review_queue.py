"""Which claims a person should look at first, and how often the reader was right by what was reviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log1p

from tarpit_graph.database.session import Database, Row, plain
from tarpit_graph.ontology import ACQUIRED, COMPETES_WITH, PIVOTED_TO, RELATIONS
from tarpit_graph.reviews import ACCEPT, Review, claim_key

from tarpit_queries.table import Column, Table
from tarpit_queries.wording import in_words

#: How much hangs on a relation: deals decide what reports say of buyers, others of one number each.
_WEIGHTS = {ACQUIRED: 3.0, "MERGED_WITH": 3.0, COMPETES_WITH: 2.0, "RAISED": 2.0, PIVOTED_TO: 2.0}
#: Rules that do not read prose: their lines are what a list says, and are reviewed there.
_LISTS = ("names/", "deals/", "prices/", "table-row/", "crunchbase/", "landscape/", "homepage/")
#: Claims that are looked at to fill a queue.
_CANDIDATES = 5_000

QUEUE = (
    Column("says", "what was read"),
    Column("status", "how far it has come, as read"),
    Column("sentence", "where it was read"),
    Column("priority", "how unsure it is, times how much hangs on it", 2, is_bar=True),
    Column("confidence", "how sure the reader is", 2),
    Column("published", "day of the document"),
    Column("id", "of the claim"),
)


def queue(database: Database, reviewed: Mapping[str, Review], top: int = 20) -> Table:
    """Return the claims to review, the least sure and most consequential first.

    A claim's priority is (1 − confidence) × weight of its relation × ln(1 + claims about its subject).

    Args:
        database: Where they are.
        reviewed: What has been reviewed already, by key.
        top: How many to return.
    """
    rows = database.rows(
        "MATCH (s)<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o) "
        "WHERE c.predicate IN $relations AND none(list IN $lists WHERE c.pattern STARTS WITH list) "
        "WITH c, s, o ORDER BY c.confidence, c.id LIMIT $most "
        "RETURN c.id AS id, c.sentence AS sentence, c.predicate AS predicate, c.status AS status, "
        "c.confidence AS confidence, c.fact AS fact, c.published AS published, s.id AS subject, "
        "o.id AS object, s.name AS subject_name, o.name AS object_name, "
        "COUNT { (s)<-[:SUBJECT|OBJECT]-() } AS claims",
        {"relations": list(RELATIONS), "lists": list(_LISTS), "most": _CANDIDATES},
    )
    new = [row for row in rows if _key(row) not in reviewed]
    ranked = sorted(new, key=lambda row: (-priority(row), row["id"]))
    return Table("Claims to review", QUEUE, tuple(map(_shown, ranked[:top])), _notes(len(new)))


def _notes(left: int) -> tuple[str, ...]:
    more = "at least " if left == _CANDIDATES else ""
    return (
        f"{more}{left:,} claims are not reviewed. `tarpit review accept ID`, `reject ID`, `correct ID --status …`.",
    )


def priority(row: Row) -> float:
    """Return how much a claim should be looked at.

    >>> round(priority({"confidence": 0.5, "predicate": "ACQUIRED", "claims": 1}), 3)
    1.04
    """
    weight = _WEIGHTS.get(row["predicate"], 1.0)
    return float((1 - row["confidence"]) * weight * log1p(row["claims"]))


def _key(row: Row) -> str:
    return claim_key(row["sentence"], row["predicate"], row["subject"], row["object"])


def _shown(row: Row) -> Row:
    return {
        "says": in_words(row["subject_name"], row["predicate"], row["object_name"]),
        "status": row["status"],
        "relation": row["predicate"],
        "sentence": row["sentence"],
        "priority": priority(row),
        "confidence": row["confidence"],
        "published": plain(row["published"]),
        "facts": [row["fact"]],
        "id": row["id"],
    }


def decided(reviews: Iterable[Review]) -> Table:
    """Return what was decided, the oldest first, each with its number."""
    rows = [
        {
            "number": number,
            "verdict": review.verdict,
            "says": in_words(review.subject_text, review.predicate, review.object_text),
            "now": " ".join(
                filter(
                    None, (review.status, review.relation, review.new_subject, review.new_object)
                )
            ),
            "sentence": review.sentence,
            "by": review.by,
            "at": review.at,
        }
        for number, review in enumerate(reviews, 1)
    ]
    columns = ("number", "verdict", "says", "now", "sentence", "by", "at")
    return Table("Reviews", tuple(map(Column, columns)), tuple(rows))


def precision(reviews: Iterable[Review]) -> Table:
    """Return by relation how many reviewed claims were right as the reader had them, with Wilson's 90% interval.

    What is reviewed is not drawn by chance: the queue leads with what is unsure, so this is less than the precision
    of all claims.
    """
    from scipy.stats import binomtest  # takes longer than all the rest, and only this needs it

    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for review in reviews:
        all_[review.predicate] += 1
        right[review.predicate] += review.verdict == ACCEPT
    rows = []
    for relation, count in sorted(all_.items()):
        low, high = binomtest(right[relation], count).proportion_ci(0.9, method="wilson")
        share = right[relation] / count
        rows.append(
            {"relation": relation, "reviewed": count, "right": right[relation], "precision": share, "low": low, "high": high}
        )  # fmt: skip
    columns = (
        Column("relation"),
        Column("reviewed", "claims that were reviewed"),
        Column("right", "accepted as they were"),
        Column("precision", "share of them", 2, is_bar=True),
        Column("low", "of the 90% interval", 2),
        Column("high", "of the 90% interval", 2),
    )
    note = "The queue leads with what is unsure: of all claims more are right than of these."
    return Table("Precision by reviews", columns, tuple(rows), (note,))
