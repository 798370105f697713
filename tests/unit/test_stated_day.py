"""When a document was published: what its text, its address and its number in a series say."""

from datetime import date
from pathlib import Path

import pytest
from tarpit_graph.claims.issue_dates import Issue, days
from tarpit_loaders import sources
from tarpit_loaders.documents.dates import Published
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Reading
from tarpit_loaders.extraction.attributes import document_date
from tarpit_loaders.markup import markdown

DAY = date(2023, 6, 26)


def stated(text: str) -> Published | None:
    return document_date.published(tuple(markdown.blocks(text)))


@pytest.mark.parametrize(
    "line",
    [
        "June 26, 2023",
        "Jun. 26th, 2023",
        "Monday, 26 June 2023",
        "2023-06-26",
        "Published on June 26, 2023",
        "Jane Doe | June 26, 2023 · 5 min read",
        "By Jane Doe, June 26, 2023",
        "Issue #12 — June 26, 2023",
        "*Posted: 26 June 2023*",
        "(June 26, 2023)",
        "Published June 1, 2023 · Updated June 26, 2023",
    ],
)
def test_a_line_that_says_nothing_but_a_day_dates_its_document(line: str) -> None:
    assert stated(f"# A deal\n\n{line}\n\nAcme bought Kite.") == Published(DAY, "day", "byline")


@pytest.mark.parametrize(
    "line",
    [
        "SAN FRANCISCO, June 26, 2023 /PRNewswire/ -- Acme bought Kite.",
        "SAN FRANCISCO, Calif. – June 26, 2023 – Acme bought Kite.",
        "LONDON - 26 June 2023 - Acme bought Kite.",
    ],
)
def test_the_dateline_of_a_press_release_dates_it(line: str) -> None:
    assert stated(f"# A deal\n\n{line}") == Published(DAY, "day", "dateline")


@pytest.mark.parametrize(
    "text",
    [
        "Acme bought Kite on June 26, 2023.",
        "Acme was founded on 26 June 2023",
        "Monday",
        "The deal of June 2023 — and what came of it",
        "\n\n".join(f"Line {n}." for n in range(20)) + "\n\nJune 26, 2023",
    ],
)
def test_a_day_within_a_sentence_or_far_below_is_none_of_the_document(text: str) -> None:
    assert stated(text) is None


def test_a_day_that_no_month_has_counts_for_its_month() -> None:
    assert stated("# Letter\n\nJune 31, 2023") == Published(date(2023, 6, 30), "month", "byline")


def test_a_month_alone_counts_by_its_last_day() -> None:
    assert stated("# Letter\n\nFebruary 2024") == Published(date(2024, 2, 29), "month", "byline")


def test_a_diary_is_as_young_as_its_newest_entry() -> None:
    assert stated("## June 1, 2023\n\nOne.\n\n## June 26, 2023\n\nTwo.") == Published(
        DAY, "day", "byline"
    )


@pytest.mark.parametrize(
    ("name", "text", "given", "dated_by"),
    [
        ("a.md", "---\ndate: 2023-06-26\n---\nJune 1, 2023", "", "metadata"),
        ("a.md", "---\npubDate: 2023-06-26\n---\nAcme.", "", "metadata"),
        ("2023-06-26-a.md", "June 1, 2023\n\nAcme.", "", "file name"),
        ("a.md", "June 26, 2023\n\nAcme.", "2024-01-01", "byline"),
        ("a.txt", "A deal\n\nJune 26, 2023\n\nAcme.", "", "byline"),
        ("https://news.example/2023/06/26/a", "<p>Acme bought Kite.</p>", "", "address"),
        ("a.md", "Acme.", "2023-06-26", "given"),
    ],
)
def test_the_surest_source_of_a_day_wins(name: str, text: str, given: str, dated_by: str) -> None:
    known = SourceHints(
        url=name if "://" in name else "",
        ending=".html" if "://" in name else "",
        published=Published(date.fromisoformat(given), read_from="given") if given else None,
    )
    (item,) = sources.read(File(Path("a"), name, known, text.encode()))
    assert isinstance(item, Reading)
    assert (item.document.published, item.document.dated_by) == (DAY, dated_by)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Daily Digest #317", 317),
        ("Issue 45", 45),
        ("The Weekly, No. 12: what came of it", 12),
        ("Newsletter # 3", 3),
    ],
)
def test_a_number_in_a_series_is_read(line: str, number: int) -> None:
    issue = document_date.issue(tuple(markdown.blocks(f"# A title\n\n{line}\n\nText.")))
    assert issue is not None
    assert issue.number == number


def test_an_issue_lies_between_its_dated_neighbours() -> None:
    near = [Issue("a", 1, stated=DAY), Issue("b", 2), Issue("c", 3, stated=date(2023, 6, 28))]
    assert days(near) == {"b": (date(2023, 6, 28), "week")}
    far = [Issue("a", 1, stated=DAY), Issue("b", 2), Issue("c", 90, stated=date(2024, 6, 28))]
    assert days(far) == {}, "a year's width says nothing"
    assert days([Issue("a", 1, stated=DAY), Issue("b", 2)]) == {}, "nothing bounds the last"


def test_an_issue_whose_bounds_cross_stays_undated() -> None:
    wrong = Issue("b", 2, newest_link=date(2023, 8, 1))
    assert days([Issue("a", 1, stated=DAY), wrong, Issue("c", 3, stated=date(2023, 6, 28))]) == {}
