"""Every way of asking that questions and reports declare for themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tarpit_graph.ontology import COMPANY, FEATURE, PRODUCT, WORKLOAD

from tarpit_queries import questions, reports

Kind = Literal["query", "report", "none"]
#: What people ask too and no report answers. A question nearer to one of these is not answered.
UNANSWERED = (
    "how do I install tarpit",
    "how do I use this program",
    "how do I load documents into the graph",
    "which version is this",
    "what is a graph",
    "what is a vector database",
    "what does this word mean",
    "how does it work",
    "explain how it works technically",
    "how many employees does it have",
    "how many people work there",
    "where is its office",
    "who is its chief executive",
    "who founded it and when",
    "what is its share price",
    "how much revenue does it make",
    "how many users does it have",
    "what is it worth",
    "what will happen next year",
    "which is the best product",
    "which one should I choose",
    "is it any good",
    "what is the best one for my startup",
    "which one suits my company",
    "which is faster or better",
    "what are the legal risks",
    "what are the risks of using it",
    "what changed in the last quarter",
    "which markets are growing fastest",
    "how large is the market",
    "how fast is it",
    "what are its technical limits",
    "did it open a new office",
    "why did it lay off people",
    "who wrote this",
    "should I invest in it",
    "should I buy its stock",
    "what is the weather",
    "who is the president",
    "tell me a joke",
    "write a poem",
    "write code for this",
    "translate this text",
    "recommend something to eat",
    "what time is it",
    "who won the match",
    "what is the capital of the country",
    "hello, how are you",
)
_SLOT = re.compile(r"\{(\w+)\}(?:'s)?")
#: What may stand in a slot; a day stands in any other.
LABEL_OF_SLOT = {
    "company": COMPANY,
    "acquirer": COMPANY,
    "product": PRODUCT,
    "segment": WORKLOAD,
    "feature": FEATURE,
}
DAY_SLOTS = frozenset(("since",))


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way of asking for one question or report.

    Attributes:
        kind, name: What it asks for, as on the command line.
        text: Its words, without the slots.
        slots: What a question must name to be asked so.
        filters: Those of them that the report takes as a filter.
        place: Which share of the words stands before the first slot: 1 in "who bought {company}".
    """

    kind: Kind
    name: str
    text: str
    slots: tuple[str, ...]
    place: float = 1.0
    filters: frozenset[str] = frozenset()


def share_before(text: str, place: int) -> float:
    """Return which share of the words of a text, but for one name, stands before that name.

    >>> share_before("what did Acme buy", 9), share_before("who bought Acme", 11)
    (0.6666666666666666, 1.0)
    """
    before, all_ = len(text[:place].split()), len(text.split())
    return before / max(all_ - 1, before, 1)


@cache
def load() -> tuple[Phrasing, ...]:
    """Return all phrasings, those of questions first."""
    unanswered = (Phrasing("none", text, text, ()) for text in UNANSWERED)
    return (*_of_questions(), *_of_reports(), *unanswered)


def _of_questions() -> Iterator[Phrasing]:
    for name in questions.names():
        for text in questions.load(name).asks:
            yield _parsed("query", name, text)


def _of_reports() -> Iterator[Phrasing]:
    for name in reports.names():
        report = reports.load(name)
        own = inspect.signature(report.make).parameters
        for text in report.asks:
            found = _parsed("report", name, text)
            yield replace(found, filters=frozenset(found.slots) - own.keys())


def _parsed(kind: Kind, name: str, text: str) -> Phrasing:
    first = _SLOT.search(text)
    place = share_before(_SLOT.sub("X", text), first.start()) if first else 1.0
    words = " ".join(_SLOT.sub(" ", text).split())
    return Phrasing(kind, name, words, tuple(_SLOT.findall(text)), place)
