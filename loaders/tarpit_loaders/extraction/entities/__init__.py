"""Names: find them, link them to entities, resolve pronouns.

In: sentences with mentions.
Out: entities of the graph.
May import: `claims`, `names`.
"""
