"""Names that attack or break what shows them: markup, formulas, other directions, emoji, length."""

from __future__ import annotations

import json
from pathlib import Path

NAMES = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(2)">',
    '=HYPERLINK("http://evil.example","click")',
    "+cmd|' /C calc'!A0",
    "evil reversed Labs",
    "🦙🚀 Llama & Söhne «KI»",
    "Back\\slash \\u0041 \\N `tick` $dollar #hash %%{init}%%",
    "Quote \" and ' and ; DROP; MATCH (n) DETACH DELETE n",
    "</script><!-- {{ 7 * 7 }} ${7*7} -->",
    "X" * 190,
)
#: How they are written: marks that turn the direction of text, and other invisible ones, are no part of a name.
WRITTEN = tuple(name.replace("evil reversed", "\u202eevil\x07 reversed\u202c") for name in NAMES)


def landscape_file(folder: Path) -> Path:
    """Write a landscape in which companies of these names make products of these names."""
    items = [
        {
            "item": None,
            "name": f"{name} DB",
            "homepage_url": "javascript:alert(3)",
            "organization": {"name": name},
        }
        for name in WRITTEN
    ]
    category = {
        "category": None,
        "name": "Data",
        "subcategories": [{"subcategory": None, "name": "Vector Database", "items": items}],
    }
    file = folder / "landscape.yml"
    # JSON is YAML, and quotes whatever stands in a name.
    file.write_text("landscape: " + json.dumps([category], ensure_ascii=False), encoding="utf-8")
    return file
