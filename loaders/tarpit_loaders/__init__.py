"""From bytes to stored claims, stage by stage: documents, markup, sentences, names, relations, claims.

In: files, addresses, repositories. Out: claims in the graph, or on standard output.
May import: `tarpit_graph`. `pyproject.toml` says which folder stands on which.
"""
