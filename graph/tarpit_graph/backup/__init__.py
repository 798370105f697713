"""A whole graph in one file, and back: what was loaded, the bytes it was read from, and what was decided.

In: a database and its home folder. Out: a file that any later version restores.
May import: `migrations`, `claims`, `database`, `ontology`, `files`.

The file is a ZIP. `graph.jsonl` has a line for each document with its claims, each run, and each source with
its pages; what is derived is not in it, and is derived again. `raw/` has the bytes of the documents.
"""
