"""Git histories: what a list, a licence, a changelog or a commit said, and since when.

In: a repository, plain or bare. Out: records, one for each commit that changed a file of a known form (`forms`).
May import: `sources`, `structured`, `names`. Never writes, never fetches.
"""
