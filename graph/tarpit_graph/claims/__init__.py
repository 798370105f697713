"""Claims in the database, and everything that is derived from them: facts, edges, entities, clusters.

In: documents with their claims. Out: the stored graph; whatever is derived can be derived again.
May import: `database`, `identity`, `ontology`, `records`.
"""
