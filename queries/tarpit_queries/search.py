"""Sentences on what a person asks: by their words and by what they are about, the two rankings fused.

The words are ranked by BM25 (Robertson & Zaragoza, 2009), the vectors by cosine, both by Neo4j's own indexes.
Reciprocal rank fusion (Cormack, Clarke & Büttcher, 2009) joins them: a sentence scores the sum of 1/(60 + rank).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import Literal

from tarpit_graph.claims.search_sentences import key
from tarpit_graph.database.constraints import SENTENCE_VECTORS, SENTENCE_WORDS
from tarpit_graph.database.session import Database, Row, plain
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import COMPANY, LISTED_IN, MAKES, RELATIONS, SERVES, UNARY, WORKLOAD
from tarpit_graph.records import Status

from tarpit_queries import entity_names
from tarpit_queries.table import Column, Table
from tarpit_queries.wording import in_words

Method = Literal["both", "words", "vectors"]
#: What ranks are added to before they are turned round (Cormack et al.), and how deep each ranking goes.
_RRF, _DEPTH = 60, 200
#: How deep a ranking goes where days are looked at behind it, and how many must then be left: else all are looked at.
_DEEP, _ENOUGH = 2_000, 50
#: Sentences among which vectors are compared one by one, where filters leave few.
_EXACT = 20_000
#: Sentences that are read for each that is shown: some are near-copies.
_SPARE = 6
#: Share of words that two sentences have in common when they are near-copies.
_COPY = 0.8
#: Words of a question that are looked for, and products and makers of a segment: an index refuses more.
_MOST_WORDS, _MOST_IDS = 64, 400
_WORD = re.compile(r"\w+")

COLUMNS = (
    Column("sentence", "what a document says, word for word"),
    Column("published", "day of its document"),
    Column("says", "what was read in it, and how far that has come"),
    Column("source", "title of its document"),
    Column("url", "where it was published", is_detail=True),
    Column("score", "by reciprocal rank fusion: orders sentences, no probability", 4),
    Column("id", "of a fact that it supports, else of its document"),
)


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Which sentences count.

    Attributes:
        relation: Only sentences in which this relation was read: `ACQUIRED`.
        status: Only those of which a relation has come so far: `rumoured`.
        company: Only those that name this company.
        segment: Only those that name this segment, or a product or company in it.
        since, until: Only those published from and to these days.
    """

    relation: str = ""
    status: str = ""
    company: str = ""
    segment: str = ""
    since: date | None = None
    until: date | None = None


def search(
    database: Database,
    text: str,
    vector: Sequence[float],
    filters: SearchFilters = SearchFilters(),
    *,
    top: int = 10,
    method: Method = "both",
) -> Table:
    """Return the sentences that answer best, near-copies once.

    Args:
        database: Where they are.
        text: What is asked.
        vector: The same as a vector: see `tarpit_loaders.vectors`.
        filters: Which sentences count.
        top: How many to return.
        method: Rank by words alone, by vectors alone, or by both.

    Raises:
        InputError: nothing is asked, or a filter names what is not there.
    """
    words = words_of(text)[:_MOST_WORDS]
    if not words:
        raise InputError("nothing to search for: write some words")
    must = _must(database, filters)
    days = {"since": filters.since, "until": filters.until}
    ranked = []
    if method != "vectors":
        ranked.append(_by_words(database, words, must, days))
    if method != "words" and any(vector):
        ranked.append(_by_vectors(database, vector, must, days))
    scores = fuse(ranked)
    likely = dict(islice(scores.items(), _SPARE * top + _ENOUGH))
    rows = list(_without_copies(_rows(database, likely), top))
    notes = () if rows else (_nothing(filters),)
    return Table(f"Sentences on: {text}", COLUMNS, tuple(_shown(database, rows)), notes)


def fuse(rankings: Iterable[Sequence[str]]) -> dict[str, float]:
    """Return the score of each id by reciprocal rank fusion, the best first.

    `b` is second and first, 1/62 + 1/61; `a` only first, 1/61.

    >>> {id_: round(score, 4) for id_, score in fuse((["a", "b"], ["b"])).items()}
    {'b': 0.0325, 'a': 0.0164}
    """
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] += 1 / (_RRF + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _must(database: Database, filters: SearchFilters) -> list[list[str]]:
    """Return groups of keys; a sentence must have one of each."""
    groups = []
    if filters.relation:
        groups.append([key(_known(filters.relation.upper(), tuple(RELATIONS), "relation"))])
    if filters.status:
        known = tuple(status.value for status in Status)
        groups.append([key(_known(filters.status.lower(), known, "status"))])
    if filters.company:
        groups.append([key(entity_names.the_one(database, filters.company, COMPANY).id)])
    if filters.segment:
        segment = entity_names.the_one(database, filters.segment, WORKLOAD).id
        groups.append([key(id_) for id_ in (segment, *_in_segment(database, segment))])
    return groups


def _known(name: str, known: Sequence[str], what: str) -> str:
    if name in known:
        return name
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    raise InputError(f"no {what} is called {name!r}; there are {', '.join(near or known)}")


def _in_segment(database: Database, segment: str) -> list[str]:
    """Return the products that serve a segment and their makers, the best supported first."""
    rows = database.rows(
        f"MATCH (p)-[r:{SERVES}|{LISTED_IN}]->(:{WORKLOAD} {{id: $id}}) WHERE r:{SERVES} OR r.valid_to IS NULL "
        f"OPTIONAL MATCH (c)-[:{MAKES}]->(p) "
        "RETURN p.id AS product, collect(c.id) AS makers ORDER BY max(r.support) DESC, product",
        {"id": segment},
    )
    ids = [id_ for row in rows for id_ in (row["product"], *sorted(row["makers"]))]
    return list(dict.fromkeys(ids))[:_MOST_IDS]


_WITHIN = (
    "($since IS NULL OR node.published >= $since) AND ($until IS NULL OR node.published <= $until)"
)


_GIVEN = "UNWIND $ids AS id MATCH (node:Sentence {id: id})"
_DATED = f"MATCH (node:Sentence) WHERE {_WITHIN}"
_COMPARED = "WITH node, vector.similarity.cosine(node.vector, $vector) AS score"
#: The index rounds its vectors and depends on the order in which it was filled: it only proposes, far more than is asked.
_NEAREST = (
    f"CALL db.index.vector.queryNodes('{SENTENCE_VECTORS}', $near, $vector) YIELD node WITH node"
)
_IN_ORDER = "RETURN node.id AS id, score ORDER BY score DESC, id LIMIT $most"


def words_of(text: str) -> list[str]:
    """Return the words of a text, as search and its measures compare them.

    >>> words_of("GPU prices fell, again")
    ['gpu', 'prices', 'fell', 'again']
    """
    return _WORD.findall(text.casefold())


def _by_words(
    database: Database, words: Sequence[str], must: Sequence[Sequence[str]], days: Row
) -> list[str]:
    parts = [("text", words), *_keyed(must)]
    found = _indexed(database, parts, days, _DEPTH if days == _NO_DAYS else _DEEP)
    if days != _NO_DAYS and len(found) < _ENOUGH:
        found = _indexed(database, parts, days, _EXACT)
    return found[:_DEPTH]


def _keyed(must: Iterable[Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    return [("keys", keys) for keys in must]


def _indexed(
    database: Database, parts: Iterable[tuple[str, Sequence[str]]], days: Row, most: int
) -> list[str]:
    """Ask the index of words for so many; every part must be met by one word at least, and the days after that."""
    asked = " ".join(f"+{field}:({' '.join(words)})" for field, words in parts)
    rows = database.rows(
        f"CALL db.index.fulltext.queryNodes('{SENTENCE_WORDS}', $asked, {{limit: $most}}) "
        f"YIELD node, score WHERE {_WITHIN} RETURN node.id AS id, score ORDER BY score DESC, id",
        {"asked": asked, "most": most, **days},
    )
    return [row["id"] for row in rows]


_NO_DAYS = {"since": None, "until": None}


def _by_vectors(
    database: Database, vector: Sequence[float], must: Sequence[Sequence[str]], days: Row
) -> list[str]:
    """Rank by cosine; where filters leave few, each of those is compared, else the index finds the nearest."""
    asked = {"vector": list(vector), "near": _DEEP, "most": _DEPTH, **days}
    if must:
        asked["ids"] = _indexed(database, _keyed(must), days, _EXACT)
        return _ids(database, f"{_GIVEN} {_COMPARED} {_IN_ORDER}", asked)
    found = _ids(database, f"{_NEAREST} WHERE {_WITHIN} {_COMPARED} {_IN_ORDER}", asked)
    if days != _NO_DAYS and len(found) < _ENOUGH:
        return _ids(database, f"{_DATED} {_COMPARED} {_IN_ORDER}", asked)
    return found


def _ids(database: Database, statement: str, asked: Row) -> list[str]:
    return [row["id"] for row in database.rows(statement, asked)]


def _rows(database: Database, scores: dict[str, float]) -> list[Row]:
    """Return the sentences with their documents, the best first."""
    rows = database.rows(
        "UNWIND $ids AS id MATCH (s:Sentence {id: id}) MATCH (d:Document {id: s.document}) "
        "RETURN id, s.text AS sentence, s.start AS start, s.end AS end, s.published AS published, "
        "d.id AS document, d.title AS title, d.url AS url",
        {"ids": list(scores)},
    )
    for row in rows:
        row["score"] = scores[row["id"]]
    return sorted(rows, key=lambda row: (-row["score"], row["id"]))


def _without_copies(rows: Iterable[Row], top: int) -> Iterator[Row]:
    taken: list[frozenset[str]] = []
    for row in rows:
        if len(taken) == top:
            return
        words = frozenset(words_of(row["sentence"]))
        if not any(is_copy(words, other) for other in taken):
            taken.append(words)
            yield row


def is_copy(words: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two sets of words are those of near-copies, by their Jaccard index.

    >>> is_copy(frozenset("a b c d e".split()), frozenset("a b c d".split()))
    True
    """
    return len(words & others) >= _COPY * len(words | others)


def _shown(database: Database, rows: Sequence[Row]) -> Iterator[Row]:
    said = _claims(database, rows)
    for row in rows:
        claims = said[row["id"]]
        facts = list(dict.fromkeys(claim["fact"] for claim in claims))
        yield {
            "sentence": row["sentence"],
            "published": plain(row["published"]),
            "says": list(dict.fromkeys(_told(claim) for claim in claims)),
            "source": row["title"] or row["document"],
            "url": row["url"] or "",
            "document": row["document"],
            "start": row["start"],
            "end": row["end"],
            "score": row["score"],
            "facts": facts,
            "id": facts[0] if facts else row["document"],
        }


def _claims(database: Database, rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return what was read in each sentence, by its id."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in database.rows(
        "UNWIND $rows AS row MATCH (c:Claim)-[:FROM]->(:Document {id: row.document}) "
        "WHERE c.start < row.end AND c.end > row.start AND NOT c.predicate IN $unary "
        "MATCH (c)-[:SUBJECT]->(s) MATCH (c)-[:OBJECT]->(o) "
        "RETURN row.id AS id, c.predicate AS predicate, c.status AS status, c.fact AS fact, "
        "s.name AS subject, o.name AS object ORDER BY id, c.confidence DESC, c.id",
        {
            "rows": [{k: row[k] for k in ("id", "document", "start", "end")} for row in rows],
            "unary": sorted(UNARY),
        },
    ):
        found[row["id"]].append(row)
    return found


def _told(claim: Row) -> str:
    told = in_words(claim["subject"], claim["predicate"], claim["object"], claim["status"])
    return f"{told} ({claim['status']})"


def _nothing(filters: SearchFilters) -> str:
    if filters == SearchFilters():
        return "Nothing was found: try other words, or `tarpit query names` for names."
    return "Nothing was found: try other words, or fewer filters."
