"""What a document uses a name for, wherever it stands in it.

Reference:
    Gale, W., Church, K. and Yarowsky, D. (1992). One sense per discourse. HLT: a word keeps its sense within a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tarpit_loaders.reader import labels
from tarpit_loaders.reader.read import Read


def of_products(sentences: Iterable[tuple[str, Read]]) -> dict[str, float]:
    """Return of each name, in small letters, in which share of its mentions a document uses it for a product.

    Args:
        sentences: Its sentences and what was read in each.
    """
    seen: Counter[str] = Counter()
    products: Counter[str] = Counter()
    for text, read in sentences:
        for mention in read.mentions:
            if mention.kind in (labels.COMPANY, labels.PRODUCT):
                name = text[mention.start : mention.end].casefold()
                seen[name] += 1
                products[name] += mention.kind == labels.PRODUCT
    return {name: count / seen[name] for name, count in products.items() if count}
