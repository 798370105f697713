"""Comparison tables become features and rivalries; other tables say nothing."""

import pytest
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.markup import html, markdown
from tarpit_loaders.markup.block import Block

MARKDOWN = """\
| Feature | Pinecone | Milvus | Remarks |
| --- | :-: | --- | --- |
| Hybrid search | ✓ | Yes, since 2.4 | Both |
| GPU index | Not supported | ✅ | |
| Scalar fields | coming soon | yes | |
| Deployment | SaaS-only | On-prem, BYOC | |
| Availability | - | Available zone failover | |
"""
HTML = """<table><tr><th>Feature</th><th>Pinecone</th><th>Milvus</th></tr>
<tr><td>Hybrid search</td><td>&#10003;</td><td>Yes</td></tr>
<tr><td>GPU index</td><td>Not supported</td><td>Yes</td></tr></table>"""
TRANSPOSED = """\
| Product | Hybrid search | Single sign-on |
| --- | --- | --- |
| Qdrant | yes | no |
| Weaviate | yes | yes |
"""


def found(text: str, blocks: list[Block]) -> set[tuple[str, str, str, str]]:
    reading = Reading("x", document("x", text, "text"), tuple(blocks))
    claims = [c for c in pipeline.extract(reading).claims if c.object]
    for claim in claims:
        assert claim.sentence
        for end in (claim.subject, claim.object):
            assert end is not None
            assert "".join(text[end.start : end.end].split()) == "".join(end.surface.split())
    return {
        (c.subject.name, c.predicate, c.object.name, c.status.value) for c in claims if c.object
    }


def test_a_markdown_table() -> None:
    seen = found(MARKDOWN, markdown.blocks(MARKDOWN))
    assert {
        ("Pinecone", "COMPETES_WITH", "Milvus", "completed"),
        ("Pinecone", "HAS_FEATURE", "Hybrid search", "completed"),
        ("Milvus", "HAS_FEATURE", "Hybrid search", "completed"),
        ("Pinecone", "HAS_FEATURE", "GPU index", "denied"),
        ("Milvus", "HAS_FEATURE", "GPU index", "completed"),
        ("Pinecone", "HAS_FEATURE", "Scalar fields", "planned"),
        ("Milvus", "HAS_FEATURE", "Bring your own cloud", "completed"),
    } <= seen
    assert not {row for row in seen if row[0] == "Milvus" and row[2] == "Availability"}


def test_an_html_table_says_the_same() -> None:
    seen = found(HTML, html.blocks(HTML))
    assert ("Milvus", "HAS_FEATURE", "GPU index", "completed") in seen
    assert ("Pinecone", "HAS_FEATURE", "GPU index", "denied") in seen
    assert ("Pinecone", "COMPETES_WITH", "Milvus", "completed") in seen


def test_products_may_stand_in_the_rows() -> None:
    seen = found(TRANSPOSED, markdown.blocks(TRANSPOSED))
    assert ("Qdrant", "HAS_FEATURE", "Single sign-on", "denied") in seen
    assert ("Weaviate", "HAS_FEATURE", "Single sign-on", "completed") in seen


@pytest.mark.parametrize(
    "text",
    [
        "| Resource | Limit |\n| --- | --- |\n| Index | 1 |\n",
        "| Pinecone | Milvus | Remarks |\n| --- | --- | --- |\n| Index | Collection | the same |\n",
        "| | HNSW | FLAT |\n| --- | --- | --- |\n| Memory | yes | yes |\n",
        "|" * 5000 + "\n" + "|a|b|\n" * 50,
    ],
)
def test_other_tables_have_no_features(text: str) -> None:
    assert not {row for row in found(text, markdown.blocks(text)) if row[1] == "HAS_FEATURE"}


def test_columns_of_numbers_are_no_features() -> None:
    text = (
        "| Product | Hybrid search | Price | Status |\n| --- | --- | --- | --- |\n"
        "| Pinecone | yes | - | yes |\n| Qdrant | no | $3 | no |\n"
    )
    assert {row[2] for row in found(text, markdown.blocks(text))} == {"Hybrid search"}


def test_a_name_with_several_rows_is_not_what_is_compared() -> None:
    text = (
        "| Provider | Model | Streaming | Context |\n| --- | --- | --- | --- |\n"
        "| OpenRouter | a | yes | 200K |\n| OpenRouter | b | no | - |\n| Fireworks AI | c | yes | - |\n"
    )
    assert not [row for row in found(text, markdown.blocks(text)) if row[1] == "HAS_FEATURE"]


def test_products_of_one_maker_are_no_rivals() -> None:
    text = "| Setup | H200 | GB200 | MI300X |\n| --- | --- | --- | --- |\n| Nodes | 2 | 1 | 2 |\n"
    rivals = {row[:3:2] for row in found(text, markdown.blocks(text)) if row[1] == "COMPETES_WITH"}
    assert rivals == {("H200", "MI300X"), ("GB200", "MI300X")}
