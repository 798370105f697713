"""Damaged files of every kind: whatever is in them, what comes out is a document or a reason."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow, Reading, Refused, Skipped

from tests.golden.test_sources import EXAMPLES

#: Where a file is cut or overwritten, as a share of its length, and with what.
DAMAGE = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 60), st.binary(max_size=40) | st.sampled_from(
            [b"\0", b"<", b"\"", b"\\", b"{", b"[" * 200, b"\xff\xfe", b"&#x41;", b"]]>", b"\r\n\r\n"]
        )
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


@pytest.mark.parametrize("kind", EXAMPLES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damage=DAMAGE)
def test_a_damaged_file_is_a_document_or_a_reason(
    kind: str, damage: list[tuple[float, int, bytes]]
) -> None:
    path = EXAMPLES[kind]
    data = path.read_bytes()
    for share, length, replacement in damage:
        at = int(share * len(data))
        data = data[:at] + replacement + data[at + length :]
    file = File(Path(path.name), path.name, SourceHints(kind=kind), data)
    for item in sources.read(file):
        assert isinstance(item, Reading | Refused | Skipped | Follow)
        assert not (isinstance(item, Refused) and "the software failed" in item.reason), item
        if isinstance(item, Reading):
            text = item.document.text
            for claim in item.claims:
                assert 0 <= claim.start <= claim.end <= len(text)
            for block in item.blocks:
                start, end = block.span(0, len(block.text))
                assert 0 <= start < end <= len(text)
