"""Claims from running text: split into sentences, read, link names, classify relations, add status and day.

In: the blocks of a document. Out: claims, each with its sentence and offsets. `pipeline.extract` is the way in.
May import: `reader`, `documents`, `markup`, `names`. Nothing here reads a file or fetches.
"""
