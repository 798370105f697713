"""A whole graph at once: claims and all that is derived from them as files for Neo4j's own import.

In: documents with their claims, and an embedded server whose database is empty.
Out: the graph that storing document by document would give, several times as fast.
May import: `claims`, `database`, `embedded`, `identity`, `ontology`, `records`.
"""
