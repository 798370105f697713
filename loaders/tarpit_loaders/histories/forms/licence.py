"""Licence files: under which terms the source is public since when, and who holds the copyright.

The day is that on which the file was edited; a sale of the holder may be months older.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tarpit_graph.ontology import COMPANY

from tarpit_loaders.histories import records
from tarpit_loaders.histories.forms import Form
from tarpit_loaders.histories.products import product_of
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository
from tarpit_loaders.names import catalog

_FILES = re.compile(r"^(?:LICEN[CS]E|COPYING)(?:\.(?:txt|md|rst))?$", re.IGNORECASE)
#: The words by which a licence is told, the more particular first; named by SPDX where it has a name.
_LICENCES = (
    ("BUSL-1.1", r"Business Source License"),
    ("SSPL-1.0", r"Server Side Public License"),
    ("Elastic-2.0", r"Elastic License 2\.0|Elastic License, Version 2\.0"),
    ("HFOIL-1.0", r"HFOIL|Hugging ?Face Optimized Inference License"),
    ("FSL-1.1", r"Functional Source License"),
    ("PolyForm", r"PolyForm \w+ License"),
    ("AGPL-3.0", r"GNU AFFERO GENERAL PUBLIC LICENSE"),
    ("LGPL-3.0", r"GNU LESSER GENERAL PUBLIC LICENSE"),
    ("GPL-3.0", r"GNU GENERAL PUBLIC LICENSE\s+Version 3"),
    ("GPL-2.0", r"GNU GENERAL PUBLIC LICENSE\s+Version 2"),
    ("MPL-2.0", r"Mozilla Public License,? (?:Version|v\.) ?2\.0"),
    ("Apache-2.0", r"Apache License,?\s+Version 2\.0|apache\.org/licenses/LICENSE-2\.0"),
    ("MIT", r"Permission is hereby granted, free of charge"),
    ("BSD-3-Clause", r"Neither the name of"),
    ("BSD-2-Clause", r"Redistribution and use in source and binary forms"),
    (
        "PostgreSQL",
        r"Permission to use, copy, modify, and distribute this software and its documentation",
    ),
)
_COPYRIGHT = re.compile(
    r"^\W*(?:Portions )?Copyright\s*(?:\(c\)|©)?\s*(?:(?:19|20)\d\d(?:\s*[-–,]+\s*(?:(?:19|20)\d\d|present))*,?\s*)?"
    r"(?:\(c\)|©)?\s*(?:by\s+)?([^\n\[{<]{2,80})$",
    re.IGNORECASE | re.MULTILINE,
)
_TAIL = re.compile(
    r"[\s.,;]*(?:all rights reserved.*|\(?https?://.*|and (?:its )?affiliates.*)?[\s.,;]*$", re.I
)
#: Who is no organisation, or none that could own a product.
_NOBODY = re.compile(
    r"\b(?:contributors|authors|developers|community|team|owner|holders?)\b", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"\b(?:inc|gmbh|b\.?v|ltd|llc|corp(?:oration)?|co|ag|s\.?a\.?s?|foundation|technologies|systems|labs?|"
    r"university|institute|company|limited)\b\.?$",
    re.IGNORECASE,
)


def paths(repository: Repository) -> list[str]:
    """Return the licence file at the top of a repository."""
    return [name for name in repository.names() if _FILES.match(name)][:1]


def read(repository: Repository, source: HistoryFile) -> Iterator[dict[str, Any]]:
    """Yield the commits that changed the licence or its holder."""
    product, home = product_of(repository)
    known = {"licence": "", "holder": ""}
    for revision in repository.revisions(source.path):
        text = (revision.data or b"").decode(errors="replace")
        now = {"licence": licence(text), "holder": holder(text)}
        events = [
            {
                "event": kind,
                "product": product,
                "repository": home,
                "value": value,
                "was": known[kind],
            }
            for kind, value in now.items()
            if value and value != known[kind]
        ]
        known |= {kind: value for kind, value in now.items() if value}
        if events:
            yield records.record(source, revision.commit, events)


def licence(text: str) -> str:
    """Return the name of the licence that a file holds; empty where none is known by its words.

    >>> licence("Apache License\\n Version 2.0, January 2004"), licence("All rights reserved")
    ('Apache-2.0', '')
    """
    found = (name for name, words in _LICENCES if re.search(words, text[:20_000], re.IGNORECASE))
    return next(found, "")


def holder(text: str) -> str:
    """Return the organisation that holds the copyright; empty for people and for "the contributors".

    >>> (
    ...     holder("MIT License\\n\\nCopyright (c) 2022-2024 Langfuse GmbH"),
    ...     holder("Copyright 2022 Ada Writer"),
    ... )
    ('Langfuse GmbH', '')
    """
    for match in _COPYRIGHT.finditer(text[:20_000]):
        name = _TAIL.sub("", match[1]).strip()
        if not name or _NOBODY.search(name):
            continue
        if _ORGANISATION.search(name) or catalog.load().find(COMPANY, name):
            return name
    return ""


FORM = Form(
    name="licence",
    is_sideline=True,
    paths=paths,
    read=read,
)
