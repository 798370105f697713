"""Relations: what the network classified and what patterns match, checked and given their attributes.

In: sentences as they were read.
Out: claims.
May import: `entities`, `attributes`, `patterns`.
"""
