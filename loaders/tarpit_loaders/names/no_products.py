"""Terms of the trade: measures, methods, formats and settings that stand like names in texts on software."""

from __future__ import annotations

import re
from functools import cache

import yaml

from tarpit_loaders.names import catalog

FILE = "no_products.yml"
#: Number formats, numbered parts of a text or a run, versions alone, and what a program calls its parts.
_SPELLED = re.compile(
    r"(?:bf|fp|int|uint|mxfp|nvfp|mxint|w\d+a|e\dm)\d+\w*"
    r"|(?:(?:tp|pp|dp|ep|cp|sp)[ =-]?\d|l[1-3])"
    r"|(?:case|chunk|day|figure|fig|layer|level|mode|option|page|part|phase|rank|run|size|stage|step|table|tier|track|"
    r"week)[ -]\d+"
    r"|v\d{1,2}(?:\.\d+)*\.?|\d[\d.]*"
    r"|no [\w ]+"
    r"|\w*_\w*"
    r"|.*\b[0-9a-f]{12,}\b.*",
    re.IGNORECASE,
)
#: Which of several, behind a term: "AIME 2025", "CXL 3.0".
_NUMBER = re.compile(r" v?\d[\d.]*$")
#: Classes of a program: "FullAttentionSpec"; what could be a product too, such as "AppBuilder", with two humps before.
_HUMP = "[A-Z]+[a-z0-9]+"
_CODE = re.compile(
    rf"(?:{_HUMP}){{1,6}}"
    r"(?:Backend|Callback|Config|Error|Exception|Executor|Handler|Request|Response|Sampler|Spec|Wrapper)"
    rf"|(?:{_HUMP}){{2,6}}(?:Builder|Cache|Client|Connector|Controller|Factory|Manager|Runner|Scheduler|Worker)"
)


def is_term(name: str) -> bool:
    """Tell whether a name is a term of the trade.

    >>> terms = (
    ...     "KV caches",
    ...     "KV cache manager",
    ...     "FP8",
    ...     "TP 4",
    ...     "v0.3",
    ...     "FullAttentionSpec",
    ...     "AIME 2025",
    ... )
    >>> [is_term(name) for name in terms] == [True] * len(terms)
    True
    >>> names = (
    ...     "H100",
    ...     "V100",
    ...     "L4",
    ...     "LangChain",
    ...     "AppBuilder",
    ...     "Kimi K2",
    ...     "Level AI",
    ...     "Section 32",
    ...     "Block",
    ... )
    >>> [is_term(name) for name in names] == [False] * len(names)
    True
    """
    first, *others = name.split(" ")
    if _is_one(name):
        return True
    return bool(others) and _is_one(first) and all(_is_one(w) or _is_in(w, "parts") for w in others)


def _is_one(name: str) -> bool:
    return bool(
        _SPELLED.fullmatch(name) or _CODE.fullmatch(name) or _is_in(_NUMBER.sub("", name), "terms")
    )


def _is_in(name: str, group: str) -> bool:
    return not {name.lower(), name.lower().removesuffix("s")}.isdisjoint(_lists()[group])


@cache
def _lists() -> dict[str, frozenset[str]]:
    held = yaml.load(catalog.text(FILE), yaml.CSafeLoader)
    phrases, parts = held.pop("phrases"), held.pop("parts")
    terms = frozenset(phrases).union(*(words.split() for words in held.values()))
    return {"terms": terms, "parts": frozenset(parts.split())}
