"""Accept a page's canonical address only if it is on the same host.

Otherwise any page could take the place of someone else's article, and of what that one claims.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

_VARIANTS = ("www.", "m.", "amp.")


def own_address(stated: str, fetched: str) -> str:
    """Return the address that a page states if that is on the site it came from, else where it came from.

    Args:
        stated: What the page says; may be relative or empty.
        fetched: Where it came from; empty for a file, which may say anything.

    >>> own_address("https://a.example/story", "https://www.a.example/story?utm_source=x")
    'https://a.example/story'
    >>> own_address("https://b.example/story", "https://a.example/story")
    'https://a.example/story'
    >>> own_address("/story", "https://a.example/story?x=1"), own_address("https://b.example/", "")
    ('https://a.example/story', 'https://b.example/')
    """
    if not fetched or not stated:
        return stated or fetched
    address = urljoin(fetched, stated)
    return address if _host(address) == _host(fetched) else fetched


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return next((host.removeprefix(v) for v in _VARIANTS if host.startswith(v)), host)
