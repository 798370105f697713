"""What becomes one claim, where network, patterns and later sentences say the same or not quite the same."""

from dataclasses import replace

import pytest
from tarpit_graph.records import Claim, Mention, Status
from tarpit_loaders.extraction.agreement import agreed, one_each


def mention(word: str, start: int, surface: str = "") -> Mention:
    return Mention(
        f"company:{word}",
        "Company",
        word,
        surface or word,
        start,
        start + len(word),
        f"company:{word}",
    )


def claim(
    subject: Mention,
    object_: Mention,
    *,
    predicate: str = "ACQUIRED",
    status: Status = Status.COMPLETED,
    confidence: float = 0.9,
    start: int = 0,
) -> Claim:
    return Claim(
        id=f"claim:{subject.id}{object_.id}{status}",
        predicate=predicate,
        subject=subject,
        object=object_,
        status=status,
        confidence=confidence,
        sentence="…",
        start=start,
        end=start + 9,
        document="d",
        pattern="p",
    )


A, B, IT = mention("kite", 0), mention("falcon", 20), mention("kite", 40, "It")
DEAL = claim(A, B)


@pytest.mark.parametrize(
    ("read", "matched", "expected"),
    [
        ([DEAL], [], [DEAL]),
        ([], [DEAL], [DEAL]),
        # Both see it: once, with the status of whoever is more careful.
        ([DEAL], [replace(DEAL, status=Status.RUMOURED)], [replace(DEAL, status=Status.RUMOURED)]),
        ([replace(DEAL, status=Status.RUMOURED)], [DEAL], [replace(DEAL, status=Status.RUMOURED)]),
        # They differ on who buys whom: the pattern counts.
        ([claim(B, A)], [DEAL], [DEAL]),
        # A rivalry has no direction.
        (
            [claim(A, B, predicate="COMPETES_WITH")],
            [claim(B, A, predicate="COMPETES_WITH")],
            [claim(A, B, predicate="COMPETES_WITH")],
        ),
        # Another relation of the same two is another claim, and comes behind.
        (
            [claim(A, B, predicate="INVESTED_IN")],
            [DEAL],
            [claim(A, B, predicate="INVESTED_IN"), DEAL],
        ),
    ],
)
def test_network_and_patterns(
    read: list[Claim], matched: list[Claim], expected: list[Claim]
) -> None:
    assert agreed(read, matched) == expected


def test_one_claim_a_relation_and_sentence() -> None:
    named, stands_in = DEAL, claim(IT, B, confidence=0.95)
    assert one_each([stands_in, named]) == (named,)
    assert one_each([named, stands_in]) == (named,)
    other_sentence = replace(named, start=100)
    assert one_each([named, other_sentence]) == (named, other_sentence)


def test_the_more_careful_status_and_then_the_surer_claim_is_kept() -> None:
    rumour = replace(DEAL, status=Status.RUMOURED, confidence=0.5)
    (kept,) = one_each([DEAL, rumour])
    assert kept.status is Status.RUMOURED
    unsure, sure = replace(DEAL, confidence=0.4), replace(DEAL, confidence=0.8)
    assert one_each([unsure, sure]) == one_each([sure, unsure]) == (sure,)


def test_a_rivalry_told_both_ways_is_one() -> None:
    one, other = (claim(*ends, predicate="COMPETES_WITH") for ends in ((A, B), (B, A)))
    assert len(one_each([one, other])) == 1
