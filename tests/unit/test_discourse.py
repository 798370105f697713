"""Whom "the company" and "it" stand for, when things happened, what they cost, who offers what."""

from datetime import date

import pytest
from tarpit_graph.records import Claim
from tarpit_loaders.documents.dates import Published
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.extraction import event_dates, pipeline
from tarpit_loaders.markup import markdown
from tarpit_loaders.reader import money

PUBLISHED = date(2024, 2, 1)


def claims(text: str, *, unnamed: bool = False) -> list[Claim]:
    text_document = document("x", text, "text", published=Published(PUBLISHED))
    reading = Reading("x", text_document, tuple(markdown.blocks(text)))
    return [c for c in pipeline.extract(reading, unnamed=unnamed).claims if c.object]


def triples(text: str) -> set[tuple[str, str, str]]:
    return {(c.subject.name, c.predicate, c.object.name) for c in claims(text) if c.object}


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        (
            "Pinecone opened an office in London. The company raised $100 million.",
            ("Pinecone", "RAISED", "Pinecone $100M"),
        ),
        ("Snowflake grew fast. It acquired Neeva in May.", ("Snowflake", "ACQUIRED", "Neeva")),
        (
            "OpenAI rival Anthropic hired a lawyer. The San Francisco-based startup raised $2 billion.",
            ("Anthropic", "RAISED", "Anthropic $2B"),
        ),
        (
            "Google met Neeva. The startup was bought by Snowflake last June.",
            ("Snowflake", "ACQUIRED", "Neeva"),
        ),
        (
            "Weaviate grew.\n\nThe company acquired Qdrant.",
            ("Weaviate", "ACQUIRED", "Qdrant"),
        ),
    ],
)
def test_the_company_is_the_one_spoken_of(text: str, triple: tuple[str, str, str]) -> None:
    assert triple in triples(text)


@pytest.mark.parametrize(
    "text",
    [
        "Databricks and Snowflake are rivals. The company bought MosaicML.",
        "It is clear that nobody bought MosaicML.",
        "The company bought MosaicML.",
        "Google met with the Google-backed startup. The Google-backed company bought MosaicML.",
        "Pinecone grew. So did Weaviate. Many things happened. Rain fell. Snow fell. The company bought MosaicML.",
    ],
)
def test_where_it_may_be_two_or_none_nothing_is_said(text: str) -> None:
    assert not {t for t in triples(text) if t[1] == "ACQUIRED"}


def test_the_sentence_that_names_it_is_part_of_the_evidence() -> None:
    text = "Snowflake grew fast. It acquired Neeva in May."
    (claim,) = [c for c in claims(text) if c.predicate == "ACQUIRED"]
    assert claim.sentence == text == text[claim.start : claim.end]
    assert text[claim.subject.start : claim.subject.end] == claim.subject.surface == "It"


@pytest.mark.parametrize(
    ("phrase", "start", "precision"),
    [
        ("last June", date(2023, 6, 1), "month"),
        ("in Q2", date(2023, 4, 1), "quarter"),
        ("earlier this week", date(2024, 1, 29), "week"),
        ("June 26, 2023", date(2023, 6, 26), "day"),
        ("26 June", date(2023, 6, 26), "day"),
        ("the second quarter of 2025", date(2025, 4, 1), "quarter"),
        ("two months ago", date(2023, 12, 1), "month"),
        ("last Monday", date(2024, 1, 29), "day"),
        ("yesterday", date(2024, 1, 31), "day"),
        ("early 2023", date(2023, 1, 1), "year"),
        ("next March", date(2024, 3, 1), "month"),
    ],
)
def test_a_phrase_means_a_day_a_month_or_a_year(phrase: str, start: date, precision: str) -> None:
    assert event_dates.resolve(phrase, PUBLISHED) == event_dates.EventDate(start, precision)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("ClickHouse acquired HyperDX and LibreChat before.", "by"),
        ("Databricks acquired Arcion on its way to one platform.", "by"),
        ("MongoDB had acquired Voyage AI.", "by"),
        ("Snowflake previously bought Neeva.", "by"),
        ("Snowflake bought Neeva earlier in 2023.", "year"),
        ("Snowflake bought Neeva earlier this week.", "week"),
        ("Snowflake bought Neeva before its rivals could.", ""),
        ("Snowflake has acquired Neeva.", ""),
    ],
)
def test_a_look_back_on_a_purchase_is_no_news_of_the_day(text: str, precision: str) -> None:
    found = [c for c in claims(text) if c.predicate == "ACQUIRED"]
    assert found, text
    assert {c.precision for c in found} == {precision}


@pytest.mark.parametrize("phrase", ["soon", "the other day", "May or may not"])
def test_what_is_no_date_stays_undated(phrase: str) -> None:
    assert event_dates.resolve(phrase, None) is None


@pytest.mark.parametrize(
    ("phrase", "start", "precision"),
    [
        ("31 June 2023", date(2023, 6, 1), "month"),
        ("on February 30, 2024", date(2024, 2, 1), "month"),
        ("on 13.05.2024", date(2024, 5, 13), "day"),
        ("on 04/06/2024", date(2024, 1, 1), "year"),
        ("on 4/13/2024", date(2024, 4, 13), "day"),
        ("2024/6/29", date(2024, 6, 29), "day"),
        ("at 2024-02-29T23:30-08:00", date(2024, 2, 29), "day"),
        ("in '24", date(2024, 1, 1), "year"),
    ],
)
def test_a_date_is_as_precise_as_it_is_stated(phrase: str, start: date, precision: str) -> None:
    assert event_dates.resolve(phrase, None) == event_dates.EventDate(start, precision)


def test_without_a_day_of_publication_only_whole_dates_count() -> None:
    assert event_dates.resolve("last June", None) is None
    assert event_dates.resolve("June 2023", None) == event_dates.EventDate(
        date(2023, 6, 1), "month"
    )


def test_a_date_belongs_to_the_clause_it_stands_in() -> None:
    (deal,) = [
        c
        for c in claims("Databricks, founded in 2013, bought MosaicML in July 2023.")
        if c.predicate == "ACQUIRED"
    ]
    assert (deal.date, deal.precision) == (date(2023, 7, 1), "month")
    (deal,) = [
        c
        for c in claims("Databricks, founded in 2013, bought MosaicML.")
        if c.predicate == "ACQUIRED"
    ]
    assert (deal.date, deal.precision) == (PUBLISHED, "")


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        (
            "for £400 million in cash and stock",
            {"price": "£400 million", "payment": "cash and stock"},
        ),
        ("for $1.3B", {"price": "$1.3B", "price_usd": 1.3e9}),
        ("for an undisclosed sum", {"price": "undisclosed"}),
        ("in an all-stock deal", {"payment": "stock"}),
    ],
)
def test_the_price_is_kept_as_it_is_stated(text: str, attributes: dict[str, object]) -> None:
    (deal,) = [
        c for c in claims(f"Databricks bought MosaicML {text}.") if c.predicate == "ACQUIRED"
    ]
    assert attributes.items() <= deal.attributes.items()


def test_a_currency_is_turned_into_dollars_of_its_year() -> None:
    assert money.only("£1 million", 2017) != money.only("£1 million", 2022)
    assert [s.currency for s in money.sums("€5m, 3 billion yen and CAD 2,000,000")] == [
        "EUR",
        "JPY",
        "CAD",
    ]
    assert money.sums("$" + "9" * 4000)[0].text  # a number of any length is still one


def test_things_without_a_name_are_told_only_on_request() -> None:
    text = "HP Valves is a manufacturer of gate valves and needle valves."
    found = {(c.subject.surface, c.object.surface) for c in claims(text, unnamed=True) if c.object}
    assert {("HP Valves", "gate valves"), ("HP Valves", "needle valves")} <= found
    assert claims(text) == []


def test_a_link_to_a_home_page_says_whose_a_name_is() -> None:
    linked = "[Together](https://www.together.ai/?utm_source=x) raised $102 million."
    assert ("Together AI", "RAISED", "Together AI $102M") in triples(linked)
    elsewhere = "[Together](https://news.example/2023/together) we raised $102 million."
    assert not triples(elsewhere)


def test_the_home_page_of_an_unknown_name_is_told() -> None:
    text = "[Parchwell](https://parchwell.ai/) raised $5 million. [Havn](https://x.com/havn) too."
    text_document = document("x", text, "text", published=Published(PUBLISHED))
    reading = Reading("x", text_document, tuple(markdown.blocks(text)))
    told = [c for c in pipeline.extract(reading).claims if c.predicate == "DESCRIBED_AS"]
    assert [(c.subject.name, dict(c.attributes)) for c in told] == [
        ("Parchwell", {"homepage": "https://parchwell.ai/"})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3000 + "a](https://b.ai/)" * 3,
        "](https://b.ai)" * 2000,
        "[a](https://[::1]x/) [b](http://" + "c" * 9000 + ")",
    ],
)
def test_broken_links_break_nothing(text: str) -> None:
    assert claims(text) == []
