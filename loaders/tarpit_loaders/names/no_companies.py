"""People, public bodies and places: names that are no company's, whatever a sentence does with them."""

from __future__ import annotations

from functools import cache

import yaml

from tarpit_loaders.names import catalog

FILE = "no_companies.yml"
#: A second word that makes a company of a first name: "Harvey AI", "Ada Health".
_COMPANY_WORDS = frozenset(
    "ai labs lab health robotics capital ventures technologies systems software group cloud data networks bio "
    "media studio studios motors inc partners corporation corp company co holdings holding industries bank brothers "
    "entertainment foods insurance publishing press pictures productions games energy pharmaceuticals stores".split()
)


def is_none(name: str) -> bool:
    """Tell whether a name is a person's, a public body's or a place's.

    >>> [is_none(n) for n in ("Elon Musk", "The FTC", "Texas", "Harvey AI", "Snowflake")]
    [True, True, True, False, False]
    """
    lowered = name.lower().removeprefix("the ")
    first_names, others = _lists()
    if lowered in others:
        return True
    first, *rest = name.split()
    return (
        len(rest) in (1, 2)
        and first.lower() in first_names
        and all(word[:1].isupper() and word.isalpha() and not word.isupper() for word in rest)
        and rest[-1].lower() not in _COMPANY_WORDS
    )


def is_first_name(name: str) -> bool:
    """Tell whether a name is a first name alone: a person's, or a startup's.

    >>> is_first_name("Greg"), is_first_name("Greg Labs")
    (True, False)
    """
    return name.lower() in _lists()[0]


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    held = yaml.load(catalog.text(FILE), yaml.CSafeLoader)
    others = frozenset(str(name) for name in (*held["bodies"], *held["people"], *held["places"]))
    return frozenset(held["first_names"].split()), others
