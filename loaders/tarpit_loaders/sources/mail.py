"""E-mail, such as newsletters: a message in a file of its own, or many in an mbox.

The HTML part is read where there is one, for its headings and links; the day is the message's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import IO

from tarpit_graph.errors import InputError
from tarpit_graph.identity import digest

from tarpit_loaders.documents import dates, files
from tarpit_loaders.documents.files import MAX_BYTES, File
from tarpit_loaders.documents.items import Raw, Reading, Refused, from_blocks
from tarpit_loaders.markup import html, plain
from tarpit_loaders.markup.block import Block
from tarpit_loaders.sources import Source

_FROM = re.compile(rb"From \S*.*\d{4}\s*$")
_HIDDEN = re.compile(r"[\u034f\u00ad\u200b-\u200f\u2060\ufeff]+")


def read(file: File) -> Iterator[Reading | Refused]:
    """Yield the document of each message; a bad one is refused and the rest is read."""
    with files.opened(file) as stream:
        for number, raw in enumerate(_messages(stream), 1):
            where = f"{file.name}:{number}"
            if raw is None:
                yield Refused(where, f"the message is larger than {MAX_BYTES // 10**6} MB")
                continue
            try:
                yield _document(raw, where if _is_box(file) else file.name, file)
            except InputError as error:
                yield Refused(where, str(error))


def _is_box(file: File) -> bool:
    return file.ending == ".mbox"


def _messages(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Yield each message of an mbox, or the one message of a file; None for one too large."""
    lines: list[bytes] = []
    size, after_blank = 0, True
    while line := stream.readline(MAX_BYTES):
        if after_blank and _FROM.match(line):
            if lines:
                yield b"".join(lines) if size <= MAX_BYTES else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= MAX_BYTES:
                # An mbox marks a line that would look like its own separator.
                lines.append(line[1:] if line.startswith(b">From ") else line)
        after_blank = not line.strip()
    if lines:
        yield b"".join(lines) if size <= MAX_BYTES else None


def _document(raw: bytes, where: str, file: File) -> Reading:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
    blocks = _blocks(message)
    subject, sender = _header(message, "Subject"), _header(message, "From")
    reading = from_blocks(
        where,
        _header(message, "Message-ID").strip("<>") or f"{file.name}:{digest(subject, sender)}",
        blocks,
        SOURCE.kind,
        title=subject,
        author=sender.partition("<")[0].strip(' "'),
        published=dates.first(metadata=_day(message), given=file.hints.published),
    )
    hints = replace(file.hints, kind=SOURCE.kind, ending=".eml")
    return replace(reading, raw=Raw(raw, where, hints))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, TypeError, AttributeError, IndexError):
        return ""  # the library stumbles over some headers that programs send


def _day(message: EmailMessage) -> object:
    try:
        return parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError):
        return None


def _blocks(message: EmailMessage) -> list[Block]:
    try:
        part = message.get_body(preferencelist=("html", "plain"))
        text = str(part.get_content()) if isinstance(part, EmailMessage) else ""
        is_page = isinstance(part, EmailMessage) and part.get_content_type() == "text/html"
    except (LookupError, ValueError, AttributeError, RecursionError) as error:
        raise InputError(f"has no text that can be decoded: {error}") from error
    visible = _HIDDEN.sub("", text)
    return html.blocks(visible) if is_page else plain.blocks(visible)


SOURCE = Source(
    kind="mail",
    endings=(".eml", ".mbox"),
    reads="subject, day and text of each message, its HTML part first",
    skips="attachments, quoted replies' headers, invisible preview text",
    streams=True,
    read=read,
)
