"""Fetch from the web: obey robots.txt, bound size and time, connect to public addresses alone.

In: an address. Out: bytes and headers, or an error that says why not.
May import: `documents`.
"""
