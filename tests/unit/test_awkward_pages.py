"""Pages, notes and mail as people write them: what was taken back or quoted is not said, and days are as stated."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from tarpit_loaders.documents.items import Reading

from tests.readings import FILLER, claims, read, said


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kite AI, which Acme acquired in 2019, raised $10 million.",
            {("RAISED", "Kite AI", date(2024, 6, 4)), ("ACQUIRED", "Acme", date(2019, 1, 1))},
        ),
        ("In 2019 Acme acquired Kite AI.", {("ACQUIRED", "Acme", date(2019, 1, 1))}),
    ],
)
def test_the_day_of_an_aside_is_its_own(text: str, expected: set[tuple[str, str, date]]) -> None:
    found = claims(read("2024-06-04-n.txt", f"{text}\n"))
    assert {(c.predicate, c.subject.name, c.date) for c in found} >= expected
    assert not any(c.predicate == "RAISED" and c.subject.name == "Acme" for c in found)


@pytest.mark.parametrize(
    ("line", "day", "precision"),
    [
        ("Posted 4/13/2024", date(2024, 4, 13), "day"),
        ("Published on 04/06/2024", date(2024, 12, 31), "year"),
        ("13.05.2024", date(2024, 5, 13), "day"),
    ],
)
def test_a_byline_in_figures(line: str, day: date, precision: str) -> None:
    for name, text in (
        ("n.md", f"{line}\n\nDatabricks acquired Tabular.\n"),
        ("p.html", f"<article><h1>Deal</h1><p>{line}</p>{FILLER}</article>"),
    ):
        (reading,) = read(name, text)
        assert isinstance(reading, Reading)
        assert (reading.document.published, reading.document.published_precision) == (
            day,
            precision,
        )


def test_code_between_fences_is_not_said_even_behind_an_indented_line() -> None:
    note = "Text.\n\n    Snowflake acquired Neeva.\n\n~~~\nDatabricks acquired Tabular.\n~~~\n"
    assert said("n.md", note) == {("Snowflake", "ACQUIRED", "Neeva")}


def test_lines_broken_by_hand_are_items_where_they_bear_bullets() -> None:
    page = f"<article><p>Deals:<br>- Databricks acquired Tabular<br>• Snowflake acquired Neeva</p>{FILLER}</article>"
    assert said("p.html", page) == {
        ("Databricks", "ACQUIRED", "Tabular"),
        ("Snowflake", "ACQUIRED", "Neeva"),
    }
