"""Markdown: title, address and day come from the front matter, else from heading and file name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

import yaml
from tarpit_graph.errors import InputError

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.markup import markdown
from tarpit_loaders.markup.block import Block, Kind
from tarpit_loaders.sources import Source
from tarpit_loaders.web.canonical_url import own_address

_MAX_FRONT_MATTER = 20_000
#: What site generators call the day of publication.
_DATES = (
    "date",
    "published",
    "publishedAt",
    "published_at",
    "pubDate",
    "publishDate",
    "publish_date",
)


def read(file: File) -> Iterator[Reading]:
    """Yield the one document of a file."""
    text = files.text(file)
    facts, blocks = front_matter(text), tuple(markdown.blocks(text))
    # `url` is where this very text was published; `source` is what it tells of in its own words,
    # and several notes may share one.
    url = own_address(str(facts.get("url") or ""), file.hints.url)
    yield Reading(
        file.name,
        document(
            url or file.name,
            text,
            SOURCE.kind,
            title=str(facts.get("title") or first_heading(blocks)),
            url=url or str(facts.get("source") or ""),
            published=dates.first(
                metadata=next(filter(None, map(facts.get, _DATES)), None),
                file_name=file.name,
                given=file.hints.published,
            ),
        ),
        blocks,
    )


def front_matter(text: str) -> dict[str, object]:
    """Return what a document says of itself before its text, in YAML, TOML or JSON.

    Raises:
        InputError: that cannot be parsed, or is too long.
    """
    end = markdown.front_matter_end(text)
    if end > _MAX_FRONT_MATTER:
        raise InputError(f"its front matter has {end} characters; a few lines are meant")
    written = text[:end].strip("\ufeff \t\r\n")
    try:
        if written.startswith("+++"):
            facts = tomllib.loads(written.strip("+"))
        else:  # JSON is YAML
            facts = yaml.load(written.strip("-"), yaml.CSafeLoader) if end else {}
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"its front matter is not TOML: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise InputError(f"its front matter is not YAML{where}") from error
    return facts if isinstance(facts, dict) else {}


def first_heading(blocks: Iterable[Block]) -> str:
    """Return the text of the first heading, or nothing."""
    return next((block.text for block in blocks if block.kind is Kind.HEADING), "")


SOURCE = Source(
    kind="markdown",
    endings=(".md", ".markdown"),
    reads="paragraphs, headings, list items and table rows; `title`, `date`, `url`, `source` of its front matter",
    skips="code blocks' fences, images, HTML tags, link targets",
    read=read,
)
