"""From stored claims to answers: questions in Cypher, measures, reports, pages.

In: a database, or a `Snapshot` of one day. Out: `Table`s whose rows lead to facts, and what renders them.
May import: `tarpit_graph`, never the loaders.
"""
