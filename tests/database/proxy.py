"""A proxy on this machine that spoils connections: cuts, delays and truncates what passes."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """Passes connections on, and spoils some of them.

    Attributes:
        target: The port that it passes on to.
        cut_after: A connection is cut after about so many bytes from the server; 0 for never.
        delay: Each piece waits up to so many seconds.
        seed: Where cuts fall.
        cuts: How many connections were cut.
    """

    target: int
    cut_after: int = 0
    delay: float = 0.0
    seed: int = 0
    cuts: int = 0
    listener: socket.socket = field(default_factory=socket.socket)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        chance = random.Random(self.seed)
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                left = int(self.cut_after * chance.uniform(0.2, 1.8)) if self.cut_after else -1
                for source, sink, limit in ((near, far, -1), (far, near, left)):
                    threading.Thread(
                        target=self._pass_on, args=(source, sink, limit, chance), daemon=True
                    ).start()

    def _pass_on(
        self, source: socket.socket, sink: socket.socket, left: int, chance: random.Random
    ) -> None:
        with suppress(OSError):
            while piece := source.recv(4096):
                if self.delay:
                    time.sleep(chance.uniform(0, self.delay))
                if 0 <= left < len(piece):
                    sink.sendall(piece[:left])  # a part of a message
                    self.cuts += 1
                    break
                sink.sendall(piece)
                left -= len(piece) if left > 0 else 0
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def spoiled(target: int, **faults: float) -> Iterator[Proxy]:
    proxy = Proxy(target, **faults)  # type: ignore[arg-type]
    proxy.listener.bind(("127.0.0.1", 0))
    proxy.listener.listen()
    threading.Thread(target=proxy.serve, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.listener.close()
