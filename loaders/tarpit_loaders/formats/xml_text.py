"""Reading of XML from outside; entity definitions are refused (billion-laughs attack)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree
from tarpit_graph.errors import InputError

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


def check(text: str) -> None:
    """Refuse XML that defines entities.

    Raises:
        InputError: it does.
    """
    if _ENTITY.search(text):
        raise InputError("defines XML entities, which no feed needs")


def undeclared(text: str) -> str:
    """Return XML without its declaration, which is about bytes, and these are characters."""
    return _DECLARATION.sub("", text)


def root(text: str) -> Element:
    """Parse XML and return its root.

    Raises:
        InputError: it is not XML, or defines entities.
    """
    check(text)
    try:
        return ElementTree.fromstring(undeclared(text))
    except (ParseError, DefusedXmlException, RecursionError) as error:
        raise InputError(f"is not XML that can be read: {error}") from error
