"""Sources, markup, dates and files: from bytes to documents."""

import json
from datetime import date
from pathlib import Path

import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders import sources
from tarpit_loaders.documents import files
from tarpit_loaders.documents.dates import Published
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.load import builtin
from tarpit_loaders.markup import html, markdown
from tarpit_loaders.names import catalog, gazetteer
from tarpit_loaders.output import claim_json

from tests.conftest import shared

LANDSCAPE = """\
landscape:
  - category:
    name: AI Agent
    subcategories:
      - subcategory:
        name: Vector Database
        items:
          - item:
            name: Acme Vector
            homepage_url: https://acme.example/
            repo_url: https://git.example/acme
            license: Apache-2.0
            project: incubating
            organization:
              name: Acme, Inc.
          - item:
            name: Bolt (hosting)
            open_source: false
            repo_url: https://git.example/bolt
            crunchbase: https://www.crunchbase.com/organization/hugging-face
            second_path: "Odd Layer / Odd Segment"
          - item:
            name: Hosted
            crunchbase: https://www.crunchbase.com/organization/cloud-native-computing-foundation
  - category:
    name: Members
    subcategories:
      - subcategory:
        name: Gold
        items:
          - item:
            name: Member Corp (member)
            homepage_url: https://member.example/
            description:
"""


def read(file: Path) -> Reading:
    (reading,) = sources.read(File(file, file.name))
    assert isinstance(reading, Reading)
    return reading


def triples(reading: Reading, predicate: str) -> set[tuple[str, str]]:
    return {
        (claim.subject.name, claim.object.name)
        for claim in reading.claims
        if claim.predicate == predicate and claim.object
    }


def test_a_landscape_file(tmp_path: Path) -> None:
    (tmp_path / "landscape.yml").write_text(LANDSCAPE)
    reading = read(tmp_path / "landscape.yml")
    assert triples(reading, "SERVES") == {
        ("Acme Vector", "Vector databases"),
        ("Bolt", "Vector databases"),
        ("Bolt", "Odd Layer: Odd Segment"),
        ("Hosted", "Vector databases"),
    }
    assert triples(reading, "MAKES") == {("Acme", "Acme Vector"), ("Hugging Face", "Bolt")}
    assert triples(reading, "PART_OF") == {("Odd Layer: Odd Segment", "Odd Layer")}
    described = {
        c.subject.name: c.attributes for c in reading.claims if c.predicate == "DESCRIBED_AS"
    }
    assert described["Acme Vector"] == {
        "homepage": "https://acme.example/",
        "licence": "Apache-2.0",
        "maturity": "incubating",
        "open_source": True,
        "repository": "https://git.example/acme",
    }
    assert described["Bolt"]["open_source"] is False
    assert described["Member"] == {"homepage": "https://member.example/"}
    for claim in reading.claims:
        row = reading.document.text[claim.start : claim.end]
        assert " ".join(row.split()) == claim.sentence


@pytest.mark.parametrize(("name", "products"), [("lfai", 360), ("cncf", 1500)])
def test_real_landscape_files(name: str, products: int) -> None:
    reading = read(shared(f"corpus/{name}-landscape.yml"))
    assert len(triples(reading, "SERVES")) > products
    assert len(triples(reading, "MAKES")) > products / 2
    assert not [maker for maker, _ in triples(reading, "MAKES") if "Foundation" in maker]


def test_dates_come_from_the_document_never_from_the_clock(tmp_path: Path) -> None:
    cases = {
        "a.md": ("---\ndate: 2023-06-26\n---\nText.", date(2023, 6, 26)),
        "2024-01-02-b.md": ("Text.", date(2024, 1, 2)),
        "c.md": ("Text of June 2023.", None),
        "d.md": ("---\ndate: June 2023\n---\nText.", date(2023, 6, 30)),
        "e.html": ('<meta property="article:published_time" content="2023-06-26T09:00Z">x', None),
        "20240229.txt": ("Text.", date(2024, 2, 29)),
        "20230229.txt": ("Text.", None),
    }
    for name, (text, day) in cases.items():
        (tmp_path / name).write_text(text)
        expected = date(2023, 6, 26) if name == "e.html" else day
        assert read(tmp_path / name).document.published == expected, name
    (undated,) = sources.read(
        File(tmp_path / "c.md", "c.md", SourceHints(published=Published(date(2020, 1, 1))))
    )
    assert isinstance(undated, Reading)
    assert undated.document.published == date(2020, 1, 1)


def test_a_page_says_what_it_is(tmp_path: Path) -> None:
    page = (
        "<html><head><title>A &amp; B</title><link rel=canonical href='https://x.example/a'>"
        "<style>p{}</style></head><body><nav>Menu</nav><h1>Databricks&nbsp;buys Neon</h1>"
        "<table><tr><td>One</td><td>Two</td></tr></table><ul><li>Item</ul></body></html>"
    )
    (tmp_path / "a.html").write_text(page)
    reading = read(tmp_path / "a.html")
    assert reading.document.title == "A & B"
    assert reading.document.id == reading.document.url == "https://x.example/a"
    assert [block.text for block in reading.blocks] == [
        "Databricks buys Neon",
        "| One | Two",
        "Item",
    ]


def test_markdown_is_read_as_people_see_it() -> None:
    text = "# Title\n\nSee **[Acme](https://x.y/z)** *now*.\n\n- one\n- two &amp; three\n\n```\ncode\n```\n"
    assert [block.text for block in markdown.blocks(text)] == [
        "Title",
        "See Acme now.",
        "one",
        "two & three",
    ]
    assert [block.text for block in html.blocks("a<br>b<br><br>c")] == ["a b", "c"]


def test_a_brief_has_an_id_of_its_own_and_its_source_as_address(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nsource: https://x.example/\n---\nText.")
    (tmp_path / "b.md").write_text("---\nurl: https://x.example/\n---\nText.")
    assert read(tmp_path / "a.md").document.id == "a.md"
    assert read(tmp_path / "b.md").document.id == "https://x.example/"
    assert read(tmp_path / "a.md").document.url == "https://x.example/"


def test_files_are_found_in_one_order_and_known_by_one_name(tmp_path: Path) -> None:
    for name in ("news/b.md", "news/sub/a.txt", "news/.git/c.md", "news/code.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Text.")
    suffixes = sources.load().suffixes
    folder = files.find([str(tmp_path / "news")], suffixes)
    assert [file.name for file in folder] == ["news/b.md", "news/sub/a.txt"]
    assert files.find([str(tmp_path / "news" / "b.md")], suffixes)[0].name == "news/b.md"
    assert [f.name for f in files.find([str(tmp_path / "*" / "*.md")], suffixes)] == ["news/b.md"]
    within = files.find([str(tmp_path / "news")], suffixes, within=True)
    assert [file.name for file in within] == ["b.md", "sub/a.txt"]
    twice = files.find([str(tmp_path / "news"), str(tmp_path / "news" / "b.md")], suffixes)
    assert len(twice) == 2
    with pytest.raises(InputError, match="no such file"):
        files.find([str(tmp_path / "*.pdf")], suffixes)


def test_ambiguous_names_are_names_only_where_the_sentence_makes_them_so() -> None:
    def named(text: str) -> set[str]:
        reading = Reading("x", document("x", text, "text"), tuple(markdown.blocks(text)))
        claims = pipeline.extract(reading).claims
        return {claim.subject.name for claim in claims} | {
            c.object.name for c in claims if c.object
        }

    assert "Meta" in named("Meta launched Llama 3 today.")
    assert named("The meta question is how to arm people together.") == set()
    assert "Cohere" not in named("These ideas cohere well with Databricks.")
    assert "Harvey" not in named("Lawyer Harvey Keitel bought a house in Oslo.")


def test_the_built_in_names_are_consistent() -> None:
    entries = catalog.load().entries
    workloads = {entry.name for entry in entries if entry.type == "Workload"}
    assert {entry.workload for entry in entries if entry.workload} <= workloads
    ids = [entry.id for entry in entries]
    assert len(ids) == len(set(ids)), "two entries share an id"
    layers = triples(builtin.layers(), "PART_OF")
    assert ("Vector databases", "Retrieval") in layers
    subsidiaries = {pair for r in builtin.landscape() for pair in triples(r, "SUBSIDIARY_OF")}
    assert ("GitHub", "Microsoft") in subsidiaries
    assert catalog.load().resolve("Company", "Cohere") != catalog.load().resolve(
        "Company", "Cohere.io"
    )
    hits = gazetteer.load().find("Weights & Biases and AWS")
    assert [hit.entries[0].name for hit in hits] == ["Weights & Biases", "Amazon"]


def test_the_screen_holds_back_next_to_nothing() -> None:
    kept = every = 0
    for file in sorted((Path(__file__).parents[2] / "examples" / "briefs").iterdir()):
        reading = read(file)
        ids = {c.id for c in pipeline.extract(reading, use_gate=False).claims}
        every += len(ids)
        kept += len(ids & {c.id for c in pipeline.extract(reading).claims})
    assert kept >= 0.99 * every


def test_extraction_writes_the_form_that_others_read(tmp_path: Path) -> None:
    text = "Adobe acquired Figma for $1.3 billion."
    told = [{"start": 0, "end": 5}, {"start": 15, "end": 20}]
    row = {"id": "a1", "text": text, "date": "2023-06-26", "entities": told}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    reading = read(tmp_path / "a.jsonl")
    line = json.loads(
        claim_json.line(reading.name, pipeline.extract(reading, use_given_entities=True))
    )
    assert line["id"] == "a1"
    (claim,) = line["claims"]
    assert claim == {
        "predicate": "ACQUIRED",
        "status": "completed",
        "confidence": claim["confidence"],
        "date": "2023-06-26",
        "attributes": {"kind": "acquisition", "price": "$1.3 billion", "price_usd": 1.3e9},
        "subject": {"text": "Adobe", "type": "Company", "name": "Adobe", "id": "company:adobe"}
        | {"start": 0, "end": 5},
        "object": {"text": "Figma", "type": "Company", "name": "Figma", "id": "company:figma"}
        | {"start": 15, "end": 20},
        "sentence": {"start": 0, "end": len(text)},
        "pattern": "reader/1",
    }
    assert 0.9 < claim["confidence"] <= 1
