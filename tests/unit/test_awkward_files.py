"""Files as other programs and people write them: what they say is read, and what is broken loses only itself."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from tarpit_graph.records import Claim
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Follow, Item, Reading, Refused
from tarpit_loaders.extraction import pipeline

FILLER = (
    "<p>"
    + "It was a long week in which much was said and little was signed by anyone. " * 5
    + "</p>"
)


def read(name: str, content: str | bytes, **hints: object) -> list[Item]:
    data = content.encode() if isinstance(content, str) else content
    known = SourceHints(**hints)  # type: ignore[arg-type]
    found = list(sources.read(File(Path(name), name, known, data)))
    return [
        item.otherwise if isinstance(item, Follow) and item.otherwise else item for item in found
    ]


def claims(items: list[Item]) -> list[Claim]:
    readings = [item for item in items if isinstance(item, Reading)]
    return [claim for reading in readings for claim in pipeline.extract(reading).claims]


def said(name: str, content: str | bytes, **hints: object) -> set[tuple[str, str, str]]:
    found = claims(read(name, content, **hints))
    return {(c.subject.name, c.predicate, c.object.name) for c in found if c.object}


def refused(name: str, content: str | bytes) -> list[str]:
    return [item.reason for item in read(name, content) if isinstance(item, Refused)]


@pytest.mark.parametrize(
    "table",
    [
        "Product,Vendor\rKite,Acme Inc\rFalcon,Zeta\r",
        "sep=;\nProduct;Vendor\nKite;Acme Inc\nFalcon;Zeta\n",
        "Report of May\n\n,\nProduct,Vendor\nKite,Acme Inc\nFalcon,Zeta\n",
        "Product,Product,Vendor\nKite,,Acme Inc\nFalcon,,Zeta\n",
        'Product,Vendor\nKite,Acme Inc\n"Bolt,Odd\nFalcon,Zeta\n',
        'Product,Vendor\n12" Rack,Racks Ltd\nKite,Acme Inc\nFalcon,Zeta\n',
        '"Product","Vendor"\n"Kite","Acme Inc"\n"Falcon","Zeta"\n',
    ],
    ids=(
        "lone CR",
        "sep=",
        "preamble",
        "two columns of one name",
        "stray quote",
        "inches",
        "quoted",
    ),
)
def test_a_table_of_any_dialect(table: str) -> None:
    assert {("Acme", "MAKES", "Kite"), ("Zeta", "MAKES", "Falcon")} <= said("t.csv", table)


@pytest.mark.parametrize("nothing", ["N/A", "-", "null", "None", "TBD", "#N/A", "NaN", "—"])
def test_what_stands_for_nothing_is_no_name(nothing: str) -> None:
    table = f"Product,Vendor,Segment\nKite,{nothing},Vector databases\n{nothing},Acme,{nothing}\n"
    assert said("t.csv", table) == {("Kite", "SERVES", "Vector databases")}


def test_a_table_in_a_code_page_and_one_bad_byte() -> None:
    assert ("Société X", "MAKES", "Kite") in said(
        "t.csv", "Product,Vendor\nKite,Société X\n".encode("cp1252")
    )
    table = "Product,Vendor\nKite,Société X\nFalcon,Zürich Y\n".encode() + b"Bolt,Z\xff\n"
    assert ("Société X", "MAKES", "Kite") in said("t.csv", table)


def test_a_name_of_nine_thousand_letters_loses_only_itself() -> None:
    (reading,) = read("t.csv", f"Product,Vendor\nKite,Acme\nBolt,{'Z' * 9_000}\n")
    assert isinstance(reading, Reading)
    assert "a name of 9,000 characters; 200 are the most" in reading.quarantined[0]
    assert ("Acme", "MAKES", "Kite") in said("t.csv", "Product,Vendor\nKite,Acme\n")


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ('"Jun 4, 2024"', date(2024, 6, 4), "day"),
        ("5/24/2023", date(2023, 5, 24), "day"),
        ("4/6/2024", date(2024, 1, 1), "year"),
        ("May 2024", date(2024, 5, 1), "month"),
        ("2024-02-30", date(2024, 2, 1), "month"),
        ("13.05.2024", date(2024, 5, 13), "day"),
        ("1717459200", date(2024, 6, 4), "day"),
        ("—", None, ""),
        ("1970-01-01", None, ""),
    ],
)
def test_a_deal_is_dated_as_precisely_as_its_row(
    written: str, day: date | None, precision: str
) -> None:
    table = f"Acquiree Name,Acquirer Name,Announced Date,Price\nKite,Acme,{written},$1\n"
    (deal,) = claims(read("deals.csv", table))
    assert (deal.date, deal.precision) == (day, precision)


def test_a_deal_of_a_list_without_days_had_happened_by_the_day_of_the_list() -> None:
    (deal,) = claims(read("2024-05-01-deals.csv", "acquirer,target,date\nAcme,Kite,\n"))
    assert (deal.date, deal.precision) == (date(2024, 5, 1), "by")


def json_feed(**item: object) -> str:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [item]}
    )


@pytest.mark.parametrize(
    ("published", "day"),
    [("2024-06-04T23:30:00-07:00", date(2024, 6, 4)), ("bad", None), (None, None)],
)
def test_a_json_feed(published: str | None, day: date | None) -> None:
    text = "Databricks acquired Tabular."
    (reading,) = read(
        "f.json", json_feed(id=1, title=None, content_text=text, date_published=published)
    )
    assert isinstance(reading, Reading)
    assert reading.document.published == day
    assert ("Databricks", "ACQUIRED", "Tabular") in said(
        "f.json", json_feed(id=1, content_text=text)
    )


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>N</title>{''.join(items)}</channel></rss>"


def entry(number: int, text: str, day: str = "", link: str = "") -> str:
    link = link or f"https://n.example/{number}"
    return (
        f"<item><title>{number}</title><link>{link}</link><guid>g{number}</guid>"
        f"<pubDate>{day}</pubDate><description><![CDATA[<p>{text}</p>{FILLER}]]></description></item>"
    )


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Thu, 27 Jun 24 00:01:01 +0200", date(2024, 6, 27)),
        ("2024/6/29 15:07:41", date(2024, 6, 29)),
        ("Mardi, 04 juin 2024 09:00:00 +0200", date(2024, 6, 4)),
        ("4 Jun 2024", date(2024, 6, 4)),
        ("2024-06", date(2024, 6, 30)),
        ("0000-00-00", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_days_of_feeds(written: str, day: date | None) -> None:
    (reading,) = read("f.xml", rss(entry(1, "Databricks acquired Tabular.", written)))
    assert isinstance(reading, Reading)
    assert reading.document.published == day


def test_a_feed_with_a_bad_byte_and_entries_that_share_an_address() -> None:
    shared = [
        entry(n, f"Databricks acquired {name}.", link="https://n.example/")
        for n, name in enumerate(("Tabular", "Lilac", "Société Fôo"))
    ]
    feed = rss(*shared).encode().replace(b"It was", b"It \xffwas", 1)
    found = read("f.xml", feed)
    assert len({item.document.id for item in found if isinstance(item, Reading)}) == 3
    assert ("Databricks", "ACQUIRED", "Tabular") in said("f.xml", feed)


def test_a_feed_that_breaks_off_loses_no_more_than_its_last_entry() -> None:
    whole = rss(entry(1, "Databricks acquired Tabular."), entry(2, "Snowflake acquired Neeva."))
    cut = whole[: whole.index("Neeva")]
    assert "breaks off" not in str(refused("f.xml", whole))
    assert refused("f.xml", cut) == [
        "the feed ends in the middle of it; what was known of it stays"
    ]
    assert ("Databricks", "ACQUIRED", "Tabular") in said("f.xml", cut)


@pytest.mark.parametrize(
    "withdrawn",
    [
        "<s>Databricks acquired Tabular.</s>",
        "<del>Databricks acquired Tabular.</del>",
        "<p hidden>Databricks acquired Tabular.</p>",
        '<div style="color:red; display: none"><p>Databricks acquired Tabular.</p></div>',
        "<!-- Databricks acquired Tabular. -->",
        "<template><p>Databricks acquired Tabular.</p></template>",
    ],
)
def test_what_its_author_took_back_or_hid_is_not_said(withdrawn: str) -> None:
    page = f"<article>{withdrawn}<p>Snowflake acquired <ins>Neeva</ins>.</p>{FILLER}</article>"
    assert said("p.html", page) == {("Snowflake", "ACQUIRED", "Neeva")}
    note = f"~~Databricks acquired Tabular.~~ Snowflake acquired Neeva.\n\n{withdrawn}\n"
    assert said("n.md", note) == {("Snowflake", "ACQUIRED", "Neeva")}


def test_words_that_stand_side_by_side_are_not_one() -> None:
    page = (
        "<article><div><span>June 4, 2024</span><span>Databricks acquired Tabular.</span></div>"
        f"<p>Snowflake<br>acquired<br>Neeva.</p>{FILLER}</article>"
    )
    assert said("p.html", page) == {
        ("Databricks", "ACQUIRED", "Tabular"),
        ("Snowflake", "ACQUIRED", "Neeva"),
    }


def test_a_byline_says_the_day_better_than_the_address() -> None:
    page = (
        '<html><head><link rel="canonical" href="https://n.example/2018/05/18/deal.html"></head><body>'
        f"<article><h1>Deal</h1><p>Published on Jun 4, 2024</p>{FILLER}</article></body></html>"
    )
    (reading,) = read("p.html", page)
    assert isinstance(reading, Reading)
    assert (reading.document.published, reading.document.dated_by) == (date(2024, 6, 4), "byline")


def mail(body: str, *, subject: str = "Deal", kind: str = "text/plain; charset=utf-8") -> str:
    return (
        f"From: Pat <pat@x.example>\nSubject: {subject}\nDate: Tue, 04 Jun 2024 09:00:00 +0000\n"
        f"Message-ID: <1@x.example>\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}\n"
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            "No. Snowflake acquired Neeva.\n\nOn Mon, Pat wrote:\n> Databricks acquired Tabular.",
            "plain",
        ),
        (
            "No. Snowflake acquired Neeva.\n\n-----Original Message-----\nDatabricks acquired Tabular.",
            "plain",
        ),
        (
            "<p>No. Snowflake acquired Neeva.</p><blockquote type=cite>Databricks acquired Tabular.</blockquote>",
            "html",
        ),
        (
            '<p>No. Snowflake acquired Neeva.</p><div class="gmail_quote">Databricks acquired Tabular.</div>',
            "html",
        ),
    ],
    ids=("quoted lines", "original message", "cited", "gmail"),
)
def test_a_reply_says_only_what_its_sender_wrote(body: str, kind: str) -> None:
    found = said("m.eml", mail(body, kind=f"text/{kind}; charset=utf-8"))
    assert found == {("Snowflake", "ACQUIRED", "Neeva")}


def test_a_forwarded_message_is_of_its_own_day() -> None:
    inline = mail(
        "FYI.\n\n---------- Forwarded message ---------\nFrom: Kim <kim@x.example>\n"
        "Date: Wed, Jun 5, 2019 at 9:00 AM\nSubject: News\n\nDatabricks acquired Tabular.",
        subject="Fwd: News",
    )
    attached = mail(
        "--b\nContent-Type: text/plain\n\nFYI.\n--b\nContent-Type: message/rfc822\n\n"
        + mail("Databricks acquired Tabular.").replace("04 Jun 2024", "05 Jun 2019")
        + "--b--",
        kind='multipart/mixed; boundary="b"',
    )
    for text in (inline, attached):
        (deal,) = [c for c in claims(read("m.eml", text)) if c.predicate == "ACQUIRED"]
        assert deal.date == date(2019, 6, 5)


def test_a_bad_message_in_a_box_and_an_unknown_encoding() -> None:
    good = mail("Databricks acquired Tabular.").partition("\n")[2]
    bad = good.replace("Subject: Deal", f"From: {'(' * 3_000}{chr(34) * 3_000}")
    box = "".join(f"From a Thu Jan  1 00:00:00 2024\n{text}\n" for text in (good, bad, good))
    assert ("Databricks", "ACQUIRED", "Tabular") in said("b.mbox", box)
    odd = mail("Databricks acquired Société Générale.", kind="text/plain; charset=x-unknown-8")
    assert ("Databricks", "ACQUIRED", "Société Générale") in said("m.eml", odd.encode("latin1"))


def test_lists_under_any_heading_and_what_is_no_product() -> None:
    text = (
        "# Awesome Search\n\nDatabases\n---------\n\n- [Kite](https://kite.example) - store\n"
        "- [Video](https://youtu.be/x) - a talk on Kite\n- [Paper: Fast search](https://arxiv.org/abs/1)\n"
        "- [How we built it](https://b.example/post)\n- [Awesome RAG](https://github.com/x/y)\n"
        "- Falcon ([site](https://falcon.example), [code](https://github.com/a/b)) - engine\n\n"
        "<h2>Engines</h2>\n\n* [Bolt](https://bolt.example) - engine\n"
    )
    assert {s for s, predicate, _ in said("README.md", text) if predicate == "SERVES"} == {
        "Kite",
        "Falcon",
        "Bolt",
    }


def test_landscapes_with_remarks_aliases_and_another_first_key() -> None:
    text = (
        "categories:\n  - name: Data\n    subcategories:\n      - name: Stores\n        items:\n"
        '          - &k\n            name: "Kite (CNCF Sandbox)"\n            homepage_url: https://k.example\n'
        "          - <<: *k\n            name: Falcon\n"
    )
    found = {s for s, predicate, _ in said("landscape.yml", text) if predicate == "SERVES"}
    assert found == {"Kite", "Falcon"}


def test_a_compressed_page_in_a_web_archive() -> None:
    page = gzip.compress(f"<article><p>Snowflake acquired Neeva.</p>{FILLER}</article>".encode())
    http = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        + f"Content-Length: {len(page)}\r\n\r\n".encode()
        + page
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\n"
        "WARC-Date: 2024-06-04T09:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    assert said("w.warc", head.encode() + http + b"\r\n\r\n") == {
        ("Snowflake", "ACQUIRED", "Neeva")
    }


def test_a_legal_form_is_no_part_of_a_name_and_ends_no_sentence() -> None:
    text = "Acme Data Limited bought Kite Labs Inc. Zeta Corp. competes with Falcon Systems GmbH & Co. KG.\n"
    found = said("n.txt", text)
    assert ("Acme Data", "ACQUIRED", "Kite Labs") in found
    assert ("Zeta", "COMPETES_WITH", "Falcon Systems") in found


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "A deal"\ndate = 2024-06-04T10:00:00Z\n+++\n',
        '{\n  "title": "A deal",\n  "date": "2024-06-04"\n}\n',
        "---\ntitle: A deal\ndate: 4 June 2024\n---\n",
    ],
    ids=("TOML", "JSON", "YAML"),
)
def test_front_matter_in_three_languages(front: str) -> None:
    (reading,) = read("n.md", f"{front}\nDatabricks acquired Tabular.\n")
    assert isinstance(reading, Reading)
    assert (reading.document.title, reading.document.published) == ("A deal", date(2024, 6, 4))
    assert [block.text for block in reading.blocks] == ["Databricks acquired Tabular."]


def test_a_yanked_release_has_no_features_any_more() -> None:
    notes = (
        "# Changelog\n\n## [2.0.0] - 2024-06-04 [YANKED]\n\n### Added\n\n- Hybrid search\n\n"
        "## 1.8 / 2024.03.02\n\n### Added\n\n- GPU index\n- ~~Snapshots~~\n"
    )
    found = {
        c.object.name: (c.status, c.date) for c in claims(read("CHANGELOG.md", notes)) if c.object
    }
    assert found == {
        "Hybrid search": ("cancelled", date(2024, 6, 4)),
        "GPU index": ("completed", date(2024, 3, 2)),
    }


def test_a_block_quote_is_of_an_earlier_day() -> None:
    note = "> Databricks acquired Tabular.\n\nSnowflake acquired Neeva.\n"
    found = {c.object.name: c.precision for c in claims(read("2025-05-01.md", note)) if c.object}
    assert found == {"Tabular": "by", "Neeva": ""}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "cp1252", "utf-8-sig"])
def test_any_usual_encoding(encoding: str) -> None:
    text = "Databricks acquired Société Générale Vectors in Zürich.\n"
    assert ("Databricks", "ACQUIRED", "Société Générale Vectors") in said(
        "n.txt", text.encode(encoding)
    )


@pytest.mark.parametrize(
    ("text", "wanted", "never"),
    [
        ("Acme Data (NASDAQ: ACME) acquired Kite Labs.", ("Acme Data", "Kite Labs"), "NASDAQ"),
        (
            "Snowflake, which competes with Databricks, acquired Neeva.",
            ("Snowflake", "Neeva"),
            "Databricks",
        ),
        (
            "Acme Data, a unit of Zeta Holdings, acquired Kite Labs.",
            ("Acme Data", "Kite Labs"),
            "Zeta Holdings",
        ),
        ("Databricks, Inc. has acquired Tabular, Inc.", ("Databricks", "Tabular"), "Inc"),
    ],
)
def test_an_aside_behind_a_name_buys_nothing(
    text: str, wanted: tuple[str, str], never: str
) -> None:
    deals = {(s, o) for s, predicate, o in said("n.txt", f"{text}\n") if predicate == "ACQUIRED"}
    assert deals == {wanted}, never


def test_word_documents_with_tracked_changes(tmp_path: Path) -> None:
    import docx
    from docx.oxml import OxmlElement

    def change(tag: str, text_tag: str, text: str) -> object:
        mark, run, words = (OxmlElement(name) for name in (tag, "w:r", text_tag))
        words.text = text
        run.append(words)
        mark.append(run)
        return mark

    word = docx.Document()
    paragraph = word.add_paragraph("Snowflake acquired Neeva. ")
    paragraph._p.append(change("w:del", "w:delText", "Databricks acquired Tabular. "))
    paragraph._p.append(change("w:ins", "w:t", "Nvidia acquired Deci."))
    word.add_paragraph().add_run("Cisco acquired Splunk.").font.strike = True
    word.save(str(tmp_path / "a.docx"))
    assert said("a.docx", (tmp_path / "a.docx").read_bytes()) == {
        ("Snowflake", "ACQUIRED", "Neeva"),
        ("NVIDIA", "ACQUIRED", "Deci"),
    }
