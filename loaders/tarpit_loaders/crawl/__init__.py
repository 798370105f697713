"""One visit to a source: fetch what is new, page by page, each once; Git histories too.

In: addresses and what is known of them.
Out: items to load.
May import: `sources`, `histories`, `web`, `documents`.
"""
