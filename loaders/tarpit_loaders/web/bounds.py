"""How much and how long: a body is read as it comes, and given up where it passes its bounds."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

import httpx
from tarpit_graph.errors import InputError

#: How many times its packed size a body may unpack to. HTML packs ten times, rarely thirty.
MAX_RATIO = 200
#: Bodies below this are not checked for their compression ratio.
_SMALL = 1_000_000
_PIECE = 65_536


class TooMuchError(InputError):
    """A body that passed its bounds."""


class BoundedTransport(httpx.BaseTransport):
    """Bounds the bodies that another transport brings, before anything stores or unpacks them."""

    def __init__(self, inner: httpx.BaseTransport, *, seconds: float) -> None:
        self.inner = inner
        self.seconds = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its extension `limit` says how long its body may be.

        The extension `seconds` overrides how long it may take.
        """
        response = self.inner.handle_request(request)
        limit = request.extensions["limit"]
        stated = response.headers.get("content-length", "")
        if stated.isdigit() and int(stated) > limit:
            response.close()
            raise TooMuchError(f"has {int(stated) / 1e6:.0f} MB, more than {limit / 1e6:.0f} MB")
        assert isinstance(response.stream, httpx.SyncByteStream)
        deadline = time.monotonic() + request.extensions.get("seconds", self.seconds)
        response.stream = _Bounded(response.stream, limit, deadline)
        return response

    def close(self) -> None:
        """Close the transport below."""
        self.inner.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, limit: int, deadline: float) -> None:
        self.inner, self.limit, self.deadline = inner, limit, deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self.inner:
            size += len(piece)
            if size > self.limit:
                raise TooMuchError(f"sends more than {self.limit / 1e6:.0f} MB")
            if time.monotonic() > self.deadline:
                raise TooMuchError("sends too slowly")
            yield piece

    def close(self) -> None:
        self.inner.close()


def unpacked(data: bytes, encoding: str, limit: int) -> bytes:
    """Undo a body's content encoding, never holding more than its bounds allow.

    Raises:
        TooMuchError: it unpacks to more than `limit` bytes, or to far more than its size.
        InputError: it is not what its encoding says.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return data
    if name not in ("gzip", "x-gzip", "deflate"):
        raise InputError(f"is encoded as {name}, which was not asked for")
    packed = len(data)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip and zlib tell themselves
    out = bytearray()
    try:
        while data:
            out += unpacker.decompress(data, _PIECE)
            data = unpacker.unconsumed_tail
            if len(out) > limit or len(out) > max(_SMALL, packed * MAX_RATIO):
                raise TooMuchError(f"decompresses to more than {len(out) / 1e6:.0f} MB, the limit")
    except zlib.error as error:
        raise InputError(f"is not the {name} data that it says it is") from error
    if not unpacker.eof:
        raise InputError("ends in the middle of its data")
    return bytes(out)
