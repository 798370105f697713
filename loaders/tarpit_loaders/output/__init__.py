"""How `tarpit extract` shows claims: as JSON lines and drawn into their document.

In: a document with its claims.
Out: lines and pages.
May import: `extraction`.
"""
