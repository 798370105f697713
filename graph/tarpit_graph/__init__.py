"""What may exist in the graph, how it is stored, and what follows from it.

In: claims. Out: the graph in Neo4j, a `Snapshot` in memory, exports.
May import: no other package of ours. `pyproject.toml` says which folder stands on which.
"""
