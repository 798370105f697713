"""E-mail, such as newsletters: a message in a file of its own, or many in an mbox.

The HTML part is read where there is one, for its headings and links; the day is the message's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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

_FROM = re.compile(rb"From [^\n]*\d{4}\s*$")
#: Lines that a reply quotes.
_QUOTED = re.compile(r"^[^\S\n]*>[^\n]*$", re.MULTILINE)
#: What stands below it is the sender's address, not the message.
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
#: Above the mail that one forwards or answers, as mail programs write it.
_FORWARD = re.compile(
    r"[-_ ]*(?:Begin forwarded message|Forwarded message|Weitergeleitete Nachricht|Message transféré)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"{_FORWARD.pattern}|[-_ ]*Original (?:Message|Appointment)\b|On [^\n]{{5,150}} wrote:\s*$|"
    r"Am [^\n]{5,150} schrieb [^\n]{1,80}:\s*$|Le [^\n]{5,150} a écrit\s?:\s*$",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\b(?:Date|Sent|Datum|Gesendet):\s*(.{6,60}?)(?=\s(?:Subject|To|From|Cc|An|Betreff):|$)"
)
_HEADER = re.compile(rf"{_FORWARD.pattern}|(?:From|Date|Sent|Subject|To|Cc):", re.IGNORECASE)
#: Within so many blocks stands the header of a forwarded mail.
_HEAD_BLOCKS = 8
_MAX_FORWARDED = 20
_LONGEST_HEADER = 1_000
_HIDDEN = re.compile(r"[\u034f\u00ad\u200b-\u200f\u2060\ufeff]+")


class _BoundedHeaders(policy.EmailPolicy):
    """Headers are parsed up to a length, for the library takes the square of it."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Parse a header, when it is asked for."""
        return str(super().header_fetch_parse(name, value[:_LONGEST_HEADER]))


_POLICY = _BoundedHeaders()


def read(file: File) -> Iterator[Reading | Refused]:
    """Yield the document of each message; a bad one is refused and the rest is read."""
    with files.opened(file) as stream:
        for number, raw in enumerate(_messages(stream), 1):
            where = f"{file.name}:{number}" if _is_box(file) else file.name
            if raw is None:
                yield Refused(where, f"the message is larger than {MAX_BYTES // 10**6} MB")
                continue
            try:
                yield from _documents(raw, where, file)
            except InputError as error:
                yield Refused(where, str(error))
            except Exception as error:  # the library stumbles over some messages that programs send
                yield Refused(where, f"is no message that can be read: {type(error).__name__}")


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


def _documents(raw: bytes, where: str, file: File) -> Iterator[Reading]:
    """Yield what a message says itself, and each message that it forwards, of that one's own day.

    Raises:
        InputError: none of them has text.
    """
    message = BytesParser(EmailMessage, policy=_POLICY).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    attached = [part for part in message.walk() if part.get_content_type() == "message/rfc822"]
    found = [_document(message, raw, where, file, _own(_blocks(message)))]
    for part in attached[:_MAX_FORWARDED]:
        inner = part.get_payload(0)
        if isinstance(inner, EmailMessage):
            found.append(_document(inner, inner.as_bytes(), where, file, _own(_blocks(inner))))
    found.append(_forwarded(message, raw, where, file))
    if not (read := [reading for reading in found if reading]):
        raise InputError("has no text to read")
    yield from read


def _document(
    message: EmailMessage, raw: bytes, where: str, file: File, blocks: Sequence[Block]
) -> Reading | None:
    if not blocks:
        return None
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


def _own(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return what the sender wrote: all before the mail that it answers or forwards."""
    end = next((n for n, block in enumerate(blocks) if _EARLIER.match(block.text)), len(blocks))
    return blocks[:end]


def _forwarded(message: EmailMessage, raw: bytes, where: str, file: File) -> Reading | None:
    """Return the message that one forwards in its text, dated by the header that stands above it.

    Its id is that of its words, so that a message forwarded twice is one document.
    """
    blocks = _blocks(message, with_quotes=True)
    start = next((n for n, block in enumerate(blocks) if _FORWARD.match(block.text)), None)
    if start is None:
        return None
    head = " ".join(block.text for block in blocks[start : start + _HEAD_BLOCKS])
    sent = _SENT.search(head)
    inner = [block for block in blocks[start:] if not _HEADER.match(block.text)]
    if sent is None or not inner:
        return None
    words = " ".join(block.text for block in inner)
    published = dates.first(metadata=sent[1])
    reading = from_blocks(where, f"mail:{digest(words)}", inner, SOURCE.kind, published=published)
    hints = replace(file.hints, kind=SOURCE.kind, ending=".eml")
    return replace(reading, raw=Raw(raw, where, hints))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return ""  # the library stumbles over some headers that programs send


def _day(message: EmailMessage) -> object:
    """Return when a message was sent, else when it was received."""
    received = _header(message, "Received").rpartition(";")[2]
    for written in (_header(message, "Date"), received):
        try:
            return parsedate_to_datetime(written)
        except (ValueError, TypeError, IndexError):
            continue
    return None


def _content(part: EmailMessage) -> str:
    """Return the text of a part; where its encoding is unknown, as its bytes tell."""
    try:
        return str(part.get_content())
    except LookupError:
        raw = part.get_payload(decode=True)
        return files.decode(raw) if isinstance(raw, bytes) else ""


def _blocks(message: EmailMessage, *, with_quotes: bool = False) -> list[Block]:
    try:
        part = message.get_body(preferencelist=("html", "plain"))
        text = _content(part) if isinstance(part, EmailMessage) else ""
        is_page = isinstance(part, EmailMessage) and part.get_content_type() == "text/html"
    except (LookupError, ValueError, AttributeError, RecursionError) as error:
        raise InputError(f"has no text that can be decoded: {error}") from error
    visible = _HIDDEN.sub("", text)
    if is_page:
        return html.blocks(visible, with_quotes=with_quotes)
    return plain.blocks(visible if with_quotes else _QUOTED.sub("", _SIGNATURE.split(visible)[0]))


SOURCE = Source(
    kind="mail",
    endings=(".eml", ".mbox"),
    reads="subject, day and text of each message, its HTML part first",
    skips="attachments, what a reply quotes, invisible preview text; a forwarded message is one of its own day",
    streams=True,
    read=read,
)
