"""XML written piece by piece, with text that XML has a way to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree

#: What GraphML and GEXF call types of the ontology; all else is a string.
TYPES = {"INTEGER": "long", "FLOAT": "double", "BOOLEAN": "boolean"}
#: XML 1.0 has no way to write these.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@contextmanager
def xml_writer(path: Path) -> Iterator[Any]:
    """Yield lxml's incremental writer of a file."""
    with etree.xmlfile(str(path), encoding="utf-8", buffered=True) as file:
        file.write_declaration()
        yield file


def clean(text: str) -> str:
    """Replace what XML has no way to write.

    >>> clean("a\\x00b")
    'a�b'
    """
    return _NOT_XML.sub("�", text)
