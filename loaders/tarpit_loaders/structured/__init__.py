"""Claims from structured sources, row by row, and from release notes.

In: rows and blocks with their places.
Out: claims.
May import: `extraction`, `documents`, `formats`, `names`.
"""
