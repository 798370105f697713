"""A knowledge graph of the AI-infrastructure landscape.

>>> from tarpit import Landscape
>>> with Landscape() as landscape:  # doctest: +SKIP
...     landscape.load("notes/")
...     landscape.report("crowding")
"""

from tarpit.landscape import Landscape

__all__ = ["Landscape"]
