"""Which product a repository holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tarpit_loaders.histories.repository import Repository
from tarpit_loaders.structured import release_notes

#: Repositories that hold a part of a product: its documents, its client.
_PART = re.compile(r"[-_.](?:docs?|sdk|python|py|server)$", re.IGNORECASE)


def product_of(repository: Repository) -> tuple[str, str]:
    """Return the name of the product that a repository holds, and the repository's address.

    That is the known product of its name, of its name without "-docs" and the like, of its owner and name
    together, else its own name.
    """
    known = next(filter(None, map(release_notes.known_product, spellings(repository.name))), "")
    return known or repository.name.rpartition("/")[2], repository.address


def spellings(name: str) -> Iterator[str]:
    """Yield what the product of a repository may be called.

    >>> list(spellings("milvus-io/milvus-docs"))
    ['milvus-docs', 'milvus docs', 'milvus', 'milvus-io milvus-docs']
    """
    owner, _, own = name.rpartition("/")
    yield from (own, own.replace("-", " "), _PART.sub("", own), f"{owner} {own}".strip())
