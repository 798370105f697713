"""What all claims of one relation add up to: status, day, end, support. A rumour is never shown as a deal.

A row is read as: claims, separated by ";", each "status day source", with a precision behind the day where the
sentence states it ("2024-01-01/month"), and "until DAY" where it states an end. Expected is the fact in the same form.
"""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from tarpit_graph.claims.derive_facts import derive, edge_type
from tarpit_graph.records import Evidence, Status

ROWS = [
    ("completed 2024-01-01 a", "completed 2024-01-01 - 1"),
    ("announced 2024-01-01 a", "announced 2024-01-01 - 1"),
    ("planned 2024-01-01 a", "planned 2024-01-01 - 1"),
    ("rumoured 2024-01-01 a", "rumoured 2024-01-01 - 1"),
    ("hypothetical 2024-01-01 a", "hypothetical 2024-01-01 - 1"),
    ("denied 2024-01-01 a", "denied - - 1"),
    ("cancelled 2024-01-01 a", "cancelled - - 1"),
    ("candidate 2024-01-01 a", "candidate 2024-01-01 - 1"),
    ("rumoured 2024-01-01 a; announced 2024-02-01 b", "announced 2024-02-01 - 1"),
    ("rumoured 2024-01-01 a; completed 2024-02-01 b", "completed 2024-02-01 - 1"),
    ("announced 2024-01-01 a; completed 2024-02-01 b", "completed 2024-02-01 - 2"),
    ("announced 2024-01-01 a; rumoured 2024-02-01 b", "rumoured 2024-02-01 - 1"),
    ("completed 2024-01-01 a; rumoured 2024-02-01 b", "completed 2024-01-01 - 1"),
    ("completed 2024-01-01 a; announced 2024-02-01 b", "completed 2024-01-01 - 2"),
    ("completed 2024-01-01 a; denied 2024-02-01 b", "completed 2024-01-01 - 1"),
    ("completed 2024-01-01 a; planned 2024-02-01 b", "completed 2024-01-01 - 1"),
    ("announced 2024-01-01 a; cancelled 2024-02-01 b", "cancelled - - 1"),
    ("completed 2024-01-01 a; cancelled 2024-02-01 b", "cancelled - 2024-02-01 1"),
    (
        "announced 2024-01-01 a; completed 2024-02-01 b; cancelled 2024-03-01 c",
        "cancelled - 2024-03-01 1",
    ),
    ("completed 2024-01-01 a; cancelled 2024-01-01 b", "completed 2024-01-01 - 1"),
    ("cancelled 2024-01-01 a; completed 2024-02-01 b", "completed 2024-02-01 - 1"),
    ("cancelled 2024-01-01 a; announced 2024-02-01 b", "announced 2024-02-01 - 1"),
    ("rumoured 2024-01-01 a; planned 2024-02-01 b", "planned 2024-02-01 - 1"),
    ("rumoured 2024-01-01 a; denied 2024-02-01 b", "denied - - 1"),
    ("denied 2024-01-01 a; rumoured 2024-02-01 b", "rumoured 2024-02-01 - 1"),
    ("rumoured 2024-01-01 a; denied 2024-01-01 b", "denied - - 1"),
    (
        "rumoured 2024-01-01 a; rumoured 2024-01-01 b; denied 2024-01-01 c",
        "rumoured 2024-01-01 - 2",
    ),
    ("rumoured 2024-01-01 a; announced 2024-01-01 b", "rumoured 2024-01-01 - 1"),
    (
        "announced 2024-01-01 a; announced 2024-01-01 b; rumoured 2024-01-01 c",
        "announced 2024-01-01 - 2",
    ),
    ("completed 2024-02-01 a; completed 2024-01-01 b", "completed 2024-01-01 - 2"),
    ("completed 2024-02-01 a; completed 2024-02-01 a", "completed 2024-02-01 - 1"),
    ("completed 2024-03-05 a; completed 2024-03-01/month b", "completed 2024-03-05 - 2"),
    ("completed 2024-03-01/month a; completed 2024-07-05 b", "completed 2024-03-01/month - 2"),
    ("completed 2024-12-01/month a; completed 2025-01-15 b", "completed 2024-12-01/month - 2"),
    ("completed 2024-01-01/year a; completed 2025-03-05 b", "completed 2024-01-01/year - 2"),
    ("completed 2024-03-20/day a; completed 2024-03-25 b", "completed 2024-03-20/day - 2"),
    ("completed 2024-03-01/month a; completed 2024-03-20/day b", "completed 2024-03-20/day - 2"),
    ("completed 2024-01-01/year a; completed 2024-03-05 b", "completed 2024-03-05 - 2"),
    ("completed 2024-06-01/month a; completed 2024-03-05 b", "completed 2024-03-05 - 2"),
    ("completed 2024-01-01/year a; completed 2024-03-01/month b", "completed 2024-03-01/month - 2"),
    ("completed 2024-01-01/year a; completed 2023-01-01/year b", "completed 2023-01-01/year - 2"),
    ("completed 2024-03-05/by a", "completed 2024-03-05/by - 1"),
    ("completed 2024-03-05/by a; completed 2024-01-10 b", "completed 2024-01-10 - 2"),
    ("completed 2024-03-05/by a; completed 2024-06-10 b", "completed 2024-03-05/by - 2"),
    ("completed 2024-03-05/by a; completed 2023-01-01/year b", "completed 2023-01-01/year - 2"),
    (
        "announced 2024-01-01 a; completed 2024-04-01/month b; completed 2024-05-05 c",
        "completed 2024-04-01/month - 3",
    ),
    ("completed - undated-a", "completed - - 1"),
    ("completed - undated-a; completed 2024-02-01 b", "completed 2024-02-01 - 2"),
    ("rumoured - undated-a; completed - undated-b", "completed - - 1"),
    ("completed - undated-a; cancelled 2024-02-01 b", "cancelled - 2024-02-01 1"),
    ("completed 2024-01-01 a until 2025-01-01", "completed 2024-01-01 2025-01-01 1"),
    ("completed 2024-01-01 a until 2025-01-01; completed 2024-02-01 b", "completed 2024-01-01 - 2"),
    (
        "completed 2024-01-01 a until 2025-01-01; completed 2024-02-01 b until 2025-06-01",
        "completed 2024-01-01 2025-06-01 2",
    ),
    ("candidate 2024-01-01 a; completed 2024-03-01 b", "completed 2024-03-01 - 2"),
    ("candidate 2024-01-01 a; rumoured 2024-03-01 b", "rumoured 2024-03-01 - 1"),
    ("candidate 2024-01-01 a; candidate 2024-02-01 b", "candidate 2024-01-01 - 2"),
    ("candidate 2024-01-01 a; cancelled 2024-02-01 b", "cancelled - - 1"),
]


def evidence(told: str, number: int) -> Evidence:
    words = told.split()
    status, day, source = words[:3]
    written, _, precision = day.partition("/")
    when = None if written == "-" else date.fromisoformat(written)
    until = date.fromisoformat(words[4]) if "until" in words else None
    published = None if source.startswith("undated") else when
    return Evidence(
        f"claim:{number}", Status(status), 0.9, source, published, when, precision, until
    )


def claims(row: str) -> list[Evidence]:
    return [evidence(told.strip(), n) for n, told in enumerate(row.split(";"))]


def shown(row: str, predicate: str = "ACQUIRED") -> str:
    """Return the fact: status, since[/precision], until, support."""
    fact = derive(predicate, "company:a", "company:b", claims(row))
    since = str(fact.valid_from or "-") + (
        f"/{fact.valid_precision}" if fact.valid_precision else ""
    )
    return f"{fact.status.value} {since} {fact.valid_to or '-'} {fact.support}"


@pytest.mark.parametrize(("row", "fact"), ROWS, ids=[row for row, _ in ROWS])
def test_claims_add_up_to_a_fact_in_whatever_order_they_come(row: str, fact: str) -> None:
    assert shown(row) == fact
    told = claims(row)
    facts = {
        str(derive("ACQUIRED", "company:a", "company:b", order)) for order in permutations(told)
    }
    assert len(facts) == 1


@pytest.mark.parametrize(
    ("status", "edge"),
    [
        ("completed", "ACQUIRED"),
        ("announced", "ACQUIRED"),
        ("planned", "UNCONFIRMED"),
        ("rumoured", "UNCONFIRMED"),
        ("hypothetical", "UNCONFIRMED"),
        ("candidate", "UNCONFIRMED"),
        ("denied", "REFUTED"),
        ("cancelled", "REFUTED"),
    ],
)
def test_only_what_is_established_stands_under_its_own_name(status: str, edge: str) -> None:
    fact = derive("ACQUIRED", "company:a", "company:b", claims(f"{status} 2024-01-01 a"))
    assert edge_type(fact) == edge


def test_two_sources_confirm_a_feature_and_no_deal() -> None:
    twice = claims("candidate 2024-01-01 a; candidate 2024-02-01 b")
    once = claims("candidate 2024-01-01 a; candidate 2024-02-01 a")
    assert derive("HAS_FEATURE", "product:a", "feature:b", twice).status is Status.COMPLETED
    assert derive("HAS_FEATURE", "product:a", "feature:b", once).status is Status.CANDIDATE
    assert derive("ACQUIRED", "company:a", "company:b", twice).status is Status.CANDIDATE


def test_of_attributes_the_newest_counts_whatever_the_ids() -> None:
    old = replace(
        claims("completed 2024-01-01 a")[0], claim="claim:z", attributes={"price_usd": 1.0}
    )
    new = replace(
        claims("completed 2024-02-01 b")[0], claim="claim:a", attributes={"price_usd": 2.0}
    )
    fact = derive("ACQUIRED", "company:a", "company:b", [old, new])
    assert fact.attributes["price_usd"] == 2.0


@pytest.mark.parametrize(
    ("row", "since", "until"),
    [
        ("completed 2020-01-01 a", "2020-01-01", None),
        (
            "completed 2020-01-01 a; completed 2021-01-01 b until 2021-01-01",
            "2020-01-01",
            "2021-01-01",
        ),
        (
            "completed 2020-01-01 a; completed 2021-01-01 b until 2021-01-01; completed 2022-01-01 c",
            "2020-01-01",
            None,
        ),
        (
            "completed 2020-01-01 a; completed 2021-01-01 b until 2021-01-01; completed 2021-01-01 c",
            "2020-01-01",
            None,
        ),
    ],
    ids=["open", "closed", "opened again", "moved on one day"],
)
def test_a_spell_ends_with_its_last_closing_claim(row: str, since: str, until: str | None) -> None:
    fact = derive("LISTED_IN", "product:a", "workload:b", claims(row))
    assert str(fact.valid_from) == since
    assert (str(fact.valid_to) if fact.valid_to else None) == until


@pytest.mark.parametrize(
    ("row", "confidence"),
    [
        ("completed 2024-01-01 a", 0.9),
        ("completed 2024-01-01 a; completed 2024-01-01 a", 0.9),
        ("completed 2024-01-01 a; completed 2024-02-01 b", 0.99),
        ("completed 2024-01-01 a; denied 2024-02-01 b", 0.9),
    ],
    ids=["one", "twice in one source", "two sources", "the other side counts for nothing"],
)
def test_confidence_grows_with_sources_that_are_independent(row: str, confidence: float) -> None:
    fact = derive("ACQUIRED", "company:a", "company:b", claims(row))
    assert fact.confidence == pytest.approx(confidence)
