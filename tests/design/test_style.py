"""The rules of docs/style.md that a program can check, on every docstring, comment and page."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

ROOMS = ("graph", "loaders", "queries", "tarpit")
MODULES = sorted(file for room in ROOMS for file in (REPOSITORY / room).rglob("*.py"))
PAGES = sorted(
    page
    for page in [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
    if page.name != "style.md" and "reference" not in page.parts
)
#: Words that a reader whose first language is another looks up, and words that say nothing.
RARE = re.compile(
    r"\b(?:whence|whither|thereof|hereof|nought|nobody|somebody|anybody|anew|cannot be had|can be had|"
    r"say(?:s)? nothing of|speaks? of|said of|once and for all|simply|obviously|of course|basically)\b",
    re.IGNORECASE,
)
LONGEST = 45
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s|\n\s*\n|\n\s*[-|]|\n\s+\w[\w, ]*: ")
_CODE = re.compile(r"```.*?```|`[^`]*`|^\s*(?:>>>|\.\. ).*", re.DOTALL | re.MULTILINE)


def prose(file: Path) -> Iterator[tuple[int, str]]:
    """Yield each docstring and comment of a module with its line."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""
    with file.open("rb") as stream:
        for token in tokenize.tokenize(stream.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string.lstrip("#: ")


@pytest.mark.parametrize("rule", ["rare words", "long sentences"])
def test_docstrings_and_comments(rule: str) -> None:
    found = [
        f"{file.relative_to(REPOSITORY)}:{line}: {problem}"
        for file in MODULES
        for line, text in prose(file)
        for problem in problems(text, rule)
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages(page: Path) -> None:
    assert list(problems(page.read_text(), "rare words")) == []


def problems(text: str, rule: str) -> Iterator[str]:
    plain = re.sub(
        r'"[^"\n]*"|“[^”]*”', "", _CODE.sub("", text)
    )  # what is quoted is another's style
    if rule == "rare words":
        yield from (match.group() for match in RARE.finditer(plain))
    else:
        sentences = (sentence.split() for sentence in _SENTENCE_END.split(plain))
        yield from (" ".join(words) for words in sentences if len(words) > LONGEST)
