"""Forms of each kind beside the golden examples: what other programs write, and what goes wrong."""

import gzip
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tarpit_graph.records import Claim
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow, Item, Reading, Refused, Skipped
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.load import inputs
from tarpit_loaders.structured import release_notes

from tests.conftest import command
from tests.golden.test_sources import FOLDER


def read(name: str, content: str | bytes, hints: SourceHints | None = None) -> list[Item]:
    data = content.encode() if isinstance(content, str) else content
    return list(sources.read(File(Path(name), name, hints or SourceHints(), data)))


def one(name: str, content: str | bytes, hints: SourceHints | None = None) -> Reading:
    (item,) = read(name, content, hints)
    assert isinstance(item, Reading), item
    return item


def said(*readings: Item) -> set[tuple[str, str, str]]:
    claims: list[Claim] = []
    for item in readings:
        assert isinstance(item, Reading), item
        claims += pipeline.extract(item).claims
    return {(c.subject.name, c.predicate, c.object.name if c.object else "") for c in claims}


def test_an_atom_feed_with_full_text_needs_no_page() -> None:
    body = "Databricks acquired Tabular. " + "It said so in a long post about formats. " * 60
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><entry>
      <title>A &amp;amp; B</title><link href="https://a.example/1"/><updated>2024-06-04T00:00:00Z</updated>
      <content type="html">&lt;p&gt;{body}&lt;/p&gt;</content></entry></feed>"""
    reading = one("feed.atom", feed)
    assert reading.document.id == "https://a.example/1"
    assert reading.document.published == date(2024, 6, 4)
    assert ("Databricks", "ACQUIRED", "Tabular") in said(reading)
    (page,) = read("feed.atom", feed, SourceHints(settings={"full_text": "always"}))
    assert isinstance(page, Follow)
    (refused,) = read("feed.atom", feed, SourceHints(settings={"full_text": "sometimes"}))
    assert isinstance(refused, Refused)


def test_a_page_keeps_its_claims_when_its_advertisements_change() -> None:
    page = (FOLDER / "html.html").read_text()
    other = page.replace("<nav>", "<nav>Buy now: token 8c2f").replace("Related:", "Sponsored 17:")
    before, after = one("a.html", page), one("a.html", other)
    assert before.document.text == after.document.text
    assert [c.id for c in pipeline.extract(before).claims] == [
        c.id for c in pipeline.extract(after).claims
    ]


def test_a_page_cannot_take_the_place_of_another_sites() -> None:
    page = (FOLDER / "html.html").read_text()
    assert one("a.html", page).document.id == "https://infra.example/tabular"
    kept = one(
        "a", page, SourceHints(ending=".html", url="https://www.infra.example/tabular?utm=1")
    )
    assert kept.document.id == "https://infra.example/tabular"
    stolen = one("a", page, SourceHints(ending=".html", url="https://evil.example/x"))
    assert stolen.document.id == "https://evil.example/x"
    never = SourceHints(settings={"full_text": "never"}, url="https://evil.example/feed")
    entry = one("feed.xml", (FOLDER / "feed.xml").read_text(), never)
    assert entry.document.id == "https://evil.example/feed https://infra.example/tabular"


def test_another_package_adds_a_kind(tmp_path: Path) -> None:
    (tmp_path / "acme_notes.py").write_text(
        "from tarpit_loaders.documents import files\n"
        "from tarpit_loaders.markup import composed\n"
        "from tarpit_loaders.documents.items import from_blocks\n"
        "from tarpit_loaders.sources import Source\n"
        "def read(file):\n"
        "    lines = files.text(file).splitlines()\n"
        "    yield from_blocks(file.name, file.name, map(composed.line, lines), 'acme')\n"
        "SOURCE = Source(kind='acme', endings=('.acme',), reads='lines', skips='', read=read)\n"
    )
    info = tmp_path / "acme_notes-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-notes\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tarpit.sources]\nacme = acme_notes\n")
    (tmp_path / "a.acme").write_text("Databricks acquired Tabular.")
    done = command("extract", str(tmp_path / "a.acme"), environment={"PYTHONPATH": str(tmp_path)})
    assert '"predicate": "ACQUIRED"' in done.stdout, done.stderr


def test_a_page_says_its_encoding() -> None:
    page = "<html><body><p>Mistral AI a levé 385 millions d’euros à Paris.</p></body></html>"
    reading = one("a.html", page.encode("cp1252"), SourceHints(encoding="cp1252"))
    assert "levé 385 millions d’euros" in reading.document.text


def test_releases_from_the_atom_feed() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom">
      <id>tag:github.com,2008:https://github.com/qdrant/qdrant/releases</id><title>Releases</title>
      <entry><id>tag:github.com,2008:Repository/1/v1.10.0</id><updated>2024-07-01T12:00:00Z</updated>
      <link href="https://github.com/qdrant/qdrant/releases/tag/v1.10.0"/><title>v1.10.0</title>
      <content type="html">&lt;h2&gt;Features&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;Add hybrid search&lt;/li&gt;&lt;/ul&gt;</content>
      </entry></feed>"""
    reading = one("releases.atom", feed)
    assert reading.document.published == date(2024, 7, 1)
    assert said(reading) == {("Qdrant", "HAS_FEATURE", "Hybrid search")}
    drafts = json.dumps([{"tag_name": "v2", "published_at": None, "draft": True}])
    assert read("releases.json", drafts) == []


def test_release_notes_with_headings_for_features() -> None:
    notes = """# Release Notes
## v2.4.0
Release Date: March 20, 2024
### New Features
#### Sparse Vector (Beta)
### Bug fixes
- Fixed a crash
## v2.3.0
Release Date: November 1, 2023
### Features
- Supported bulk insert (#1)
"""
    reading = one("release_notes.md", notes, SourceHints(settings={"product": "Milvus"}))
    assert reading.document.kind == "changelog"
    assert [(c.object.name if c.object else "", c.date) for c in reading.claims] == [
        ("Sparse vectors", date(2024, 3, 20)),
        ("Bulk import", date(2023, 11, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("feat(core): add artifact tags by @a in https://github.com/a/b/pull/1", "Artifact tags"),
        ("Fixed a crash", ""),
        ("perf(launch): faster start", ""),
        ("Drop python 3.6 support", ""),
    ],
)
def test_a_feature_in_the_words_of_its_bullet(text: str, feature: str) -> None:
    assert release_notes.feature(text) == feature


def test_prices_as_llm_prices_lists_them() -> None:
    listed = {
        "vendor": "acme",
        "models": [
            {
                "id": "large",
                "name": "Acme Large >200k",
                "price_history": [
                    {"input": 2, "output": 6, "from_date": None, "to_date": "2026-01-01",
                     "input_cached": None},
                    {"input": 1, "output": None, "from_date": "2026-01-01", "to_date": None,
                     "input_cached": None},
                ],
            }
        ],
    }  # fmt: skip
    reading = one("acme.json", json.dumps(listed))
    prices = [c for c in reading.claims if c.predicate == "PRICED_AT"]
    assert [(c.attributes["price_usd"], c.attributes["per"], c.until) for c in prices] == [
        (2.0, "million input tokens, prompts above 200k", date(2026, 1, 1)),
        (6.0, "million output tokens, prompts above 200k", date(2026, 1, 1)),
        (1.0, "million input tokens, prompts above 200k", None),
    ]
    assert {c.subject.name for c in prices} == {"Acme Large"}
    flat = {"prices": [{"vendor": "acme", "name": "Acme Small", "input": 1, "output": 2}]}
    assert ("Acme", "MAKES", "Acme Small") in said(one("all.json", json.dumps(flat)))


def test_prices_in_another_currency_and_bad_rows() -> None:
    text = "product,price,currency\nAcme One,10,GBP\nAcme Two,free,USD\nAcme Three,5,XXX\n"
    reading = one("prices.csv", text)
    assert {c.subject.name for c in reading.claims} == {"Acme One"}


CRUNCHBASE = {
    "organizations.csv": (
        "uuid,name,permalink,homepage_url,short_description,primary_role,parent_name\n"
        "1,Tabular,tabular,https://tabular.io,Tables,company,\n"
        "2,a16z,a16z,https://a16z.com,Fund,investor,\n",
        {("Tabular", "DESCRIBED_AS", ""), ("Andreessen Horowitz", "DESCRIBED_AS", "")},
    ),
    "funding_rounds.csv": (
        "uuid,name,org_name,investment_type,announced_on,raised_amount_usd\n"
        "1,Series B - Pinecone,Pinecone,series_b,2023-04-27,100000000\n",
        {("Pinecone", "RAISED", "Pinecone Series B")},
    ),
    "investments.csv": (
        "uuid,investor_name,funding_round_name,is_lead_investor\n"
        "1,Andreessen Horowitz,Series B - Pinecone,true\n",
        {
            ("Andreessen Horowitz", "INVESTED_IN", "Pinecone"),
            ("Andreessen Horowitz", "FUNDED", "Pinecone Series B"),
        },
    ),
}


@pytest.mark.parametrize("name", CRUNCHBASE)
def test_tables_of_companies(name: str) -> None:
    text, claims = CRUNCHBASE[name]
    reading = one(name, text)
    assert reading.document.kind == "crunchbase"
    assert said(reading) == claims


def test_a_company_of_a_table_is_told_where_and_since_when_it_is() -> None:
    export = "name,permalink,homepage_url,founded_on,country_code,city\nNeon,x,https://neon.tech,2021-03-01,USA,Boston\n"
    saved = (
        "Organization Name,Organization Name URL,Founded Date,Headquarters Location\n"
        'Neon,https://www.crunchbase.com/organization/neon,2021,"San Francisco, California, United States"\n'
    )
    for text, founded, city, country in (
        (export, "2021-03-01", "Boston", "USA"),
        (saved, "2021-01-01", "San Francisco", "United States"),
    ):
        (claim,) = one("organizations.csv", text).claims
        told = claim.attributes
        assert (told["founded"], told["city"], told["country"]) == (founded, city, country)


def test_a_round_of_a_table_is_the_round_of_a_sentence() -> None:
    text = "Pinecone raised $100 million in a Series B led by Andreessen Horowitz."
    (claim,) = [c for c in pipeline.extract(one("a.txt", text)).claims if c.predicate == "RAISED"]
    (row,) = one("rounds.csv", CRUNCHBASE["funding_rounds.csv"][0]).claims
    assert claim.object is not None
    assert row.object is not None
    assert claim.object.id == row.object.id


def test_a_large_table_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    from tarpit_loaders.formats import tabular

    monkeypatch.setattr(tabular.parts, "__defaults__", (2,))
    text = "product,company\n" + "".join(f"Acme {n},Acme\n" for n in range(5))
    parts = read("big.csv", text)
    assert [part.document.id for part in parts if isinstance(part, Reading)] == [
        "big.csv",
        "big.csv#2",
        "big.csv#3",
    ]
    last = parts[-1]
    assert isinstance(last, Reading)
    assert last.raw is not None
    again = list(sources.read(sources.restored(last.document.origin, last.raw.data)))
    assert [item.document for item in again if isinstance(item, Reading)] == [last.document]


def test_a_workbook_and_a_mapping() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Tool", "Vendor", "Segment", "Since"])
    book.active.append(["Acme Index", "Acme", "Vector databases", date(2024, 6, 4)])
    packed = io.BytesIO()
    book.save(packed)
    columns = {"product": "Tool", "company": "Vendor", "workload": "Segment"}
    reading = one("tools.xlsx", packed.getvalue(), SourceHints(settings={"columns": columns}))
    assert said(reading) == {
        ("Acme", "MAKES", "Acme Index"),
        ("Acme Index", "SERVES", "Vector databases"),
    }


def test_a_table_of_articles() -> None:
    text = "Headline;Body;Day\nA deal;Databricks acquired Tabular.;2024-06-04\n;;\n"
    columns = {"title": "Headline", "text": "Body", "date": "Day"}
    reading = one("news.csv", text, SourceHints(settings={"columns": columns}))
    assert (reading.document.title, reading.document.published) == ("A deal", date(2024, 6, 4))
    assert said(reading) == {("Databricks", "ACQUIRED", "Tabular")}


def test_workloads_of_the_source_fill_a_table_and_settle_names() -> None:
    table = one("t.csv", "product\nAcme Index\n", SourceHints(workloads=("Vector databases",)))
    assert said(table) == {("Acme Index", "SERVES", "Vector databases")}
    text = "Chroma alternatives: Qdrant"
    rivals = {("Chroma", "COMPETES_WITH", "Qdrant")}
    assert rivals <= said(one("a.txt", text, SourceHints(workloads=("vector database",))))


def test_json_lines_with_a_mapping() -> None:
    line = {"guid": 7, "body": "Databricks acquired Tabular.", "day": "2024-06-04"}
    columns = {"id": "guid", "text": "body", "date": "day"}
    reading = one("a.jsonl", json.dumps(line), SourceHints(settings={"columns": columns}))
    assert (reading.name, reading.document.published) == ("7", date(2024, 6, 4))


def test_a_mailbox_holds_many_messages() -> None:
    message = (FOLDER / "mail.eml").read_text()
    second = message.replace("week-23", "week-24").replace("Tabular", "Neon")
    box = f"From a@b Tue Jun  4 09:00:00 2024\n{message}\n\nFrom a@b Tue Jun 11 09:00:00 2024\n{second}\n"
    found = read("news.mbox", box)
    assert said(*found) == {
        ("Databricks", "ACQUIRED", "Tabular"),
        ("Databricks", "ACQUIRED", "Neon"),
    }


def test_hacker_news_as_its_own_api_gives_it() -> None:
    item = {
        "by": "ada",
        "id": 8863,
        "time": 1717491600,
        "type": "story",
        "title": "Qdrant vs Pinecone",
    }
    reading = one("item.json", json.dumps(item))
    assert reading.document.published == date(2024, 6, 4)
    assert said(reading) == {("Qdrant", "COMPETES_WITH", "Pinecone")}
    assert read("item.json", json.dumps(item | {"dead": True})) == []


def test_filings() -> None:
    eight = """<html><body><p>SECURITIES AND EXCHANGE COMMISSION</p><p>FORM 8-K</p>
      <p>Databricks, Inc.</p><p>(Exact name of registrant as specified in its charter)</p>
      <p>Item 2.01 Completion of Acquisition or Disposition of Assets.</p>
      <p>On June 4, 2024, the Company completed its acquisition of Tabular.</p>
      <p>Item 9.01 Exhibits.</p><p>Snowflake acquired Neeva.</p></body></html>"""
    assert said(one("8k.htm", eight)) == {("Databricks", "ACQUIRED", "Tabular")}
    (skipped,) = read("10q.htm", eight.replace("8-K", "10-Q"))
    assert isinstance(skipped, Skipped)
    recent = {
        "form": ["8-K", "8-K", "4", "10-K"],
        "filingDate": ["2024-06-04"] * 4,
        "accessionNumber": [f"0001-24-00000{n}" for n in range(4)],
        "primaryDocument": ["a.htm"] * 4,
        "items": ["2.01,9.01", "5.02", "", ""],
    }
    listed = {"cik": "1441816", "name": "MongoDB, Inc.", "filings": {"recent": recent}}
    found = read("CIK0001441816.json", json.dumps(listed))
    assert [item.hints.url for item in found if isinstance(item, Follow)] == [
        "https://www.sec.gov/Archives/edgar/data/1441816/00012400000" + end
        for end in ("0/a.htm", "3/a.htm")
    ]


def test_a_packed_crawl() -> None:
    packed = gzip.compress((FOLDER / "warc.warc").read_bytes())
    assert said(one("crawl.warc.gz", packed)) == {("Databricks", "ACQUIRED", "Tabular")}


def test_an_index_of_sitemaps_and_its_filters() -> None:
    index = "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>"
    (inner,) = read("i.xml", index, SourceHints(settings={"include": "/blog/"}))
    assert isinstance(inner, Follow)
    assert (inner.hints.kind, inner.hints.settings) == ("sitemap", {"include": "/blog/"})
    pages = "".join(f"<url><loc>https://a.example/{p}</loc></url>" for p in ("blog/1", "jobs/1"))
    found = read("s.xml", f"<urlset>{pages}</urlset>", inner.hints)
    assert [item.hints.url for item in found if isinstance(item, Follow)] == [
        "https://a.example/blog/1"
    ]
    (refused,) = read("s.xml", "<urlset/>", SourceHints(settings={"include": "("}))
    assert isinstance(refused, Refused)


def test_of_a_folder_what_nobody_knows_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Databricks acquired Tabular.")
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "b.md").write_text("Databricks acquired Neon.")
    kinds = [type(item).__name__ for item in inputs.readings([str(tmp_path)])]
    assert kinds == ["Reading", "Reading", "Skipped"]
    (named,) = [
        i for i in inputs.readings([str(tmp_path / "package.json")]) if isinstance(i, Refused)
    ]
    assert "is none of the .json files that tarpit reads" in named.reason


def test_an_office_bomb(tmp_path: Path) -> None:
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"a" * 300_000_000)
    (refused,) = read("bomb.docx", packed.getvalue())
    assert isinstance(refused, Refused)
    assert "would unpack to 300 MB" in refused.reason
    for name in ("a.docx", "a.xlsx", "a.pdf"):
        (refused,) = read(name, b"PK\x03\x04 nothing of the kind")
        assert isinstance(refused, Refused)
