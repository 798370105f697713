"""How well search finds what a reader judged to answer: nDCG and recall, for each way to rank."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

from tarpit_graph.database.session import Database, Row
from tarpit_graph.errors import InputError

from tarpit_queries.search import Method, is_copy, words_of
from tarpit_queries.table import Column, Table

#: How deep nDCG looks, and recall.
_NDCG_AT, _RECALL_AT = 10, 20
METHODS: tuple[Method, ...] = ("words", "vectors", "both")

#: Searches for a text by a method and returns so many rows.
Search = Callable[[str, Method, int], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """One question and the answers that a reader marked.

    Attributes:
        answers: Document, first and last character, and 2 for an answer, 1 for what touches on it.
    """

    question: str
    answers: tuple[tuple[str, int, int, int], ...]


def read(path: Path) -> list[JudgedQuestion]:
    """Read judgements: JSON Lines of `question` and `judged`.

    Raises:
        InputError: the file cannot be read, or a line of it is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        held = [json.loads(line) for line in lines]
        return [
            JudgedQuestion(one["question"], tuple((d, s, e, g) for d, s, e, g in one["judged"]))
            for one in held
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} holds no judgements, a question a line: {error}") from error


def evaluate(database: Database, judged: Sequence[JudgedQuestion], search: Search) -> Table:
    """Return the quality of each method.

    Args:
        database: It must hold the documents that were judged.
        judged: Questions with their answers.
        search: How to search.

    Raises:
        InputError: the database holds none of the documents.
    """
    groups = [_groups(database, one) for one in judged]
    if not any(groups):
        raise InputError("none of the judged documents is in the graph: load them first")
    rows = tuple(_row(method, judged, groups, search) for method in METHODS)
    columns = (
        Column("method"),
        Column("ndcg_at_10", "discounted cumulative gain of the first ten over the best", 3),
        Column("recall_at_20", "share of the answers among the first twenty", 3),
        Column("questions", "how many were asked"),
        Column("milliseconds", "median time of one", 0),
    )
    return Table("Search", columns, rows)


@dataclass(frozen=True, slots=True)
class _Group:
    """An answer with its near-copies, of which search shows one."""

    grade: int
    words: tuple[frozenset[str], ...]

    def has(self, words: frozenset[str]) -> bool:
        return any(is_copy(words, mine) for mine in self.words)


def _groups(database: Database, judged: JudgedQuestion) -> list[_Group]:
    found = database.rows(
        "UNWIND $answers AS a MATCH (s:Sentence {document: a[0]}) WHERE s.start = a[1] "
        "RETURN DISTINCT s.text AS text, a[3] AS grade ORDER BY text",
        {"answers": [list(answer) for answer in judged.answers]},
    )
    groups: list[_Group] = []
    for row in found:
        words = frozenset(words_of(row["text"]))
        near = next((group for group in groups if group.has(words)), None)
        if near:
            groups[groups.index(near)] = _Group(max(near.grade, row["grade"]), (*near.words, words))
        else:
            groups.append(_Group(row["grade"], (words,)))
    return groups


def _row(
    method: Method, judged: Sequence[JudgedQuestion], groups: Sequence[list[_Group]], search: Search
) -> Row:
    gains, recalls, times = [], [], []
    for one, answers in zip(judged, groups, strict=True):
        if not answers:
            continue
        started = perf_counter()
        hits = [
            frozenset(words_of(row["sentence"])) for row in search(one.question, method, _RECALL_AT)
        ]
        times.append(1000 * (perf_counter() - started))
        met = [next((a for a in answers if a.has(hit)), None) for hit in hits]
        gains.append(ndcg([a.grade if a else 0 for a in met], [a.grade for a in answers]))
        recalls.append(len({id(a) for a in met if a}) / len(answers))
    return {
        "method": method,
        "ndcg_at_10": fmean(gains),
        "recall_at_20": fmean(recalls),
        "questions": len(gains),
        "milliseconds": median(times),
    }


def ndcg(found: Iterable[int], known: Iterable[int], at: int = _NDCG_AT) -> float:
    """Return the normalised discounted cumulative gain (Järvelin & Kekäläinen, 2002), gain 2^grade − 1.

    The one answer of grade 2 at the second place: 3/log2(3) over 3/log2(2).

    >>> round(ndcg([0, 2], [2]), 4)
    0.6309
    """
    best = _dcg(sorted(known, reverse=True)[:at])
    return _dcg(list(found)[:at]) / best if best else 0.0


def _dcg(grades: Iterable[int]) -> float:
    return sum(((1 << grade) - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
