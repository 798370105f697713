"""A real Neo4j on this machine without Docker: download it once, start it, find it again, stop it.

In: a folder. Out: a running server and its address.
May import: `database`, `settings`, `errors`.
"""
