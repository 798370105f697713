"""Documents before they are read for claims: files, bytes, items, days, language.

In: paths and bytes.
Out: `File`s, and `Reading`s, `Follow`s or `Refused` items.
May import: `markup`, `formats`.
"""
