"""Tables and feeds as other programs write them: what they say is read, and what is broken loses only itself."""

import json
from datetime import date

import pytest
from tarpit_loaders.documents.items import Reading

from tests.readings import FILLER, claims, read, refused, said


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
