"""Which addresses may be fetched: those of the public internet, unless a flag allows others.

A name is resolved once, every address that it has is checked, and the connection goes to the address
that was checked. So neither a redirect nor a name that changes its mind leads into a private network.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpcore
import httpx
from tarpit_graph.errors import InputError

#: IPv6 addresses in which an IPv4 address is wrapped (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SCHEMES = ("http", "https")
_SOCKET_OPTION = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


class ForbiddenAddressError(InputError):
    """An address that is not to be fetched."""


def check_url(url: str) -> str:
    """Return an address that may be asked for, without its fragment.

    Raises:
        ForbiddenAddressError: it is of another scheme than http, has no host, or has a password.

    >>> check_url("https://example.com/a#b")
    'https://example.com/a'
    >>> check_url("file:///etc/passwd")
    Traceback (most recent call last):
    ...
    tarpit_loaders.web.addresses.ForbiddenAddressError: file:///etc/passwd: only http and https are fetched
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ForbiddenAddressError(f"{url}: is not an address: {error}") from error
    if parts.scheme.lower() not in _SCHEMES:
        raise ForbiddenAddressError(f"{url}: only http and https are fetched")
    if not host:
        raise ForbiddenAddressError(f"{url}: has no host")
    if parts.username or parts.password:
        raise ForbiddenAddressError(f"{host}: an address with a password in it is not fetched")
    return parts._replace(fragment="").geturl()


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    >>> [is_public(a) for a in ("8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.169.254", "::1")]
    [True, False, False, False, False]
    >>> [is_public(a) for a in ("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1")]
    [False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class GuardedBackend(httpcore.SyncBackend):
    """Connects to addresses that were checked, and to no other."""

    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host.

        Raises:
            ForbiddenAddressError: one of its addresses is private.
        """
        address = self._checked(host, port)
        return super().connect_tcp(address, port, timeout, local_address, socket_options)

    def _checked(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} is not known") from error
        addresses = [str(info[4][0]) for info in found]
        if not self.allow_private and not all(map(is_public, addresses)):
            raise ForbiddenAddressError(
                f"{host}: is an address of a private network; --allow-private fetches it"
            )
        return addresses[0]


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport over connections that are checked."""

    def __init__(self, *, allow_private: bool) -> None:
        super().__init__()
        self._pool.close()
        # httpx has no public way to hand over a network backend; httpcore, below it, has.
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=20,
            max_keepalive_connections=10,
            network_backend=GuardedBackend(allow_private=allow_private),
        )
