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
    r"|(?:tp|pp|dp|ep|cp|sp|l)[ -=]?\d"
    r"|(?:case|chunk|day|figure|fig|layer|level|mode|option|page|part|phase|rank|run|section|size|stage|step|table|tier|"
    r"track|week)[ -]\d+"
    r"|v?\d+(?:\.\d+)*\.?"
    r"|no [\w ]+"
    r"|\w*_\w*"
    r"|.*\b[0-9a-f]{12,}\b.*",
    re.IGNORECASE,
)
#: Which of several, behind a term: "AIME 2025", "CXL 3.0".
_NUMBER = re.compile(r" v?\d[\d.]*$")
#: "FullAttentionSpec", "EngineCoreRequest": two humps before what it is.
_CODE = re.compile(
    r"(?:[A-Z]+[a-z0-9]+){1,6}"
    r"(?:Backend|Builder|Cache|Callback|Client|Config|Connector|Controller|Error|Exception|Executor|Factory|Handler|Manager|Request|"
    r"Response|Runner|Sampler|Scheduler|Spec|Worker|Wrapper)"
)


def is_term(name: str) -> bool:
    """Tell whether a name is a term of the trade.

    >>> [
    ...     is_term(n)
    ...     for n in (
    ...         "KV caches",
    ...         "FP8",
    ...         "TP 4",
    ...         "v0.3",
    ...         "EngineCoreRequest",
    ...         "AIME 2025",
    ...         "bf16 KV cache",
    ...     )
    ... ]
    [True, True, True, True, True, True, True]
    >>> [is_term(n) for n in ("H100", "LangChain", "Kimi K2", "Level AI", "Spectrum", "Llama 3")]
    [False, False, False, False, False, False]
    """
    if _SPELLED.fullmatch(name) or _CODE.fullmatch(name):
        return True
    term = _NUMBER.sub("", name.lower())
    if not {term, term.removesuffix("s")}.isdisjoint(_terms()):
        return True
    first, _, rest = name.partition(" ")
    return bool(rest) and is_term(first) and is_term(rest)


@cache
def _terms() -> frozenset[str]:
    held = yaml.load(catalog.text(FILE), yaml.CSafeLoader)
    phrases = held.pop("phrases")
    return frozenset(phrases).union(*(words.split() for words in held.values()))
