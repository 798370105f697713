"""The one way to a database: connect, run statements in transactions, and what a live one lacks of constraints.

In: an address and parametrised Cypher. Out: rows, and errors that say what to do.
May import: `ontology`, `settings`, `errors`.
"""
