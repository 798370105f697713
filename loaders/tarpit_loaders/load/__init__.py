"""One load: from inputs to stored claims, resumable at any document; and reading kept bytes again.

In: paths, addresses, a database.
Out: a summary, and the graph.
May import: everything below: `crawl`, `sources`, `extraction`.
"""
